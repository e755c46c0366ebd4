/** What an opening would find in a directory. Nothing is changed, and another process may have the database open. */

import { schemaFromDescriptor } from '@ecsdb/runtime';
import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import {
  Directory,
  type FileSystem,
  type Recovered,
  type RecoverOptions,
  type ReplayTarget,
  recover,
  Store,
  StoreReplay,
} from '@ecsdb/runtime/storage';
import { withProgress } from '../terminal/index.js';
import { dataBytes } from './data-files.js';
import { retryTransient } from './retry.js';
import { noDatabase, requireDatabase } from './source.js';
import { SourceFileSystem } from './source-file-system.js';

export interface RecoveredState {
  readonly recovered: Recovered;
  /** Published: rows are read from the tables' published sides. */
  readonly store: Store;
}

const OPTIONS: RecoverOptions = { mode: 'strict', readOnly: true };

/** The schema of the store, made from the stored one. The layouts are equal. */
type SchemaChange = (stored: SchemaDescriptor) => SchemaDescriptor;

const UNCHANGED: SchemaChange = (stored) => stored;

/** Keeps no rows: for a caller that wants to know only whether everything can be read, and to which version. */
const NO_ROWS: ReplayTarget = {
  registry() {},
  expectRows() {},
  rows() {},
  transaction() {},
  finish() {},
};

/** The state with all rows. Throws what `recover` throws, and a `Failure` if there is no database. */
export function recoverState(directory: string, ofStored: SchemaChange = UNCHANGED): RecoveredState {
  return readSource(directory, (fs) => readRows(fs, directory, ofStored));
}

/** The same without the rows, so that memory stays small. */
export function recoverFacts(directory: string): Recovered {
  return readSource(directory, (fs) => readFacts(fs, directory));
}

export function readRows(fs: FileSystem, directory: string, ofStored: SchemaChange = UNCHANGED): RecoveredState {
  let store: Store | undefined;
  const recovered = recover(new Directory(fs, directory), OPTIONS, (schema) => {
    store = new Store(schemaFromDescriptor(ofStored(schema)));
    return new StoreReplay(store);
  });
  if (recovered === undefined || store === undefined) throw noDatabase(directory);
  return { recovered, store };
}

export function readFacts(fs: FileSystem, directory: string): Recovered {
  const recovered = recover(new Directory(fs, directory), OPTIONS, () => NO_ROWS);
  if (recovered === undefined) throw noDatabase(directory);
  return recovered;
}

function readSource<Result>(directory: string, read: (fs: FileSystem) => Result): Result {
  requireDatabase(directory);
  return retryTransient(() =>
    withProgress('reading', dataBytes(directory), (progress) => read(new SourceFileSystem(progress))),
  );
}

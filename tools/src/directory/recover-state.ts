/** The state that a directory holds, as an opening would find it; nothing is changed, and nobody needs to have it closed. */

import { schemaFromDescriptor } from '@ecsdb/runtime';
import {
  Directory,
  type FileSystem,
  type Recovered,
  type RecoverOptions,
  recover,
  Store,
  StoreReplay,
} from '@ecsdb/runtime/storage';
import { withProgress } from '../terminal/index.js';
import { noDatabase, requireDatabase } from './given.js';
import { NOTHING } from './nothing.js';
import { dataBytes } from './sizes.js';
import { SourceFileSystem } from './source-file-system.js';
import { lookSteadily } from './steady.js';

export interface RecoveredState {
  readonly recovered: Recovered;
  /** Published: rows are read from the tables' published sides. */
  readonly store: Store;
}

const OPTIONS: RecoverOptions = { mode: 'strict', readOnly: true };

/** Throws what `recover` throws, and a `Failure` where there is no database. */
export function recoverState(directory: string): RecoveredState {
  requireDatabase(directory);
  return lookSteadily(() =>
    withProgress('reading', dataBytes(directory), (progress) => readState(new SourceFileSystem(progress), directory)),
  );
}

/** The same without the rows, so that nothing large is kept in memory. */
export function recoverFacts(directory: string): Recovered {
  requireDatabase(directory);
  return lookSteadily(() =>
    withProgress('reading', dataBytes(directory), (progress) => {
      const recovered = recover(new Directory(new SourceFileSystem(progress), directory), OPTIONS, () => NOTHING);
      if (recovered === undefined) throw noDatabase(directory);
      return recovered;
    }),
  );
}

export function readState(fs: FileSystem, directory: string): RecoveredState {
  let store: Store | undefined;
  const recovered = recover(new Directory(fs, directory), OPTIONS, (schema) => {
    store = new Store(schemaFromDescriptor(schema));
    return new StoreReplay(store);
  });
  if (recovered === undefined || store === undefined) throw noDatabase(directory);
  return { recovered, store };
}

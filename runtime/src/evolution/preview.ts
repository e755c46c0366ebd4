/** For tools: what opening a directory with a schema would do. Changes nothing. */

import { type Schema, schemaFromDescriptor } from '../component/index.js';
import { checkStored } from '../constraint/index.js';
import type { Directory } from '../directory/index.js';
import { assert } from '../errors.js';
import { recover, StoreReplay } from '../recovery/index.js';
import { compareVersions, type SchemaDifference } from '../schema/index.js';
import { Store } from '../table/index.js';
import { type Decision, decide } from './decide.js';
import type { Migrations } from './functions.js';
import { type MigrationProgress, migrateStore } from './migrate-store.js';

export interface MigrationPreview {
  /** Versions of the stored and of the given schema. */
  readonly from: string;
  readonly to: string;
  readonly differences: readonly SchemaDifference[];
  /** Whether rows would be rewritten, and how many. */
  readonly isMigrated: boolean;
  readonly rows: number;
  /** Rows because of which `open` would throw; the first ones, and how many others there are. */
  readonly refused: readonly string[];
}

/**
 * Undefined if there is no database yet. Throws what `recover` throws, and `SCHEMA_MISMATCH` if a difference needs a
 * decision that nothing has made.
 */
export function previewMigration(
  directory: Directory,
  schema: Schema,
  migrations: Migrations,
  onProgress: (progress: MigrationProgress) => void,
): MigrationPreview | undefined {
  let store: Store | undefined;
  let decision: Decision | undefined;
  const recovered = recover(directory, { mode: 'strict', readOnly: true }, (stored) => {
    decision = decide(directory.path, stored, schema.descriptor, migrations);
    const isKept = decision.kind === 'keep';
    store = new Store(isKept ? schema : schemaFromDescriptor(stored));
    return new StoreReplay(store, isKept);
  });
  if (recovered === undefined) return undefined;
  assert(store !== undefined && decision !== undefined, 'a directory that was recovered has a store');
  const preview = {
    from: recovered.schema.version,
    to: schema.descriptor.version,
    differences: compareVersions(recovered.schema, schema.descriptor),
    isMigrated: decision.kind === 'migrate',
  };
  if (decision.kind === 'keep') return { ...preview, rows: 0, refused: checkStored(store).sentences };
  const migrated = migrateStore(store, { schema, isDebug: false, steps: decision.steps, onProgress });
  if ('misfits' in migrated) return { ...preview, rows: 0, refused: migrated.misfits.sentences };
  const refused = checkStored(migrated.store).sentences;
  migrated.store.close();
  return { ...preview, rows: migrated.rows, refused };
}

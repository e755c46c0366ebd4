/** Loads an input into a directory: a new one, or that of a closed database. */

import { Database, type Schema, schemaFromDescriptor } from '@ecsdb/runtime';
import type { LoadOptions, LoadReport } from '@ecsdb/runtime/dump';
import { commitStaging, readStaging } from '@ecsdb/runtime/storage';
import { createTarget, recoverFacts, saveDatabase } from '../directory/index.js';
import type { Input } from './input.js';

export interface Loaded extends LoadReport {
  /** The real path. */
  readonly directory: string;
  readonly isNew: boolean;
  /** Of the database afterwards. */
  readonly version: number;
}

/** Gives a schema; `stored` is the one in the dump, as JSON, if it has one. */
type SchemaFor = (stored: string | undefined) => Schema;

/**
 * The database is built in memory, and written to the directory when it is complete. So an input that is refused leaves
 * nothing, and a crash leaves files without a `MANIFEST`, which are no database.
 */
export async function loadNew(
  path: string,
  schemaFor: SchemaFor,
  { pieces }: Input,
  options: LoadOptions,
): Promise<Loaded> {
  const staging = await readStaging(schemaFor, pieces, options);
  const db = Database.memory(staging.schema);
  try {
    const report = await commitStaging(db, staging, options);
    const version = Math.max(1, staging.version ?? db.version);
    const directory = createTarget(path);
    const { descriptor: schema } = staging.schema;
    saveDatabase(directory, db.store, {
      schema,
      createdMs: Date.now(),
      epoch: 1,
      version,
      sequence: 1,
      compression: 'none',
    });
    return { ...report, directory, isNew: true, version };
  } finally {
    await db.close();
  }
}

/** The input is read and checked before the database is opened. */
export async function loadExisting(directory: string, { pieces }: Input, options: LoadOptions): Promise<Loaded> {
  const { schema: stored, snapshots } = recoverFacts(directory);
  const schema = schemaFromDescriptor(stored);
  const staging = await readStaging(() => schema, pieces, options);
  // A snapshot that becomes due is written like the newest one.
  const compression = snapshots[0]?.compression ?? 'none';
  const db = await Database.open(schema, { directory, compression });
  try {
    const report = await commitStaging(db, staging, options);
    return { ...report, directory, isNew: false, version: db.version };
  } finally {
    await db.close();
  }
}

/** Opening a directory whose rows were stored with another schema: migrates them, or says which ones do not fit. */

import type { Schema } from '../component/index.js';
import { checkStored } from '../constraint/index.js';
import type { Directory } from '../directory/index.js';
import { EcsDbError } from '../errors.js';
import { type Decision, migrateStore, rowsRefused, writeMigrated } from '../evolution/index.js';
import type { Recovered } from '../recovery/index.js';
import { schemaToJson } from '../schema/index.js';
import type { Store } from '../table/index.js';
import type { Contents } from './contents.js';
import type { CompleteOptions } from './options.js';

interface OldState {
  readonly directory: Directory;
  readonly schema: Schema;
  readonly options: CompleteOptions;
  readonly recovered: Recovered;
  /** With the stored schema; not published. It is closed here. */
  readonly store: Store;
}

type Steps = Extract<Decision, { readonly kind: 'migrate' }>['steps'];

/** Throws `SCHEMA_MISMATCH` if rows do not fit; then the directory is as it was. */
export function migrate({ directory, schema, options, recovered, store: old }: OldState, steps: Steps): Contents {
  const { debug: isDebug, onProgress, compression } = options;
  const migrated = migrateStore(old, { schema, isDebug, steps, onProgress });
  if ('misfits' in migrated) {
    throw rowsRefused(directory.path, migrated.misfits.sentences, migrated.misfits.cause);
  }
  const { store, rows } = migrated;
  try {
    const violations = checkStored(store).sentences;
    if (violations.length > 0)
      throw constraintsViolated(directory.path, recovered.schema.version, violations, steps.length > 0);
    const { descriptor } = schema;
    const { databaseId, createdMs, end, report } = recovered;
    const epoch = recovered.epoch + 1;
    const version = recovered.version + 1;
    const switched = writeMigrated(directory, store, {
      identity: { databaseId, epoch, schemaHash: descriptor.hash, schemaVersion: descriptor.version },
      createdMs,
      schemaJson: new TextEncoder().encode(schemaToJson(descriptor)),
      newestSegment: end.sequence,
      version,
      compression,
    });
    const migration = { from: recovered.schema.version, to: descriptor.version, rows };
    const done = { ...report, version, migration };
    return {
      store,
      databaseId,
      createdMs,
      epoch,
      version,
      ...switched,
      logBytes: 0,
      openings: 0,
      starts: [],
      report: done,
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

/** `version` is that of the schema that the rows are stored with. */
export function constraintsViolated(
  directory: string,
  version: string,
  differences: readonly string[],
  hasFunctions: boolean,
): EcsDbError {
  const functions = hasFunctions
    ? 'These are the values after the migration functions: correct the functions, or open it'
    : 'Give migration functions that change these rows, or open it';
  return new EcsDbError(
    'SCHEMA_MISMATCH',
    `rows of ${directory} violate constraints of the schema given:\n  ${differences.join('\n  ')}\n${functions} with ` +
      `schema version ${version}, which it was stored with, and change the rows.`,
    { path: directory, differences },
  );
}

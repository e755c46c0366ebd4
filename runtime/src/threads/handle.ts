/** What a database gives to threads that shall attach to it: shared memory, and how to understand it. */

import { compareSchemas } from '../component/compare-schemas.js';
import type { SchemaDescriptor } from '../component/descriptor.js';
import type { Schema } from '../component/index.js';
import { EcsDbError } from '../errors.js';
import type { SharedBytes } from '../memory/index.js';

const FORMAT = 'ecsdb-threads-1';

/** Both sides of a region. */
export type SharedSides = readonly [SharedBytes, SharedBytes];

interface SharedTable {
  readonly tableId: number;
  readonly records: SharedSides;
  readonly dense: SharedSides;
  readonly sparse: SharedSides;
}

/**
 * To be posted to workers, as a message or in `workerData`, as often and to as many as one likes; nothing is copied. What is in it is for
 * `Database.attach` of the same version of ecsdb alone.
 */
export interface DatabaseHandle {
  readonly format: typeof FORMAT;
  readonly schema: SchemaDescriptor;
  readonly words: SharedArrayBuffer;
  /** A `WebAssembly.Memory` over the words, where there are such. */
  readonly programMemory: object | undefined;
  readonly counters: readonly [SharedArrayBuffer, SharedArrayBuffer];
  readonly registry: SharedSides;
  readonly archetypes: SharedBytes;
  /** In the order in which their counters stand. */
  readonly tables: readonly SharedTable[];
  /** One for each thread that can be attached. */
  readonly lanes: SharedArrayBuffer;
  /** Of each thread's ring for transactions. */
  readonly ringBytes: number;
}

export function makeHandle(parts: Omit<DatabaseHandle, 'format'>): DatabaseHandle {
  return { format: FORMAT, ...parts };
}

/** Throws `SCHEMA_ERROR` when the handle is none, or of a database with another layout. */
export function checkHandle(schema: Schema, handle: DatabaseHandle): void {
  // Callers without types, and messages, may bring anything.
  const given: Partial<DatabaseHandle> | null | undefined = handle;
  if (given?.format !== FORMAT || !(given.words instanceof SharedArrayBuffer)) {
    throw new EcsDbError(
      'SCHEMA_ERROR',
      'Database.attach was given something that is no handle. Post what share() of the database returned, unchanged, and attach with ' +
        'the same version of ecsdb.',
      { expected: 'a handle from share()', got: describe(given) },
    );
  }
  const { descriptor } = schema;
  const differences = compareSchemas(handle.schema, descriptor);
  if (differences.length === 0) return;
  throw new EcsDbError(
    'SCHEMA_ERROR',
    `the handle is of a database with another layout: ${differences.join('; ')}. Attach with the code generated from the schema ` +
      'that the database was opened with.',
    { differences, expected: `the layout of "${descriptor.name}"` },
  );
}

function describe(given: Partial<DatabaseHandle> | null | undefined): string {
  if (typeof given !== 'object' || given === null) return String(given);
  return given.format === undefined
    ? 'an object that is no handle'
    : `a handle of the format "${String(given.format)}"`;
}

/** The handle that a database gives to threads that attach to it: shared memory, and what is needed to interpret it. */

import { defineInspection } from '../../component/index.js';
import type { SharedBytes } from '../../memory/index.js';
import type { SchemaDescriptor } from '../../schema/index.js';

export const FORMAT = 'ecsdb-threads-5';

/** All sides of a region, two or three. */
export type SharedSides = readonly SharedBytes[];

export interface SharedTable {
  readonly tableId: number;
  readonly records: SharedSides;
  readonly dense: SharedSides;
  readonly sparse: SharedSides;
  /** In the order of the table's indexes. */
  readonly indexes: readonly SharedSides[];
}

/**
 * Post it to workers, as a message or in `workerData`, to any number of them and any number of times. Nothing is
 * copied. Its content is private: only `attach` of the same version of ecsdb can use it.
 */
export interface DatabaseHandle {
  readonly format: typeof FORMAT;
  readonly schema: SchemaDescriptor;
  readonly words: SharedArrayBuffer;
  /** The `WebAssembly.Memory` whose buffer `words` is; undefined on platforms without WebAssembly. */
  readonly programMemory: object | undefined;
  /** For each side. */
  readonly counters: readonly SharedArrayBuffer[];
  readonly registry: SharedSides;
  /** In the order of their counters. */
  readonly tables: readonly SharedTable[];
  /** One for each thread that can be attached. */
  readonly lanes: SharedArrayBuffer;
  /** Bytes of each thread's ring for transactions. */
  readonly ringBytes: number;
  /** The ring of commits; undefined if the owner's bundle does not contain the feed. */
  readonly feed: SharedArrayBuffer | undefined;
}

export function makeHandle(parts: Omit<DatabaseHandle, 'format'>): DatabaseHandle {
  const handle: DatabaseHandle = { format: FORMAT, ...parts };
  // Otherwise Node prints the first bytes of each buffer. Posting the handle does not copy this property.
  defineInspection(handle, () => `[DatabaseHandle of "${parts.schema.name}"]`);
  return handle;
}

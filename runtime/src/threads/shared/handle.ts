/** What a database gives to threads that shall attach to it: shared memory, and how to understand it. */

import { defineInspection } from '../../component/index.js';
import type { SharedBytes } from '../../memory/index.js';
import type { SchemaDescriptor } from '../../schema/index.js';

export const FORMAT = 'ecsdb-threads-2';

/** Both sides of a region. */
export type SharedSides = readonly [SharedBytes, SharedBytes];

export interface SharedTable {
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
  const handle: DatabaseHandle = { format: FORMAT, ...parts };
  // Of each buffer, Node would print the first bytes. Posting the handle does not take this along.
  defineInspection(handle, () => `[DatabaseHandle of "${parts.schema.name}"]`);
  return handle;
}

/** How many bytes the records of each table have. */

import type { Database } from '@ecsdb/runtime';

/** Bytes of records by table id. */
export type RecordSizes = ReadonlyMap<number, number>;

export function recordSizesOf(db: Database): RecordSizes {
  return new Map(db.schema.components.map(({ TABLE_ID, size }) => [TABLE_ID, size]));
}

/** One side of a table: the typed arrays and counters that readers, or the writer, work with. */

import type { Views } from '../memory/index.js';

/** A table as seen from one side. */
export interface TableSide {
  records: Views;
  /** The entity of each row. */
  dense: Float64Array;
  /** For each entity index the row plus one; 0 where there is none. Shorter than the highest index may be. */
  sparse: Uint32Array;
  /** Rows. */
  count: number;
  /** Changes whenever a row comes, goes or moves; never returns to an earlier value. */
  version: number;
}

/** The row of an entity index on one side, or -1. */
export function rowOf(table: TableSide, index: number): number {
  return index < table.sparse.length ? (table.sparse[index] as number) - 1 : -1;
}

export function tableSide(records: Views, dense: Views, sparse: Views): TableSide {
  return { records, dense: dense.f64, sparse: sparse.u32, count: 0, version: 0 };
}

export function refreshSide(target: TableSide, records: Views, dense: Views, sparse: Views): void {
  target.records = records;
  target.dense = dense.f64;
  target.sparse = sparse.u32;
}

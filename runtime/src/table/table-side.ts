/** One side of a table: typed arrays and counters. */

import type { Views } from '../memory/index.js';

export interface TableSide {
  records: Views;
  /** The entity of each row. */
  dense: Float64Array;
  /** For each entity index the row plus one, or 0. It may be shorter than the highest index. */
  sparse: Uint32Array;
  /** Number of rows. */
  count: number;
  /** Changes whenever a row is inserted, deleted or moved. Never has an earlier value again. */
  version: number;
  /** The words of each index of the table; see ordered-index/node.ts. */
  indexes: readonly Uint32Array[];
}

const NO_INDEXES: readonly Uint32Array[] = [];

/** The row of an entity index on one side, or -1. */
export function rowOf(table: TableSide, index: number): number {
  return index < table.sparse.length ? (table.sparse[index] as number) - 1 : -1;
}

export function tableSide(records: Views, dense: Views, sparse: Views): TableSide {
  return { records, dense: dense.f64, sparse: sparse.u32, count: 0, version: 0, indexes: NO_INDEXES };
}

export function refreshSide(target: TableSide, records: Views, dense: Views, sparse: Views): void {
  target.records = records;
  target.dense = dense.f64;
  target.sparse = sparse.u32;
}

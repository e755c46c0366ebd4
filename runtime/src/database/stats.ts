/** The figures that `stats()` returns. */

import type { LatencySummary } from '../commit/index.js';
import { DENSE_BYTES, SPARSE_BYTES, type Store, type Table } from '../table/index.js';
import type { ThreadsStats } from '../threads/index.js';

/** Bytes count all sides. */
export interface TableStats {
  readonly name: string;
  /** Published rows. */
  readonly rows: number;
  readonly bytesUsed: number;
  readonly bytesReserved: number;
}

export interface DatabaseStats {
  readonly version: number;
  /** Living entities. */
  readonly entities: number;
  readonly registry: { readonly bytesUsed: number; readonly bytesReserved: number };
  readonly tables: readonly TableStats[];
  /** From the queueing of a group's oldest transaction to publication. One call of `writeSync` in 16 is measured. */
  readonly commitLatency: LatencySummary;
  readonly threads: ThreadsStats;
}

/** For a database that is not shared. */
export const NO_THREADS: ThreadsStats = { attached: [], lost: 0 };

/** Bytes for one row beside its record, on each side. */
const MAP_BYTES = DENSE_BYTES + SPARSE_BYTES;

export function statsOf(
  store: Store,
  version: number,
  commitLatency: LatencySummary,
  threads: ThreadsStats,
): DatabaseStats {
  const { entities, tables } = store;
  return {
    version,
    entities: entities.published.alive,
    registry: { bytesUsed: entities.usedBytes, bytesReserved: entities.reservedBytes },
    tables: tables.map(tableStats),
    commitLatency,
    threads,
  };
}

function tableStats(table: Table): TableStats {
  const rows = table.published.count;
  return {
    name: table.name,
    rows,
    bytesUsed: 2 * rows * (table.stride + MAP_BYTES),
    bytesReserved: table.reservedBytes,
  };
}

/** The figures that `stats()` gives. */

import type { LatencySummary } from '../commit/index.js';
import type { Store, Table } from '../table/index.js';
import type { ThreadsStats } from '../threads/index.js';

/** Bytes count both sides. */
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
  /** Different sets of tables that entities were seen in. */
  readonly archetypes: number;
  readonly registry: { readonly bytesUsed: number; readonly bytesReserved: number };
  readonly tables: readonly TableStats[];
  /** Of commits: from the queueing of a group's oldest transaction to publication. Of `writeSync`, one in 16 is measured. */
  readonly commitLatency: LatencySummary;
  readonly threads: ThreadsStats;
}

/** Of a database that is not shared. */
export const NO_THREADS: ThreadsStats = { attached: [], lost: 0 };

/** Bytes for one row beside its record, on each side: the dense entry and the sparse one. */
const MAP_BYTES = 12;

export function statsOf(
  store: Store,
  version: number,
  commitLatency: LatencySummary,
  threads: ThreadsStats,
): DatabaseStats {
  const { entities, archetypes, tables } = store;
  return {
    version,
    entities: entities.published.alive,
    archetypes: archetypes.count,
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

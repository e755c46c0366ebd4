/** The figures that `stats()` returns. */

import type { LatencySummary } from '../commit/index.js';
import { BLOCK_BYTES } from '../memory/index.js';
import type { OrderedIndex } from '../ordered-index/index.js';
import type { MatchStats } from '../query/index.js';
import { DENSE_BYTES, type IndexShape, SPARSE_BYTES, type Store, type Table } from '../table/index.js';
import type { ThreadsStats } from '../threads/index.js';

/** Figures about an index. Bytes count all sides. */
export interface IndexStats {
  readonly name: string;
  readonly entries: number;
  readonly bytesUsed: number;
  /** Levels of its tree. */
  readonly depth: number;
}

/** Bytes count all sides, and `bytesReserved` also the indexes. */
export interface TableStats {
  readonly name: string;
  /** Published rows. */
  readonly rows: number;
  readonly bytesUsed: number;
  readonly bytesReserved: number;
  readonly indexes: readonly IndexStats[];
}

/** The queries that were used so far. Those that ask for the same tables are one. */
export interface QueriesStats {
  readonly inTransactions: readonly MatchStats[];
  /** Over the published state. */
  readonly published: readonly MatchStats[];
}

export interface DatabaseStats {
  readonly version: number;
  /** Living entities. */
  readonly entities: number;
  readonly registry: { readonly bytesUsed: number; readonly bytesReserved: number };
  readonly tables: readonly TableStats[];
  readonly queries: QueriesStats;
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
  queries: QueriesStats,
  commitLatency: LatencySummary,
  threads: ThreadsStats,
): DatabaseStats {
  const { entities, tables, memory } = store;
  return {
    version,
    entities: entities.published.alive,
    registry: { bytesUsed: entities.usedBytes, bytesReserved: entities.reservedBytes },
    tables: tables.map((table) => tableStats(table, memory.sideCount)),
    queries,
    commitLatency,
    threads,
  };
}

function tableStats(table: Table, sides: number): TableStats {
  const rows = table.published.count;
  return {
    name: table.name,
    rows,
    bytesUsed: sides * rows * (table.stride + MAP_BYTES),
    bytesReserved: table.reservedBytes,
    indexes: indexStatsOf(table, sides),
  };
}

/** `sides` is how often the table's memory exists. */
export function indexStatsOf(table: Table, sides: number): readonly IndexStats[] {
  table.align();
  return table.indexes.map((shape) => indexStats(table, shape, sides));
}

function indexStats(table: Table, { descriptor, position }: IndexShape, sides: number): IndexStats {
  const { entries, blocks, depth } = (table.ordered[position] as OrderedIndex).published;
  return { name: descriptor.name, entries, bytesUsed: sides * blocks * BLOCK_BYTES, depth };
}

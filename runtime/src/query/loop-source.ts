/** What a loop reads: one side of a store, and a cursor in each table that it passes rows of. */

import { CLOSED, type Row } from '../component/index.js';
import { assert } from '../errors.js';
import type { StoreSide, Table, TableReader, TableSide } from '../table/index.js';
import type { Match } from './match.js';

/** The published state, or the working state of a transaction. */
export interface LoopSource {
  readonly side: StoreSide;
  /** Debug mode: the name of the declared query that the loop belongs to, for errors. */
  readonly query?: string;
  /** Throws if the transaction or the database cannot be used now. `isWriting`: the loop can change rows. */
  assertUsable(isWriting: boolean): void;
}

/** Brings these tables up to date. Their rows stay as they are until `source.side.store.release()`. */
export function holdTables({ side }: LoopSource, tables: readonly TableReader[]): void {
  side.store.hold();
  try {
    side.prepareAll(tables);
  } catch (error) {
    // The loop does not begin, so its end will not release the side.
    side.store.release();
    throw error;
  }
}

/** One table of a loop: its cursor, and where the current run starts in it. */
export class LoopTable {
  readonly table: TableReader;
  /** The table's rows on the side that the loop runs over. */
  readonly side: TableSide;
  /** Absent if the query requires the table but does not pass its rows. */
  row: Row | undefined;
  /** The table, if the loop can change its rows; used to mark them. */
  readonly writable: Table | undefined;
  /** How far the cursor moves from row to row, in bytes; 1 for a tag, which has no bytes. */
  readonly step: number;
  /** First row of the current run. */
  first = 0;
  /** True while the cursor can be used. */
  isBound = false;

  readonly #storeSide: StoreSide;

  constructor(storeSide: StoreSide, table: TableReader, row: Row | undefined, isWritable: boolean) {
    this.#storeSide = storeSide;
    this.table = table;
    this.side = storeSide.of(table);
    this.row = row;
    this.writable = isWritable ? storeSide.writable(table) : undefined;
    assert(!isWritable || this.writable !== undefined, 'a loop writes on the working side only');
    this.step = Math.max(table.stride, 1);
  }

  bind(): void {
    this.#storeSide.prepareToLend(this.table);
    this.row?.$bind(this.side.records);
    this.isBound = true;
  }

  close(): void {
    this.row?.$bind(CLOSED);
    this.isBound = false;
  }

  /** Moves the cursor `distance` rows past the first row of the run. */
  move(distance: number): void {
    this.row?.$move((this.first + distance) * this.step);
  }

  /** Moves the cursor to a row. */
  moveTo(row: number): void {
    this.row?.$move(row * this.step);
  }
}

/** What the tables of a loop are made from. */
export interface PassingQuery {
  readonly source: LoopSource;
  readonly match: Match;
  /** Tables whose rows are passed if the entity has them. Their cursors are the last ones of each list of rows. */
  readonly optional: readonly TableReader[];
  /** Whether the loop writes each of the rows. */
  readonly passed: { readonly writable: readonly boolean[] };
}

/** The tables of the match, and the optional ones, with their cursors among `rows`. */
export function loopTables(
  { source, match, optional, passed }: PassingQuery,
  rows: readonly Row[],
): { readonly matched: readonly LoopTable[]; readonly optional: readonly LoopTable[] } {
  const matchedRows = rows.length - optional.length;
  const create = (table: TableReader, k: number): LoopTable =>
    new LoopTable(source.side, table, rows[k], passed.writable[k] === true);
  return {
    // If the match has a table without a row, it has no other one.
    matched: match.tables.map((table, k) => create(table, k < matchedRows ? k : -1)),
    optional: optional.map((table, k) => create(table, matchedRows + k)),
  };
}

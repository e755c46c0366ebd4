/** One table of a loop: its cursor, and where the current run starts in it. */

import { CLOSED, type Row } from '../component/index.js';
import { assert } from '../errors.js';
import type { StoreSide, Table, TableReader, TableSide } from '../table/index.js';

export class LoopTable {
  readonly table: TableReader;
  /** Its rows on the side that the loop runs over. */
  readonly side: TableSide;
  /** Absent where the table only has to be there. */
  row: Row | undefined;
  /** The table, if the loop may change its rows: for marking them. */
  readonly writable: Table | undefined;
  /** How far the cursor moves from row to row, in bytes; on a tag, which has no bytes, it counts rows. */
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

  /** Moves the cursor to the row that comes `distance` rows after the run's first. */
  move(distance: number): void {
    this.row?.$move((this.first + distance) * this.step);
  }
}

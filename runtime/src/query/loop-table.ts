/** One table of a loop: its cursor, and where the current run starts in it. */

import { CLOSED, type Row } from '../component/index.js';
import type { Table, TableSide } from '../table/index.js';

export class LoopTable {
  readonly table: Table;
  /** The side that the loop runs over. */
  readonly side: TableSide;
  /** Absent where the table only has to be there. */
  row: Row | undefined;
  /** True when the loop may change the rows. */
  readonly writable: boolean;
  /** How far the cursor moves from row to row, in bytes; on a tag, which has no bytes, it counts rows. */
  readonly step: number;
  /** First row of the current run. */
  first = 0;
  /** True while the cursor can be used. */
  isBound = false;

  constructor(table: Table, working: boolean, row: Row | undefined, writable: boolean) {
    this.table = table;
    this.side = working ? table.working : table.published;
    this.row = row;
    this.writable = writable;
    this.step = Math.max(table.stride, 1);
  }

  bind(): void {
    this.table.align();
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

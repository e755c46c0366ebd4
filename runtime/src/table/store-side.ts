/** One side of a store, as readers and loops see it: the published state, or the state of the running transaction. */

import type { EntitiesSide } from '../entity/index.js';
import type { Memory } from '../memory/index.js';
import { type IteratedSide, Iterations } from './iterations.js';
import type { StoreReader } from './store-reader.js';
import type { Table, TableRegions } from './table.js';
import type { TableReader } from './table-reader.js';
import type { TableSide } from './table-side.js';
import { type Visit, Visits } from './visit.js';

/** Its methods are called with tables of its own store: `Table`s on the thread that owns the store. */
export abstract class StoreSide implements IteratedSide {
  abstract readonly store: StoreReader;
  /** True for the side that transactions write. */
  abstract readonly isWorking: boolean;
  readonly visits: Visits = new Visits();
  readonly iterations: Iterations = new Iterations(this);

  /** The registry of entities on this side. */
  abstract get entities(): EntitiesSide;

  /** A table's rows on this side. The object stays the same; `prepare` brings it up to date. */
  abstract of(table: TableReader): TableSide;

  /** Brings a table up to date before it is read, and returns its rows. Between `hold` and `release` of the store. */
  abstract prepare(table: TableReader): TableSide;

  /** False if the living entity of this index certainly has no row in the table. Prepares nothing. */
  canHaveRow(_table: TableReader, _index: number): boolean {
    return true;
  }

  /** Brings the tables of a query up to date. */
  prepareAll(tables: readonly TableReader[]): void {
    for (let i = 0; i < tables.length; i++) this.prepare(tables[i] as TableReader);
  }

  /** As `prepare`, and brings the table's indexes up to date. */
  prepareIndexes(table: TableReader): TableSide {
    return this.prepare(table);
  }

  /** As `prepare`, for rows that code of the application will see, and that stay valid if it commits meanwhile. */
  prepareToLend(table: TableReader): TableSide {
    return this.prepare(table);
  }

  /** The table, if its rows can be written on this side. */
  abstract writable(table: TableReader): Table | undefined;

  /** The memory with the marks of this side's regions; `undefined` if another thread owns it. */
  abstract readonly memory: Memory | undefined;

  abstract regionsOf(table: TableReader): TableRegions | undefined;

  /** Begins a visit of rows of one table. */
  beginVisit(visit: Visit, table: TableReader): void {
    this.visits.begin(visit);
    this.addVisit(table);
  }

  /** Ends the visit that began last. */
  endVisit(visit: Visit, table: TableReader): void {
    this.removeVisit(table);
    this.visits.end(visit);
  }

  addVisit(_table: TableReader): void {}

  removeVisit(_table: TableReader): void {}

  willMoveRows(_table: TableReader): boolean {
    return true;
  }
}

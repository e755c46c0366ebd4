/** One pass of an iterator over a match: its order, its position in that order, and its rows. */

import type { Row } from '../component/index.js';
import { type Entity, isAlive } from '../entity/index.js';
import { type OpenRows, rowOf, type TableReader } from '../table/index.js';
import { holdTables, type LoopSource, LoopTable } from './loop-source.js';
import type { Match } from './match.js';
import { PendingRuns } from './pending-runs.js';
import type { VisitOrder } from './visit-order.js';

/** The value of one step: the rows, then the entity. */
export type Step = (Row | Entity)[];

const NO_ENTITIES: Float64Array = /*@__PURE__*/ new Float64Array(0);

/** Creates the iterations over one query, and reuses ended ones. */
export class IterationPool {
  readonly #source: LoopSource;
  readonly #match: Match;
  readonly #createRows: () => readonly Row[];
  readonly #writable: readonly boolean[];
  readonly #ended: Iteration[] = [];

  constructor(source: LoopSource, match: Match, createRows: () => readonly Row[], writable: readonly boolean[]) {
    this.#source = source;
    this.#match = match;
    this.#createRows = createRows;
    this.#writable = writable;
  }

  begin(host: unknown): Iteration {
    const iteration = this.#ended.pop() ?? new Iteration(this.#source, this.#match, this.#createRows, this.#writable);
    iteration.host = host;
    return iteration;
  }

  end(iteration: Iteration): void {
    iteration.end();
    if (!this.#source.side.store.isDebug) this.#ended.push(iteration);
  }
}

export class Iteration implements OpenRows {
  host: unknown;
  readonly #source: LoopSource;
  readonly #match: Match;
  readonly #isDebug: boolean;
  readonly #isWriting: boolean;
  readonly #createRows: () => readonly Row[];
  readonly #tables: readonly LoopTable[];
  readonly #pending: PendingRuns;
  #rows: readonly Row[];
  /** The entity of each row of the first table. */
  #entities: Float64Array = NO_ENTITIES;
  #order: VisitOrder | undefined;
  /** True while all rows are open. */
  #isOpen = false;
  /** True while rows are registered as open with the side. */
  #isRegistered = false;
  /** Current row of the first table. */
  #row = 0;
  /** Where the current run ends in the first table; 0 if each entity is looked up. */
  #end = 0;
  /** Steps so far, which is the position in the order. */
  #steps = 0;

  constructor(source: LoopSource, match: Match, createRows: () => readonly Row[], writable: readonly boolean[]) {
    this.#source = source;
    this.#match = match;
    this.#isDebug = source.side.store.isDebug;
    this.#isWriting = writable.includes(true);
    this.#createRows = createRows;
    const rows = createRows();
    this.#rows = rows;
    this.#tables = match.tables.map((table, k) => new LoopTable(source.side, table, rows[k], writable[k] === true));
    this.#pending = new PendingRuns(this.#tables);
  }

  /** The next match; undefined if none is left. Hot while no rows have moved. */
  next(): Step | undefined {
    if (this.#isDebug) this.#renewRows();
    if (this.#isOpen && this.#row + 1 < this.#end) this.#row++;
    else if (!this.#moveToNext()) return undefined;
    this.#steps++;
    const tables = this.#tables;
    const first = tables[0] as LoopTable;
    const distance = this.#row - first.first;
    for (let k = 0; k < tables.length; k++) (tables[k] as LoopTable).move(distance);
    const entity = this.#entities[this.#row] as Entity;
    const rows = this.#rows;
    // Array literals are faster than a spread.
    if (rows.length === 1) return [rows[0] as Row, entity];
    if (rows.length === 2) return [rows[0] as Row, rows[1] as Row, entity];
    return [...rows, entity];
  }

  closeOver(table: TableReader): boolean {
    let openCount = 0;
    for (const loopTable of this.#tables) {
      if (loopTable.table === table) this.#closeTable(loopTable);
      if (loopTable.isBound) openCount++;
    }
    // Tables whose rows are not passed also decide which entities match. So the next step looks the entity up.
    if (this.#match.involved.includes(table)) this.#isOpen = false;
    this.#isRegistered = openCount > 0;
    return openCount === 0;
  }

  close(): void {
    for (const loopTable of this.#tables) this.#closeTable(loopTable);
    this.#entities = NO_ENTITIES;
    this.#isRegistered = false;
  }

  end(): void {
    const order = this.#order;
    this.#order = undefined;
    order?.finish();
    const wasRegistered = this.#isRegistered;
    this.close();
    if (wasRegistered) this.#source.side.iterations.closed(this);
  }

  /** Moves to the next match through the maps of the tables. */
  #moveToNext(): boolean {
    const { involved } = this.#match;
    this.#source.assertUsable(this.#isWriting);
    holdTables(this.#source, involved);
    try {
      const order = this.#order ?? this.#beginOrder();
      const hasMoved = order.entities === undefined ? this.#moveToRow() : this.#moveToEntity(order.entities);
      if (hasMoved) this.#openRows();
      return hasMoved;
    } finally {
      this.#source.side.store.release();
    }
  }

  #beginOrder(): VisitOrder {
    const order = this.#match.order();
    order.begin();
    this.#order = order;
    this.#pending.start(order.list, order.count);
    this.#row = 0;
    this.#end = 0;
    this.#steps = 0;
    return order;
  }

  /** Moves to the next row of the runs. */
  #moveToRow(): boolean {
    if (this.#row + 1 < this.#end) {
      this.#row++;
      return true;
    }
    const count = this.#pending.advance();
    this.#row = (this.#tables[0] as LoopTable).first;
    this.#end = this.#row + count;
    return count > 0;
  }

  /** Moves to the next of `entities` that still matches. */
  #moveToEntity(entities: Float64Array): boolean {
    const { entities: registry } = this.#source.side;
    for (; this.#steps < entities.length; this.#steps++) {
      const entity = entities[this.#steps] as Entity;
      const index = entity >>> 0;
      if (!isAlive(registry, entity) || !this.#match.matches(index)) continue;
      for (const loopTable of this.#tables) {
        loopTable.first = rowOf(loopTable.side, index);
        loopTable.writable?.markRecord(loopTable.first);
      }
      this.#row = (this.#tables[0] as LoopTable).first;
      this.#end = 0;
      return true;
    }
    return false;
  }

  #openRows(): void {
    if (this.#isOpen) return;
    for (const loopTable of this.#tables) {
      if (loopTable.isBound) continue;
      loopTable.bind();
      this.#source.side.addVisit(loopTable.table);
    }
    this.#entities = (this.#tables[0] as LoopTable).side.dense;
    this.#isOpen = true;
    if (this.#isRegistered) return;
    this.#isRegistered = true;
    this.#source.side.iterations.open(this);
  }

  #closeTable(loopTable: LoopTable): void {
    if (!loopTable.isBound) return;
    loopTable.close();
    this.#source.side.removeVisit(loopTable.table);
    this.#isOpen = false;
  }

  /** Debug mode: closes the rows of the previous step, and creates new ones. */
  #renewRows(): void {
    const wasRegistered = this.#isRegistered;
    this.close();
    if (wasRegistered) this.#source.side.iterations.closed(this);
    this.#rows = this.#createRows();
    for (const [k, row] of this.#rows.entries()) (this.#tables[k] as LoopTable).row = row;
  }
}

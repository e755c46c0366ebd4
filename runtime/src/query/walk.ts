/** Where an iterator stands: its order, its position in it, and its rows. */

import type { Row } from '../component/index.js';
import { archetypeOf, type Entity, isAlive } from '../entity/index.js';
import { type OpenRows, rowOf, type TableReader } from '../table/index.js';
import { LoopTable } from './loop-table.js';
import type { Match } from './match.js';
import { PendingRuns } from './pending-runs.js';
import { holdTables, type LoopSource } from './source.js';
import type { VisitOrder } from './visit-order.js';

/** What one step of an iterator yields: the rows, then the entity. */
export type Step = (Row | Entity)[];

const NO_ENTITIES: Float64Array = /*@__PURE__*/ new Float64Array(0);

/** Makes walks over one query, and keeps those that have ended for the next iterators. */
export class Walks {
  readonly #source: LoopSource;
  readonly #match: Match;
  readonly #createRows: () => readonly Row[];
  readonly #writable: readonly boolean[];
  readonly #ended: Walk[] = [];

  constructor(source: LoopSource, match: Match, createRows: () => readonly Row[], writable: readonly boolean[]) {
    this.#source = source;
    this.#match = match;
    this.#createRows = createRows;
    this.#writable = writable;
  }

  begin(host: unknown): Walk {
    const walk = this.#ended.pop() ?? new Walk(this.#source, this.#match, this.#createRows, this.#writable);
    walk.host = host;
    return walk;
  }

  end(walk: Walk): void {
    walk.end();
    if (!this.#source.side.store.isDebug) this.#ended.push(walk);
  }
}

export class Walk implements OpenRows {
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
  /** True while the store knows of open rows. */
  #isKnown = false;
  /** Row of the first table, and where its run ends; 0 where each entity is looked up. */
  #row = 0;
  #end = 0;
  /** Steps that were made; positions in the order. */
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

  /** The next match; undefined if there is none. Hot as long as no rows have moved. */
  next(): Step | undefined {
    if (this.#isDebug) this.#renewRows();
    if (this.#isOpen && this.#row + 1 < this.#end) this.#row++;
    else if (!this.#reach()) return undefined;
    this.#steps++;
    const tables = this.#tables;
    const first = tables[0] as LoopTable;
    const distance = this.#row - first.first;
    for (let k = 0; k < tables.length; k++) (tables[k] as LoopTable).move(distance);
    const entity = this.#entities[this.#row] as Entity;
    const rows = this.#rows;
    // Faster than spreading, for most queries.
    if (rows.length === 1) return [rows[0] as Row, entity];
    if (rows.length === 2) return [rows[0] as Row, rows[1] as Row, entity];
    return [...rows, entity];
  }

  closeOver(table: TableReader): boolean {
    let openCount = 0;
    for (const one of this.#tables) {
      if (one.table === table) this.#closeTable(one);
      if (one.isBound) openCount++;
    }
    // A table that shows no rows decides as well which entities match: none is taken from the run any more without
    // looking.
    if (this.#match.involved.includes(table)) this.#isOpen = false;
    this.#isKnown = openCount > 0;
    return openCount === 0;
  }

  close(): void {
    for (const one of this.#tables) this.#closeTable(one);
    this.#entities = NO_ENTITIES;
    this.#isKnown = false;
  }

  end(): void {
    const order = this.#order;
    this.#order = undefined;
    order?.finish();
    const wasKnown = this.#isKnown;
    this.close();
    if (wasKnown) this.#source.side.iterations.closed(this);
  }

  /** Goes to the next match by way of the tables' maps. */
  #reach(): boolean {
    const { involved } = this.#match;
    this.#source.assertUsable(this.#isWriting);
    holdTables(this.#source, involved);
    try {
      const order = this.#order ?? this.#start();
      const isReached = order.entities === undefined ? this.#reachRow() : this.#reachEntity(order.entities);
      if (isReached) this.#open();
      return isReached;
    } finally {
      this.#source.side.store.release();
    }
  }

  #start(): VisitOrder {
    const order = this.#match.order();
    order.begin();
    this.#order = order;
    this.#pending.start(order.list, order.count);
    this.#row = 0;
    this.#end = 0;
    this.#steps = 0;
    return order;
  }

  #reachRow(): boolean {
    if (this.#row + 1 < this.#end) {
      this.#row++;
      return true;
    }
    const count = this.#pending.advance();
    this.#row = (this.#tables[0] as LoopTable).first;
    this.#end = this.#row + count;
    return count > 0;
  }

  /** Goes to the next entity that still matches. */
  #reachEntity(entities: Float64Array): boolean {
    const { entities: registry } = this.#source.side;
    for (; this.#steps < entities.length; this.#steps++) {
      const entity = entities[this.#steps] as Entity;
      const index = entity >>> 0;
      if (!isAlive(registry, entity) || !this.#match.matches(archetypeOf(registry, index))) continue;
      for (const one of this.#tables) {
        one.first = rowOf(one.side, index);
        one.writable?.markRecord(one.first);
      }
      this.#row = (this.#tables[0] as LoopTable).first;
      this.#end = 0;
      return true;
    }
    return false;
  }

  #open(): void {
    if (this.#isOpen) return;
    for (const one of this.#tables) {
      if (one.isBound) continue;
      one.bind();
      this.#source.side.addVisit(one.table);
    }
    this.#entities = (this.#tables[0] as LoopTable).side.dense;
    this.#isOpen = true;
    if (this.#isKnown) return;
    this.#isKnown = true;
    this.#source.side.iterations.open(this);
  }

  #closeTable(one: LoopTable): void {
    if (!one.isBound) return;
    one.close();
    this.#source.side.removeVisit(one.table);
    this.#isOpen = false;
  }

  /** Closes the rows of the step before for good. */
  #renewRows(): void {
    const wasKnown = this.#isKnown;
    this.close();
    if (wasKnown) this.#source.side.iterations.closed(this);
    this.#rows = this.#createRows();
    for (const [k, row] of this.#rows.entries()) (this.#tables[k] as LoopTable).row = row;
  }
}

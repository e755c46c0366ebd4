/** Steps through a match, for `next()` of loops and for `for..of`: its order, the position in that order, its rows. */

import type { Row } from '../component/index.js';
import { type Entity, isAlive, NO_ENTITY } from '../entity/index.js';
import { type OpenRows, rowOf, type TableReader } from '../table/index.js';
import { consecutiveRows } from './consecutive-rows.js';
import { holdTables, type LoopTable, loopTables } from './loop-source.js';
import { type OptionalQuery, OptionalRows } from './optional-rows.js';
import { PendingRuns } from './pending-runs.js';
import type { VisitOrder } from './visit-order.js';

const NO_ENTITIES: Float64Array = /*@__PURE__*/ new Float64Array(0);

/** What an iteration needs of its query. */
export interface IteratedQuery<Rows extends readonly Row[]> extends OptionalQuery {
  readonly isWriting: boolean;
  readonly passed: OptionalQuery['passed'] & { createRows(): Rows };
}

/**
 * The caller steps inside a segment by itself, because V8 compiles these steps for each place of use: the match at
 * `$at` is followed by that at `$at + 1`, up to before `$end`. Otherwise it calls `advance` with its position.
 *
 * A segment is a run, whose rows are consecutive in all tables, or all rows of a match that is described by lists.
 * After rows have moved, each entity is a segment of its own.
 */
export class Iteration<Rows extends readonly Row[] = readonly Row[]> implements OpenRows {
  /** The database, transaction or pinned version of the iteration. */
  host: unknown;
  rows: Rows;
  /** Absent if the query has no optional tables. */
  readonly $optional: OptionalRows | undefined;
  /** The position in the segment that `advance` has moved to. */
  $at = -1;
  /** Where steps without `advance` end. */
  $end = 0;
  /** The rows of each table, if the segment is not a run. */
  #lists: readonly Uint32Array[] | undefined;
  /** Memory of `$list` for a segment of one match. */
  readonly #single: readonly Uint32Array[];
  readonly #keptRuns: Uint32Array[] = [];
  /** The entity of each row of the first table. */
  #entities: Float64Array = NO_ENTITIES;

  readonly #query: IteratedQuery<Rows>;
  readonly #isDebug: boolean;
  readonly #tables: readonly LoopTable[];
  readonly #pending: PendingRuns;
  #order: VisitOrder | undefined;
  /** The current entity, while `#isKept`: once rows were closed. Then its row may hold another one. */
  #kept: Entity = NO_ENTITY;
  #isKept = true;
  /** True while all rows are open. */
  #isOpen = false;
  /** True while rows are registered as open with the side. */
  #isRegistered = false;
  /** Matches in the segment. */
  #count = 0;
  /** Matches before the segment. */
  #stepsBefore = 0;

  constructor(query: IteratedQuery<Rows>) {
    const { source, passed } = query;
    this.#query = query;
    this.#isDebug = source.side.store.isDebug;
    this.rows = passed.createRows();
    const { matched, optional } = loopTables(query, this.rows);
    this.#tables = matched;
    this.$optional = optional.length > 0 ? new OptionalRows(query, optional, this.rows, this) : undefined;
    this.#pending = new PendingRuns(this.#tables);
    this.#single = this.#tables.map(() => new Uint32Array(1));
  }

  /** The rows of the segment in the table at `position`: element i is the row of match i. */
  $list(position: number): Uint32Array {
    const list = this.#lists?.[position];
    if (list !== undefined) return list;
    const { first } = this.#tableAt(position);
    if (this.#count > 1) return this.#runs(position, first, first + this.#count);
    const single = this.#single[position] as Uint32Array;
    single[0] = first;
    return single;
  }

  /** The rows of a run. Kept, because many programs go through the same run in each tick. */
  #runs(position: number, first: number, end: number): Uint32Array {
    const kept = this.#keptRuns[position];
    if (kept !== undefined && kept.length === end - first && kept[0] === first) return kept;
    const rows = consecutiveRows(first, end);
    this.#keptRuns[position] = rows;
    return rows;
  }

  /** The entity of the match at `at`, the current position of the caller. */
  $entityAt(at: number): Entity {
    return this.#isKept ? this.#kept : (this.#entities[this.#rowOf(0, at)] as Entity);
  }

  /** The row of the match at `at` in the optional table at `position`, or -1. Its cursor can be moved to the row. */
  $findOptional(position: number, at: number): number {
    return this.$optional?.find(position, this.$entityAt(at)) ?? -1;
  }

  /** Moves the rows to the match at `at` of the segment. */
  $move(at: number): void {
    const tables = this.#tables;
    for (let k = 0; k < tables.length; k++) (tables[k] as LoopTable).moveTo(this.#rowOf(k, at));
    this.$at = at;
  }

  /** Moves from the match at `at` to the next one, whose rows are open then. False if none is left. */
  advance(at: number): boolean {
    if (this.#isDebug) this.#renewRows();
    const { source, match, isWriting } = this.#query;
    source.assertUsable(isWriting);
    holdTables(source, match.involved);
    try {
      const order = this.#order ?? this.#beginOrder();
      const hasMoved = order.entities === undefined ? this.#moveToRow(at) : this.#moveToEntity(at, order.entities);
      if (!hasMoved) return false;
      this.#openRows();
      this.#isKept = false;
      this.$move(this.$at);
      if (!this.#isDebug) this.$end = this.#count;
      return true;
    } finally {
      source.side.store.release();
    }
  }

  closeOver(table: TableReader): boolean {
    // Tables whose rows are not passed also decide which entities match.
    if (!this.#query.match.involved.includes(table)) return false;
    this.#keepEntity();
    let openCount = 0;
    const tables = this.#tables;
    for (let k = 0; k < tables.length; k++) {
      const loopTable = tables[k] as LoopTable;
      if (loopTable.table === table) this.#closeTable(loopTable);
      if (loopTable.isBound) openCount++;
    }
    // So the next step looks the entity up.
    this.#isOpen = false;
    this.$end = 0;
    this.#isRegistered = openCount > 0;
    return openCount === 0;
  }

  close(): void {
    this.#keepEntity();
    for (const loopTable of this.#tables) this.#closeTable(loopTable);
    this.$end = 0;
    this.#entities = NO_ENTITIES;
    this.#isRegistered = false;
  }

  end(): void {
    const order = this.#order;
    this.#order = undefined;
    order?.finish();
    const wasRegistered = this.#isRegistered;
    this.close();
    if (wasRegistered) this.#query.source.side.iterations.closed(this);
    this.$optional?.end();
  }

  #beginOrder(): VisitOrder {
    const order = this.#query.match.order();
    order.begin();
    this.#order = order;
    this.#pending.start(this.#query.match, order.found);
    this.#count = 0;
    this.#stepsBefore = 0;
    return order;
  }

  /** Moves to the next match of the segment, or to the first one of the next segment. */
  #moveToRow(at: number): boolean {
    if (at + 1 < this.#count) {
      this.$at = at + 1;
      return true;
    }
    this.#stepsBefore += this.#count;
    const pending = this.#pending;
    this.#lists = pending.lists;
    this.#count = pending.lists === undefined ? pending.advance() : pending.takeListed();
    this.$at = 0;
    return this.#count > 0;
  }

  /** Moves to the next of `entities` that still matches. */
  #moveToEntity(at: number, entities: Float64Array): boolean {
    // Of the segment that was interrupted, the matches up to `at` have been visited.
    if (this.#count > 0) this.#stepsBefore += at + 1;
    this.#count = 0;
    this.#lists = undefined;
    const { source, match } = this.#query;
    const { entities: registry } = source.side;
    while (this.#stepsBefore < entities.length) {
      const entity = entities[this.#stepsBefore] as Entity;
      const index = entity >>> 0;
      if (isAlive(registry, entity) && match.matches(index)) {
        for (const loopTable of this.#tables) {
          loopTable.first = rowOf(loopTable.side, index);
          loopTable.writable?.markRecord(loopTable.first);
        }
        this.#count = 1;
        this.$at = 0;
        return true;
      }
      this.#stepsBefore++;
    }
    return false;
  }

  #openRows(): void {
    if (this.#isOpen) return;
    const { side } = this.#query.source;
    for (const loopTable of this.#tables) {
      if (loopTable.isBound) continue;
      loopTable.bind();
      side.addVisit(loopTable.table);
    }
    this.#entities = this.#tableAt(0).side.dense;
    this.#isOpen = true;
    if (this.#isRegistered) return;
    this.#isRegistered = true;
    side.iterations.open(this);
  }

  #closeTable(loopTable: LoopTable): void {
    if (!loopTable.isBound) return;
    loopTable.close();
    this.#query.source.side.removeVisit(loopTable.table);
    this.#isOpen = false;
  }

  /** Called before rows can move. The cursor tells where the caller is. */
  #keepEntity(): void {
    if (this.#isKept) return;
    const { row, step } = this.#tableAt(0);
    this.#kept = row === undefined ? this.$entityAt(this.$at) : (this.#entities[row.$offset / step] as Entity);
    this.#isKept = true;
  }

  /** Debug mode: closes the rows of the previous step, and creates new ones. */
  #renewRows(): void {
    const wasRegistered = this.#isRegistered;
    this.close();
    if (wasRegistered) this.#query.source.side.iterations.closed(this);
    this.rows = this.#query.passed.createRows();
    for (const [k, table] of this.#tables.entries()) if (table.row !== undefined) table.row = this.rows[k];
    this.$optional?.renew(this.rows);
  }

  #tableAt(position: number): LoopTable {
    return this.#tables[position] as LoopTable;
  }

  #rowOf(position: number, at: number): number {
    const lists = this.#lists;
    return lists === undefined ? this.#tableAt(position).first + at : ((lists[position] as Uint32Array)[at] as number);
  }
}

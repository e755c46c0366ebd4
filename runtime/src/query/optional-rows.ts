/** Rows of optional tables: each is looked up for the current entity of a loop. */

import type { Row } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { type OpenRows, rowOf, type StoreSide, type TableReader } from '../table/index.js';
import type { LoopTable, PassingQuery } from './loop-source.js';

/** What one step of a loop passes: the rows, then the entity. */
export type Step = (Row | Entity | undefined)[];

/** A query with optional tables. */
export interface OptionalQuery extends PassingQuery {
  readonly passed: {
    readonly writable: readonly boolean[];
    /** For each row its place among the arguments of a callback, if the rows are not in that order. */
    readonly places?: readonly number[];
  };
}

/**
 * Optional tables do not decide which entities match. So a loop is not interrupted when rows of them are inserted or
 * deleted, for whichever entity. But the row that is shown may move then: its cursor is closed before, and opened again
 * when the next row of the table is looked up.
 */
export class OptionalRows implements OpenRows {
  readonly #side: StoreSide;
  readonly #tables: readonly LoopTable[];
  readonly #places: readonly number[];
  readonly #iteration: { readonly host: unknown } | undefined;
  /** All rows of the loop. */
  #rows: readonly Row[];
  /** True while rows are registered as open with the side. */
  #isRegistered = false;

  /** `rows` are all rows of the loop, those of the optional `tables` last. */
  constructor(
    { source, passed }: OptionalQuery,
    tables: readonly LoopTable[],
    rows: readonly Row[],
    iteration?: { readonly host: unknown },
  ) {
    this.#side = source.side;
    this.#tables = tables;
    this.#places = passed.places ?? [...rows.keys()];
    this.#iteration = iteration;
    this.#rows = rows;
  }

  get host(): unknown {
    return this.#iteration?.host;
  }

  /**
   * The entity's row in the optional table at `position`, or -1. The table's cursor can be moved to the row. If the
   * loop writes the table, the row is marked.
   */
  find(position: number, entity: Entity): number {
    const table = this.#tables[position] as LoopTable;
    if (!table.isBound) this.#open(table);
    const row = rowOf(table.side, entity >>> 0);
    if (row >= 0) table.writable?.markRecord(row);
    return row;
  }

  /** The arguments of a callback for an entity, written into `step`. The other rows were moved to it. */
  step(entity: Entity, step: Step = []): Step {
    const rows = this.#rows;
    const first = rows.length - this.#tables.length;
    for (let k = 0; k < rows.length; k++) {
      step[this.#places[k] as number] = k < first ? rows[k] : this.#show(k - first, entity);
    }
    step[rows.length] = entity;
    return step;
  }

  #show(position: number, entity: Entity): Row | undefined {
    const row = this.find(position, entity);
    if (row < 0) return undefined;
    const table = this.#tables[position] as LoopTable;
    table.moveTo(row);
    return table.row;
  }

  /** Debug mode: closes the rows and continues with new ones. */
  renew(rows: readonly Row[]): void {
    this.end();
    this.#rows = rows;
    for (const [k, table] of this.#tables.toReversed().entries()) table.row = rows.at(-1 - k);
  }

  closeOver(table: TableReader): boolean {
    for (const one of this.#tables) if (one.table === table) this.#close(one);
    this.#isRegistered = this.#tables.some(({ isBound }) => isBound);
    return !this.#isRegistered;
  }

  close(): void {
    for (const table of this.#tables) this.#close(table);
    this.#isRegistered = false;
  }

  end(): void {
    const wasRegistered = this.#isRegistered;
    this.close();
    if (wasRegistered) this.#side.iterations.closed(this);
  }

  #open(table: LoopTable): void {
    table.bind();
    this.#side.addVisit(table.table);
    if (this.#isRegistered) return;
    this.#isRegistered = true;
    this.#side.iterations.open(this);
  }

  #close(table: LoopTable): void {
    if (!table.isBound) return;
    table.close();
    this.#side.removeVisit(table.table);
  }
}

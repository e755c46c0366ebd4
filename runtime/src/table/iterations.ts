/** Unfinished iterators over one side of a store. */

import type { TableReader } from './table-reader.js';

/** The order in which iterators visit a match. Shared by the iterators that began at the same state of its tables. */
export interface IterationOrder {
  readonly involved: readonly TableReader[];
  /** Called before rows move: copies the entities, and accepts no further iterator. */
  keepEntities(): void;
  /** Ends the order: its iterators cannot continue. */
  end(): void;
}

/** The rows that an iterator has open at its current step. */
export interface OpenRows {
  /** The database, transaction or pinned version of the iterator. */
  readonly host: unknown;
  /** Closes the rows of `table`. True if no row is left open. */
  closeOver(table: TableReader): boolean;
  /** Closes every row. The iterator can open them again. */
  close(): void;
  /** Ends the iterator: closes every row, and removes it from its order. */
  end(): void;
}

/** The side that iterators run over. */
export interface IteratedSide {
  /** From now on a change of which rows the table has must be announced to `interrupt`. */
  addVisit(table: TableReader): void;
  removeVisit(table: TableReader): void;
  /** True if the next publication changes which rows the table has, or their order. */
  willMoveRows(table: TableReader): boolean;
}

/** Iterators that can have open rows at the same time. Beyond that, the rows that were opened first are closed. */
const OPEN_ROWS_MAX = 256;

/**
 * An iterator is not a visit, because a caller can abandon it at any step without notice. So an unfinished iterator
 * prevents no change. It holds only its rows, whose number is limited, and its share of an order. Before rows move,
 * orders copy their entities and are removed from here. An iterator that continues then looks up its entities one by
 * one. An abandoned one is garbage.
 */
export class Iterations {
  readonly #side: IteratedSide;
  #orders: IterationOrder[] = [];
  #open: OpenRows[] = [];
  /** Called when the first rows are opened, and when the last ones have been closed. */
  onFirstOpen: () => void = nothing;
  onLastClosed: () => void = nothing;

  constructor(side: IteratedSide) {
    this.#side = side;
  }

  /** An order whose first iterator begins. On the working side its tables announce changes from now on. */
  begin(order: IterationOrder): void {
    this.#orders.push(order);
    for (const table of order.involved) this.#side.addVisit(table);
  }

  /** An order whose last iterator has finished. */
  finish(order: IterationOrder): void {
    const at = this.#orders.indexOf(order);
    if (at >= 0) this.#forget(at);
  }

  open(rows: OpenRows): void {
    if (this.#open.push(rows) === 1) this.onFirstOpen();
    if (this.#open.length > OPEN_ROWS_MAX) this.#open.shift()?.close();
  }

  closed(rows: OpenRows): void {
    const at = this.#open.lastIndexOf(rows);
    if (at < 0) return;
    this.#open.splice(at, 1);
    if (this.#open.length === 0) this.onLastClosed();
  }

  /** Called before a row comes or goes in `table`. */
  interrupt(table: TableReader): void {
    for (let at = this.#orders.length - 1; at >= 0; at--) {
      const order = this.#orders[at] as IterationOrder;
      if (order.involved.includes(table)) this.#interruptOrder(at);
    }
    // Hot where each step of a loop inserts or deletes a row: a filter allocates an array each time, and so does `push`
    // after the length was set to 0, but not after `pop`.
    const open = this.#open;
    let left = 0;
    for (let at = 0; at < open.length; at++) {
      const rows = open[at] as OpenRows;
      if (!rows.closeOver(table)) open[left++] = rows;
    }
    while (open.length > left) open.pop();
  }

  /** Called before a publication. Orders whose tables have the same rows afterwards continue. */
  interruptChanged(): void {
    for (let at = this.#orders.length - 1; at >= 0; at--) {
      const order = this.#orders[at] as IterationOrder;
      if (order.involved.some((table) => this.#side.willMoveRows(table))) this.#interruptOrder(at);
    }
    this.#closeAll();
  }

  /** Called before the side cannot be read any more. */
  interruptAll(): void {
    for (let at = this.#orders.length - 1; at >= 0; at--) this.#interruptOrder(at);
    this.#closeAll();
  }

  /** Ends the iterators that show rows and were asked of `host`. */
  endOf(host: unknown): void {
    for (const rows of this.#open.filter((one) => one.host === host)) rows.end();
  }

  /** Ends all iterators. */
  endAll(): void {
    for (let at = this.#orders.length - 1; at >= 0; at--) {
      this.#orders[at]?.end();
      this.#forget(at);
    }
    this.#closeAll();
  }

  #interruptOrder(at: number): void {
    this.#orders[at]?.keepEntities();
    this.#forget(at);
  }

  #forget(at: number): void {
    const [order] = this.#orders.splice(at, 1);
    if (order !== undefined) for (const table of order.involved) this.#side.removeVisit(table);
  }

  #closeAll(): void {
    if (this.#open.length === 0) return;
    const open = this.#open;
    this.#open = [];
    for (const rows of open) rows.close();
    this.onLastClosed();
  }
}

function nothing(): void {}

/** The cursors of one component over one table: two for the runtime's own use, and rows that are lent to callbacks. */

import { type AnyComponent, CLOSED, type Row, type WritableRow } from '../component/index.js';
import { type Entity, NO_ENTITY } from '../entity/index.js';
import type { Views } from '../memory/index.js';
import type { TableReader } from './table-reader.js';
import type { Visit } from './visit.js';

/** A row that is lent to a callback. It is valid until `close`. */
export class OpenRow<R extends Row> implements Visit {
  readonly row: R;
  entity: Entity = NO_ENTITY;
  $below: Visit | undefined;
  readonly #table: TableReader;

  constructor(table: TableReader, row: R) {
    this.#table = table;
    this.row = row;
  }

  open(entity: Entity, records: Views, offset: number): R {
    this.entity = entity;
    this.row.$bind(records);
    this.row.$move(offset);
    return this.row;
  }

  close(): void {
    this.row.$bind(CLOSED);
  }

  involves(table: TableReader): boolean {
    return table === this.#table;
  }

  interrupt(): void {
    this.close();
  }
}

/** Rows to lend, one for each level of nested callbacks. They are created when first needed, and reused. */
export class RowPool<R extends Row> {
  readonly #rows: OpenRow<R>[] = [];
  readonly #table: TableReader;
  readonly #create: () => R;
  #lent = 0;

  constructor(table: TableReader, create: () => R) {
    this.#table = table;
    this.#create = create;
  }

  take(): OpenRow<R> {
    return this.#rows[this.#lent++] ?? this.#another();
  }

  /** Takes back the row that was lent last. */
  release(row: OpenRow<R>): void {
    this.#lent--;
    row.close();
  }

  protected create(): OpenRow<R> {
    return new OpenRow(this.#table, this.#create());
  }

  #another(): OpenRow<R> {
    const row = this.create();
    this.#rows.push(row);
    return row;
  }
}

/**
 * Debug mode: lends each row once, so that a kept row throws. A class of its own, so that it costs nothing otherwise.
 */
class FreshRows<R extends Row> extends RowPool<R> {
  override take(): OpenRow<R> {
    return this.create();
  }

  override release(row: OpenRow<R>): void {
    row.close();
  }
}

export class Cursors {
  /** Always bound to the working side. Never lent. */
  readonly writer: Row & WritableRow;
  /** Bound before each use. Never lent. */
  readonly reader: Row;
  readonly rows: RowPool<Row>;
  readonly rowsMut: RowPool<Row & WritableRow>;

  constructor(table: TableReader, component: AnyComponent, isDebug: boolean) {
    const Rows = isDebug ? FreshRows : RowPool;
    this.writer = component.createRowMut();
    this.reader = component.createRow();
    this.rows = new Rows(table, component.createRow);
    this.rowsMut = new Rows(table, component.createRowMut);
  }
}

/** The cursors of one component over one table: two for the runtime's own use, the others lent to callbacks. */

import { type AnyComponent, CLOSED, type Row, type WritableRow } from '../component/index.js';
import { type Entity, NO_ENTITY } from '../entity/index.js';
import type { Views } from '../memory/index.js';
import type { TableReader } from './table-reader.js';
import type { Visit } from './visit.js';

/** A row lent to a callback; valid until `close`. */
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

/** Rows to lend, one for each level of callbacks inside callbacks; made when first needed, used again ever after. */
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

/** Debug mode: lends each row once, so that a row that was kept throws for ever. A class of its own, so that it costs nothing otherwise. */
class FreshRows<R extends Row> extends RowPool<R> {
  override take(): OpenRow<R> {
    return this.create();
  }

  override release(row: OpenRow<R>): void {
    row.close();
  }
}

export class Cursors {
  /** Always bound to the working side; never given out. */
  readonly writer: Row & WritableRow;
  /** Bound before each use; never given out. */
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

/** Rows as plain data, from bytes of the feed. */

import { type AnyComponent, CLOSED, type DataOf, type Row, type Stored } from '../component/index.js';
import type { Views } from '../memory/index.js';
import type { Store } from '../table/index.js';

export class Decoder {
  readonly #store: Store;
  /** A cursor for each component that was read. */
  readonly #rows: Map<AnyComponent, Row> = new Map();

  constructor(store: Store) {
    this.#store = store;
  }

  component(tableId: number): AnyComponent {
    return (this.#store.tableWithId(tableId) as { readonly component: AnyComponent }).component;
  }

  /** A copy of the record at `offset`, a multiple of 8. */
  decode<C extends AnyComponent>(component: C, views: Views, offset: number): Stored<DataOf<C>> {
    let row = this.#rows.get(component);
    if (row === undefined) {
      row = component.createRow();
      this.#rows.set(component, row);
    }
    row.$bind(views);
    try {
      row.$move(offset);
      // The row copies to the data of its component.
      return row.toObject() as Stored<DataOf<C>>;
    } finally {
      row.$bind(CLOSED);
    }
  }
}

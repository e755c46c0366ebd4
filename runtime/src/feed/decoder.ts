/** Rows as plain data, from bytes of the feed. */

import { type AnyComponent, CLOSED, type DataOf, type Row, type Stored } from '../component/index.js';
import { NO_BYTES, type Views, viewsOver } from '../memory/index.js';
import { aligned } from '../operation/index.js';
import type { FieldDescriptor } from '../schema/index.js';
import type { StoreReader, TableReader } from '../table/index.js';
import { fieldsIn, knownFields } from './known-fields.js';
import type { RowBytes } from './operation.js';

export class Decoder {
  readonly #store: StoreReader;
  /** A cursor for each component that was read. */
  readonly #rows: Map<AnyComponent, Row> = new Map();

  /** Where records are decoded of which only a part is known. */
  #scratch: Views = NO_BYTES;

  constructor(store: StoreReader) {
    this.#store = store;
  }

  component(tableId: number): AnyComponent {
    return (this.#store.tableWithId(tableId) as TableReader).component;
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

  /** The values of an updated row in the range that may have changed, as far as they are known. */
  decodeChanged<C extends AnyComponent>(component: C, views: Views, row: RowBytes): Partial<Stored<DataOf<C>>> {
    const { descriptor } = component;
    if (row.now >= 0) return pick(this.decode(component, views, row.now), fieldsIn(descriptor, row));
    const { size, first, length, changed } = row;
    const record = this.#blankRecord(size);
    record.u8.set(views.u8.subarray(changed, changed + length), first);
    const known = knownFields(descriptor, row, record.u8);
    blankOthers(record.u8, component, known);
    return pick(this.decode(component, record, 0), known);
  }

  /** Memory for a record, which is all zero. */
  #blankRecord(size: number): Views {
    if (this.#scratch.length < size) this.#scratch = viewsOver(new ArrayBuffer(aligned(size)), 0, aligned(size));
    this.#scratch.u8.fill(0);
    return this.#scratch;
  }
}

/** Parts of unknown fields may be no values: half of a string is not UTF-8. */
function blankOthers(record: Uint8Array, { fields }: AnyComponent, known: readonly FieldDescriptor[]): void {
  for (const field of fields) {
    if (!known.includes(field)) record.fill(0, field.offset, field.offset + field.size);
  }
}

function pick<Data extends object>(data: Data, fields: readonly FieldDescriptor[]): Partial<Data> {
  // Without generated code, rows have the names of the schema.
  const keys = fields.map(({ name, property }) => (Object.hasOwn(data, property) ? property : name));
  // Each key is one of `Data`.
  return Object.fromEntries(Object.entries(data).filter(([key]) => keys.includes(key))) as Partial<Data>;
}

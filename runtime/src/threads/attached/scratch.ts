/** Records that a thread writes by itself before it sends them: so data is checked at once, by the code that checks it everywhere. */

import type { AnyComponent, Row, WritableRow } from '../../component/index.js';
import { GrowableBytes, type Views } from '../../memory/index.js';
import type { Store, Table } from '../../table/index.js';

const LINE_BYTES = 64;
const ALL = 0xffff_ffff;

/** The records of all components, made when first needed. */
export class Scratch {
  readonly #store: Store;
  readonly #drafts: Map<AnyComponent, Draft> = new Map();

  constructor(store: Store) {
    this.#store = store;
  }

  /** That of a component; `SCHEMA_ERROR` when it is not of the schema. */
  draftOf(component: AnyComponent, call: string): Draft {
    let draft = this.#drafts.get(component);
    if (draft === undefined) {
      draft = new Draft(this.#store.tableOf(component, call), component);
      this.#drafts.set(component, draft);
    }
    return draft;
  }
}

/**
 * Two records of one component, back to back; the second one is for patches.
 *
 * One record is written at a time: while its data is read, the transaction accepts no other change.
 */
export class Draft {
  readonly table: Table;
  /** The record begins at the first byte. */
  readonly views: Views;
  /** Which bits the last patch has set: from byte `first` on, in `length` bytes. */
  readonly masks: Uint8Array;
  first = 0;
  length = 0;
  /** True when it has set all bits of those bytes. */
  isWhole = false;

  readonly #row: Row & WritableRow;
  /** Where the second record begins. */
  readonly #second: number;

  constructor(table: Table, component: AnyComponent) {
    this.table = table;
    this.#second = Math.max(Math.ceil(table.stride / LINE_BYTES), 1) * LINE_BYTES;
    const bytes = 2 * this.#second;
    this.views = new GrowableBytes(0, bytes).grow(bytes);
    this.masks = new Uint8Array(this.#second);
    this.#row = component.createRowMut();
    this.#row.$bind(this.views);
  }

  /** Makes the record of a row with this data. */
  assign(data: object): void {
    this.#row.$move(0);
    this.#row.$assign(data);
  }

  /**
   * Finds out what a patch writes, whatever the record held before: it is written over zeros and over ones, and the bits that are the same
   * afterwards are those that it has set. That holds for a patch that reads the record, too, as those of nullable fields do: they keep the
   * neighbours' bits as they are, which differ.
   */
  patch(data: object): void {
    const { u32 } = this.views;
    const row = this.#row;
    const second = this.#second;
    const words = second / 4;
    // Hot: most records are so short that a bulk fill would take longer.
    for (let word = 0; word < words; word++) {
      u32[word] = 0;
      u32[words + word] = ALL;
    }
    const once = isPlain(data) ? { ...data } : data;
    row.$move(0);
    row.$patch(once);
    const again = isFlat(once) ? once : readBack(row, once);
    row.$move(second);
    row.$patch(again);
    this.#compare();
  }

  #compare(): void {
    const { u8, u32 } = this.views;
    const words = this.#second / 4;
    let low = -1;
    let high = -1;
    // Hot for large records, of which a patch sets a small part: by words.
    for (let word = 0; word < words; word++) {
      if (((u32[word] as number) ^ (u32[words + word] as number)) >>> 0 === ALL) continue;
      if (low < 0) low = word;
      high = word;
    }
    this.first = 0;
    this.length = 0;
    this.isWhole = false;
    if (low < 0) return;
    let first = -1;
    let end = 0;
    let whole = 0;
    for (let i = low * 4; i < high * 4 + 4; i++) {
      const mask = ~((u8[i] as number) ^ (u8[this.#second + i] as number)) & 0xff;
      this.masks[i] = mask;
      if (mask === 0) continue;
      if (first < 0) first = i;
      end = i + 1;
      if (mask === 0xff) whole++;
    }
    this.first = first;
    this.length = end - first;
    this.isWhole = whole === this.length;
  }
}

function isPlain(data: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(data);
  return prototype === Object.prototype || prototype === null;
}

/** True when reading the data a second time can give nothing else: no getters, nothing nested. */
function isFlat(data: object): boolean {
  if (!isPlain(data)) return false;
  const given = data as { readonly [field: string]: unknown };
  for (const field in given) if (typeof given[field] === 'object' && given[field] !== null) return false;
  return true;
}

/**
 * What a patch has written to the record that the row stands on, to be written once more: nested data may have getters, or lie in memory
 * that another thread changes, and give something else when it is read again.
 */
function readBack(row: Row, data: object): object {
  const given = data as { readonly [field: string]: unknown };
  return Object.fromEntries(Object.entries(row.toObject()).filter(([field]) => given[field] !== undefined));
}

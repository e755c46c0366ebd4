/**
 * Records that an attached thread writes in its own memory before it sends them. So data is checked at once, by the
 * same code as everywhere.
 */

import type { AnyComponent, Row, WritableRow } from '../../component/index.js';
import { GrowableBytes, type Views } from '../../memory/index.js';
import type { StoreReader, TableReader } from '../../table/index.js';

const LINE_BYTES = 64;
const WORD_BYTES = 4;
const ALL_ONES = 0xffff_ffff;

/** The drafts of all components. Each is created when it is first needed. */
export class Drafts {
  readonly #store: StoreReader;
  readonly #drafts: Map<AnyComponent, Draft> = new Map();

  constructor(store: StoreReader) {
    this.#store = store;
  }

  /** The draft of a component. Throws `SCHEMA_ERROR` if the component does not belong to the schema. */
  of(component: AnyComponent, call: string): Draft {
    let draft = this.#drafts.get(component);
    if (draft === undefined) {
      draft = new Draft(this.#store.tableOf(component, call), component);
      this.#drafts.set(component, draft);
    }
    return draft;
  }
}

/**
 * Memory for two records of one component, one after the other. The second one is used for patches only.
 *
 * One draft is in use at a time: while its data is read, the transaction accepts no other change.
 */
export class Draft {
  readonly table: TableReader;
  /** The record starts at the first byte. */
  readonly views: Views;
  /** Mask of the bits that the last patch set. It is valid for `length` bytes from byte `first`. */
  readonly masks: Uint8Array;
  first = 0;
  length = 0;
  /** True if the patch set all bits of those bytes. */
  isWhole = false;

  readonly #row: Row & WritableRow;
  /** Where the second record starts. */
  readonly #second: number;

  constructor(table: TableReader, component: AnyComponent) {
    this.table = table;
    this.#second = Math.max(Math.ceil(table.stride / LINE_BYTES), 1) * LINE_BYTES;
    const bytes = 2 * this.#second;
    this.views = new GrowableBytes(0, bytes).grow(bytes);
    this.masks = new Uint8Array(this.#second);
    this.#row = component.createRowMut();
    this.#row.$bind(this.views);
  }

  /** Writes the record of a row with this data. */
  assign(data: object): void {
    this.#row.$move(0);
    this.#row.$assign(data);
  }

  /**
   * Finds the bits that a patch sets, whatever the record contained before. The patch is applied to a record of zeros
   * and to a record of ones. The bits that are equal afterwards are the bits that it sets. That is true even for a
   * patch that reads the record, as patches of nullable fields do: they keep the neighbouring bits, which differ.
   */
  patch(data: object): void {
    const { u32 } = this.views;
    const row = this.#row;
    const second = this.#second;
    const words = second / WORD_BYTES;
    // Hot: most records are so short that `fill` takes longer.
    for (let word = 0; word < words; word++) {
      u32[word] = 0;
      u32[words + word] = ALL_ONES;
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
    const words = this.#second / WORD_BYTES;
    let low = -1;
    let high = -1;
    // Hot for large records, of which a patch sets a small part: compares words first.
    for (let word = 0; word < words; word++) {
      if (((u32[word] as number) ^ (u32[words + word] as number)) >>> 0 === ALL_ONES) continue;
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
    for (let i = low * WORD_BYTES; i < (high + 1) * WORD_BYTES; i++) {
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

/** True if reading the data a second time returns the same values: there are no getters and no nested objects. */
function isFlat(data: object): boolean {
  if (!isPlain(data)) return false;
  const given = data as { readonly [field: string]: unknown };
  for (const field in given) if (typeof given[field] === 'object' && given[field] !== null) return false;
  return true;
}

/**
 * The fields that a patch has written to the row's record, for writing them again. Nested data may have getters or be
 * in memory that another thread changes, so reading it a second time may return other values.
 */
function readBack(row: Row, data: object): object {
  const given = data as { readonly [field: string]: unknown };
  return Object.fromEntries(Object.entries(row.toObject()).filter(([field]) => given[field] !== undefined));
}

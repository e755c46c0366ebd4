/** Records that a thread writes by itself before it sends them. */

import type { AnyComponent, Row, WritableRow } from '../component/index.js';
import { GrowableBytes, type Views, viewsOver } from '../memory/index.js';
import type { Store, Table } from '../table/index.js';

/** Which bits of a record a patch has set. */
interface Patch {
  /** From the first byte that was written to the last. */
  readonly first: number;
  readonly length: number;
  /** The whole record; what was not written means nothing. */
  readonly values: Views;
  /** The bits that were written. */
  readonly masks: Uint8Array;
  /** True when all bits of the range were. */
  readonly isWhole: boolean;
}

export class Scratch {
  /** Two records of any table, the second of which begins with ones. */
  readonly #zeros: Views;
  readonly #ones: Views;
  readonly #masks: Uint8Array;
  readonly #rows: Map<AnyComponent, Row & WritableRow> = new Map();

  constructor(store: Store) {
    const longest = store.tables.reduce((bytes, { stride }) => Math.max(bytes, stride), 8);
    const bytes = Math.ceil(longest / 64) * 64;
    // The kind of memory that rows see everywhere: those that meet two kinds are slower.
    const both = new GrowableBytes(0, 2 * bytes);
    both.grow(2 * bytes);
    this.#zeros = viewsOver(both.buffer, both.start, bytes);
    this.#ones = viewsOver(both.buffer, both.start + bytes, bytes);
    this.#masks = new Uint8Array(bytes);
  }

  /** A record with this data, from its first byte on; valid until the next call. */
  assign(component: AnyComponent, data: object): Views {
    const row = this.#rowOf(component);
    row.$bind(this.#zeros);
    row.$assign(data);
    return this.#zeros;
  }

  /**
   * What a patch writes, whatever the record held before: it is written over zeros and over ones, and the bits that are the same
   * afterwards are those that it has set. Valid until the next call.
   */
  patch(table: Table, component: AnyComponent, data: object): Patch {
    const { stride } = table;
    const row = this.#rowOf(component);
    const zeros = this.#zeros.u8;
    const ones = this.#ones.u8;
    zeros.fill(0, 0, stride);
    ones.fill(0xff, 0, stride);
    row.$bind(this.#zeros);
    row.$patch(data);
    row.$bind(this.#ones);
    row.$patch(data);
    let first = 0;
    let end = 0;
    let whole = 0;
    for (let i = 0; i < stride; i++) {
      const mask = ~((zeros[i] as number) ^ (ones[i] as number)) & 0xff;
      this.#masks[i] = mask;
      if (mask === 0) continue;
      if (end === 0) first = i;
      end = i + 1;
      if (mask === 0xff) whole++;
    }
    const length = end - first;
    return { first, length, values: this.#zeros, masks: this.#masks, isWhole: whole === length && length > 0 };
  }

  #rowOf(component: AnyComponent): Row & WritableRow {
    let row = this.#rows.get(component);
    if (row === undefined) {
      row = component.createRowMut();
      row.$move(0);
      this.#rows.set(component, row);
    }
    return row;
  }
}

/** Converts the values of an enum whose variants have other values, or are fewer. */

import { SCALAR_SIZE } from '../schema/index.js';
import { readNumbers, writeNumbers } from './number-columns.js';
import type { Move, MoveField, OnMisfit, RowBatch } from './row-batch.js';

type Repr = 'u8' | 'u16' | 'u32';

interface Place {
  readonly repr: Repr;
  /** From the start of the record, in bytes. */
  readonly offset: number;
}

export class VariantMove implements Move {
  readonly #from: Place;
  readonly #to: Place;
  readonly #count: number;
  readonly #values: ReadonlyMap<number, number>;
  readonly #names: ReadonlyMap<number, string>;
  readonly #field: MoveField;

  /** `values` has the new value of each stored one, `names` the names of the stored variants. */
  constructor(
    from: Place,
    to: Place,
    count: number,
    values: ReadonlyMap<number, number>,
    names: ReadonlyMap<number, string>,
    field: MoveField,
  ) {
    this.#from = from;
    this.#to = to;
    this.#count = count;
    this.#values = values;
    this.#names = names;
    this.#field = field;
  }

  apply(batch: RowBatch, onMisfit: OnMisfit): void {
    const { from, fromStart, fromStride, to, toStride, count, scratch } = batch;
    for (let i = 0; i < this.#count; i++) {
      const source = fromStart + this.#from.offset + i * SCALAR_SIZE[this.#from.repr];
      readNumbers(from, this.#from.repr, source, fromStride, count, scratch);
      for (let row = 0; row < count; row++) {
        const stored = scratch[row] as number;
        const value = this.#values.get(stored);
        if (value === undefined) onMisfit(row, this.#field, `has ${this.#nameOf(stored)}, which is missing`);
        scratch[row] = value ?? 0;
      }
      const target = this.#to.offset + i * SCALAR_SIZE[this.#to.repr];
      writeNumbers(to, this.#to.repr, target, toStride, count, scratch);
    }
  }

  #nameOf(value: number): string {
    const name = this.#names.get(value);
    return name === undefined ? `the value ${value}` : `the variant "${name}"`;
  }
}

/** Copies texts into shorter strings. */

import { TEXT_LENGTH_BYTES } from '../schema/index.js';
import type { Move, MoveField, OnMisfit, RowBatch } from './row-batch.js';

export class TextMove implements Move {
  readonly #from: number;
  readonly #to: number;
  readonly #capacity: number;
  readonly #field: MoveField;

  /** Offsets and the capacity of the shorter string, in bytes. */
  constructor(from: number, to: number, capacity: number, field: MoveField) {
    this.#from = from;
    this.#to = to;
    this.#capacity = capacity;
    this.#field = field;
  }

  apply(batch: RowBatch, onMisfit: OnMisfit): void {
    const { from, fromStart, fromStride, to, toStride, count } = batch;
    for (let row = 0; row < count; row++) {
      const source = fromStart + row * fromStride + this.#from;
      const target = row * toStride + this.#to;
      const length = from.u16[source >>> 1] as number;
      if (length > this.#capacity) {
        onMisfit(row, this.#field, `has a text of ${length} bytes, and string<${this.#capacity}> holds fewer`);
        continue;
      }
      // Bytes after the text stay 0.
      to.u8.set(from.u8.subarray(source, source + TEXT_LENGTH_BYTES + length), target);
    }
  }
}

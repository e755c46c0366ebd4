/** Converts bits of null bitmaps. */

import type { Move, MoveField, OnMisfit, RowBatch } from './row-batch.js';

/** A bit of a record. */
export interface BitPlace {
  /** From the start of the record, in bytes. */
  readonly byte: number;
  readonly mask: number;
}

/** Copies a bit that is 0 in the target. */
export class NullMove implements Move {
  readonly #from: BitPlace;
  readonly #to: BitPlace;

  constructor(from: BitPlace, to: BitPlace) {
    this.#from = from;
    this.#to = to;
  }

  apply({ from, fromStart, fromStride, to, toStride, count }: RowBatch): void {
    const source8 = from.u8;
    const target8 = to.u8;
    const { mask } = this.#from;
    let source = fromStart + this.#from.byte;
    let target = this.#to.byte;
    for (let row = 0; row < count; row++, source += fromStride, target += toStride) {
      if (((source8[source] as number) & mask) !== 0) (target8[target] as number) |= this.#to.mask;
    }
  }
}

/** Refuses null in a field that is not nullable any more. */
export class RequiredMove implements Move {
  readonly #from: BitPlace;
  readonly #field: MoveField;

  constructor(from: BitPlace, field: Omit<MoveField, 'nullBit'>) {
    this.#from = from;
    this.#field = { ...field, nullBit: undefined };
  }

  apply({ from, fromStart, fromStride, count }: RowBatch, onMisfit: OnMisfit): void {
    for (let row = 0; row < count; row++) {
      const byte = from.u8[fromStart + row * fromStride + this.#from.byte] as number;
      if ((byte & this.#from.mask) !== 0) onMisfit(row, this.#field, 'is null, and cannot be null any more');
    }
  }
}

/** Refuses every row, because nothing says which value a field has. */
export class MissingMove implements Move {
  readonly #field: MoveField;
  readonly #reason: string;

  constructor(field: Omit<MoveField, 'nullBit'>, reason: string) {
    this.#field = { ...field, nullBit: undefined };
    this.#reason = reason;
  }

  apply({ count }: RowBatch, onMisfit: OnMisfit): void {
    for (let row = 0; row < count; row++) onMisfit(row, this.#field, this.#reason);
  }
}

/** Converts numbers from one type to another: integers to integers, floats to floats. */

import { SCALAR_SIZE } from '../schema/index.js';
import { type NumberName, readNumbers, writeNumbers } from './number-columns.js';
import type { Move, MoveField, OnMisfit, RowBatch } from './row-batch.js';

interface Range {
  readonly min: number;
  readonly max: number;
}

interface Place {
  readonly type: NumberName;
  /** From the start of the record, in bytes. */
  readonly offset: number;
}

/** `count` numbers that are back to back: one field, or the elements of an array. */
export class NumberMove implements Move {
  readonly #from: Place;
  readonly #to: Place;
  readonly #count: number;
  readonly #field: MoveField;

  constructor(from: Place, to: Place, count: number, field: MoveField) {
    this.#from = from;
    this.#to = to;
    this.#count = count;
    this.#field = field;
  }

  apply(batch: RowBatch, onMisfit: OnMisfit): void {
    const fromSize = SCALAR_SIZE[this.#from.type];
    const toSize = SCALAR_SIZE[this.#to.type];
    for (let i = 0; i < this.#count; i++) {
      this.#convert(batch, this.#from.offset + i * fromSize, this.#to.offset + i * toSize, onMisfit);
    }
  }

  #convert(batch: RowBatch, fromOffset: number, toOffset: number, onMisfit: OnMisfit): void {
    const { from, fromStart, fromStride, to, toStride, count, scratch } = batch;
    readNumbers(from, this.#from.type, fromStart + fromOffset, fromStride, count, scratch);
    if (this.#to.type === 'f32') this.#checkSingle(scratch, count, onMisfit);
    else if (this.#to.type !== 'f64') this.#checkRange(rangeOf(this.#to.type), scratch, count, onMisfit);
    writeNumbers(to, this.#to.type, toOffset, toStride, count, scratch);
  }

  #checkRange({ min, max }: Range, numbers: Float64Array, count: number, onMisfit: OnMisfit): void {
    for (let row = 0; row < count; row++) {
      const number = numbers[row] as number;
      if (number < min || number > max) this.#refuse(numbers, row, onMisfit);
    }
  }

  /** Floats are rounded. A finite number that would become infinite does not fit. */
  #checkSingle(numbers: Float64Array, count: number, onMisfit: OnMisfit): void {
    for (let row = 0; row < count; row++) {
      const number = numbers[row] as number;
      if (Number.isFinite(number) && !Number.isFinite(Math.fround(number))) this.#refuse(numbers, row, onMisfit);
    }
  }

  #refuse(numbers: Float64Array, row: number, onMisfit: OnMisfit): void {
    onMisfit(row, this.#field, `has ${numbers[row]}, which ${this.#to.type} cannot hold`);
    numbers[row] = 0;
  }
}

/** Copies 64-bit integers between signed and unsigned: those below 2^63 have the same bytes. */
export class SignMove implements Move {
  readonly #from: number;
  readonly #to: number;
  readonly #count: number;
  readonly #field: MoveField;

  /** Offsets in bytes; `count` integers back to back. */
  constructor(from: number, to: number, count: number, field: MoveField) {
    this.#from = from;
    this.#to = to;
    this.#count = count;
    this.#field = field;
  }

  apply(batch: RowBatch, onMisfit: OnMisfit): void {
    const { from, fromStart, fromStride, to, toStride, count } = batch;
    for (let i = 0; i < this.#count; i++) {
      for (let row = 0; row < count; row++) {
        const source = (fromStart + row * fromStride + this.#from + i * 8) >>> 2;
        const target = (row * toStride + this.#to + i * 8) >>> 2;
        const upper = from.u32[source + 1] as number;
        to.u32[target] = from.u32[source] as number;
        to.u32[target + 1] = upper;
        if (upper >= 2 ** 31) onMisfit(row, this.#field, 'has a 64-bit integer that the other sign cannot hold');
      }
    }
  }
}

function rangeOf(type: Exclude<NumberName, 'f32' | 'f64'>): Range {
  const bits = SCALAR_SIZE[type] * 8;
  return type.startsWith('i') ? { min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 } : { min: 0, max: 2 ** bits - 1 };
}

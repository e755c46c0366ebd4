/** Copies bytes that have the same meaning in both records. */

import type { Move, RowBatch } from './row-batch.js';

/** Bytes from which a bulk copy takes less time than a loop. */
const BULK_BYTES_MIN = 128;

export class CopyMove implements Move {
  readonly from: number;
  readonly to: number;
  readonly length: number;

  constructor(from: number, to: number, length: number) {
    this.from = from;
    this.to = to;
    this.length = length;
  }

  apply(batch: RowBatch): void {
    const { from, to, length } = this;
    const isAligned = ((from | to | length | batch.fromStart | batch.fromStride | batch.toStride) & 3) === 0;
    if (length >= BULK_BYTES_MIN) this.#copyBulk(batch);
    else if (isAligned) this.#copyWords(batch);
    else this.#copyBytes(batch);
  }

  #copyBulk({ from, fromStart, fromStride, to, toStride, count }: RowBatch): void {
    let source = fromStart + this.from;
    let target = this.to;
    for (let row = 0; row < count; row++, source += fromStride, target += toStride) {
      to.u8.set(from.u8.subarray(source, source + this.length), target);
    }
  }

  #copyWords({ from, fromStart, fromStride, to, toStride, count }: RowBatch): void {
    const source32 = from.u32;
    const target32 = to.u32;
    const words = this.length >>> 2;
    let source = (fromStart + this.from) >>> 2;
    let target = this.to >>> 2;
    for (let row = 0; row < count; row++, source += fromStride >>> 2, target += toStride >>> 2) {
      for (let i = 0; i < words; i++) target32[target + i] = source32[source + i] as number;
    }
  }

  #copyBytes({ from, fromStart, fromStride, to, toStride, count }: RowBatch): void {
    const source8 = from.u8;
    const target8 = to.u8;
    const { length } = this;
    let source = fromStart + this.from;
    let target = this.to;
    for (let row = 0; row < count; row++, source += fromStride, target += toStride) {
      for (let i = 0; i < length; i++) target8[target + i] = source8[source + i] as number;
    }
  }
}

/** Joins copies that are neighbours in both records. */
export function joinCopies(moves: readonly Move[]): Move[] {
  const copies = moves.filter((move) => move instanceof CopyMove).sort((a, b) => a.to - b.to);
  const joined: CopyMove[] = [];
  for (const copy of copies) {
    const last = joined.at(-1);
    if (last === undefined || last.to + last.length !== copy.to || last.from + last.length !== copy.from) {
      joined.push(copy);
    } else {
      joined[joined.length - 1] = new CopyMove(last.from, last.to, last.length + copy.length);
    }
  }
  return [...joined, ...moves.filter((move) => !(move instanceof CopyMove))];
}

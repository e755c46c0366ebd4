/** A range of keys of an index, and reading its entries. */

import {
  compareAt,
  countBefore,
  countBetween,
  entityColumn,
  entryAt,
  isEnd,
  type Place,
  seek,
  toNextLeaf,
  toPreviousLeaf,
} from '../ordered-index/index.js';
import type { IndexList, IndexShape } from '../table/index.js';

/** One end of a range: after the entries whose first `length` words are less than `key`; with `after`, not greater. */
export interface Bound {
  readonly key: Uint32Array;
  /** In words; 0 for the start of the index, or with `after` its end. */
  readonly length: number;
  readonly after: boolean;
}

/** Walks over the entries between two bounds. Each step reads the words anew, because a publication replaces them. */
export class KeyRange {
  readonly shape: IndexShape;
  readonly low: Bound;
  readonly high: Bound;
  readonly #place: Place = { leaf: 0, at: 0 };

  constructor(shape: IndexShape, low: Bound, high: Bound) {
    this.shape = shape;
    this.low = low;
    this.high = high;
  }

  /**
   * Adds up to `limit` entity indexes to `found`, in order, from the entry after `last`, or from the start. Stores the
   * last entry in `last` if there may be more.
   */
  take(
    words: Uint32Array,
    reverse: boolean,
    limit: number,
    last: Uint32Array,
    isStart: boolean,
    found: IndexList,
  ): void {
    // There are fewer entries than words. Memory that another thread has overwritten may link leaves in a circle.
    const most = Math.min(limit, words.length);
    if (most === 0) return;
    if (reverse) this.#takeBackwards(words, most, last, isStart, found);
    else this.#takeForwards(words, most, last, isStart, found);
  }

  /** How many entries there are. If there are at least `limit`, a number that is not less. */
  count(words: Uint32Array, limit: number): number {
    const { low, high } = this;
    const place = this.#place;
    seek(words, low.key, low.length, low.after, place);
    if (isEnd(words, place) || !this.#isBeforeHigh(words, place)) return 0;
    const end: Place = { leaf: 0, at: 0 };
    seek(words, high.key, high.length, high.after, end);
    return countBetween(words, place, end, limit);
  }

  /** Words at the start of all its entries, if those are the only condition; otherwise -1. */
  get exactWords(): number {
    const { low, high } = this;
    const isExact = low.length === high.length && !low.after && high.after && compareWords(low.key, high) === 0;
    return isExact ? low.length : -1;
  }

  /** True for an entry, or a key, between the bounds. */
  contains(entry: Uint32Array): boolean {
    const { low, high } = this;
    const fromLow = compareWords(entry, low);
    const fromHigh = compareWords(entry, high);
    return (low.after ? fromLow > 0 : fromLow >= 0) && (high.after ? fromHigh <= 0 : fromHigh < 0);
  }

  /** Hot: takes the entries of a leaf at once. */
  #takeForwards(words: Uint32Array, limit: number, last: Uint32Array, isStart: boolean, found: IndexList): void {
    const { low, high } = this;
    const { entryWords } = this.shape;
    const place = this.#place;
    if (isStart) seek(words, low.key, low.length, low.after, place);
    else seek(words, last, entryWords, true, place);
    while (!isEnd(words, place)) {
      const column = entityColumn(words, entryWords, place.leaf);
      const end = Math.min(
        place.at + limit - found.count,
        countBefore(words, place.leaf, place.at, high.key, high.length, high.after),
      );
      for (let at = place.at; at < end; at++) found.add(words[column + at] as number);
      if (end === place.at) return;
      place.at = end - 1;
      if (found.count >= limit) {
        entryAt(words, place, last);
        return;
      }
      place.at = end;
      if (!isEnd(words, place)) return;
      toNextLeaf(words, place);
    }
  }

  #takeBackwards(words: Uint32Array, limit: number, last: Uint32Array, isStart: boolean, found: IndexList): void {
    const { low, high } = this;
    const { entryWords } = this.shape;
    const place = this.#place;
    if (isStart) seek(words, high.key, high.length, high.after, place);
    else seek(words, last, entryWords, false, place);
    while (place.at > 0 || toPreviousLeaf(words, place)) {
      const column = entityColumn(words, entryWords, place.leaf);
      const first = countBefore(words, place.leaf, 0, low.key, low.length, low.after);
      const end = Math.max(first, place.at - limit + found.count);
      for (let at = place.at - 1; at >= end; at--) found.add(words[column + at] as number);
      place.at = end;
      if (found.count >= limit) {
        entryAt(words, place, last);
        return;
      }
      if (end > 0) return;
    }
  }

  /** False at the start if the bounds are in the wrong order. */
  #isBeforeHigh(words: Uint32Array, place: Place): boolean {
    const { key, length, after } = this.high;
    const order = compareAt(words, place, key, length);
    return after ? order <= 0 : order < 0;
  }
}

/** Compares the first words of an entry with those of a bound. */
function compareWords(entry: Uint32Array, { key, length }: Bound): number {
  for (let word = 0; word < length; word++) {
    if (entry[word] !== key[word]) return (entry[word] as number) < (key[word] as number) ? -1 : 1;
  }
  return 0;
}

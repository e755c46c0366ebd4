/** A range of keys of an index, and reading its entries. */

import {
  compareAt,
  countBetween,
  isEnd,
  type Place,
  seek,
  seekEnd,
  seekStart,
  toNext,
  toPrevious,
  wordAt,
} from '../ordered-index/index.js';
import type { IndexShape } from '../table/index.js';

/** One end of a range: after the entries whose first `length` words are less than `key`; with `after`, not greater. */
export interface Bound {
  readonly key: Uint32Array;
  /** In words; 0 for the end of the index. */
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
   * last entry in `last` and returns how many were added.
   */
  take(
    words: Uint32Array,
    reverse: boolean,
    limit: number,
    last: Uint32Array,
    isStart: boolean,
    found: number[],
  ): number {
    // There are fewer entries than words. Memory that another thread has overwritten may link leaves in a circle.
    const most = Math.min(limit, words.length);
    return reverse
      ? this.#takeBackwards(words, most, last, isStart, found)
      : this.#takeForwards(words, most, last, isStart, found);
  }

  /** How many entries there are. If there are at least `limit`, a number that is not less. */
  count(words: Uint32Array, limit: number): number {
    const { entryWords } = this.shape;
    const place = this.#place;
    this.#seek(words, this.low, false, place);
    // Bounds in the wrong order.
    if (isEnd(words, place) || !this.#isBeforeHigh(words, entryWords, place)) return 0;
    const end: Place = { leaf: 0, at: 0 };
    this.#seek(words, this.high, true, end);
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
    const isAfterLow = low.length === 0 || (low.after ? fromLow > 0 : fromLow >= 0);
    return isAfterLow && (high.length === 0 || (high.after ? fromHigh <= 0 : fromHigh < 0));
  }

  #takeForwards(words: Uint32Array, limit: number, last: Uint32Array, isStart: boolean, found: number[]): number {
    const { entryWords } = this.shape;
    const place = this.#place;
    if (isStart) this.#seek(words, this.low, false, place);
    else seek(words, entryWords, last, entryWords, true, place);
    let count = 0;
    while (count < limit && !isEnd(words, place) && this.#isBeforeHigh(words, entryWords, place)) {
      found.push(wordAt(words, entryWords, place, entryWords - 1));
      if (++count === limit) this.#copy(words, place, last);
      toNext(words, place);
    }
    return count;
  }

  #takeBackwards(words: Uint32Array, limit: number, last: Uint32Array, isStart: boolean, found: number[]): number {
    const { entryWords } = this.shape;
    const place = this.#place;
    if (isStart) this.#seek(words, this.high, true, place);
    else seek(words, entryWords, last, entryWords, false, place);
    let count = 0;
    while (count < limit && toPrevious(words, place) && this.#isAfterLow(words, entryWords, place)) {
      found.push(wordAt(words, entryWords, place, entryWords - 1));
      if (++count === limit) this.#copy(words, place, last);
    }
    return count;
  }

  #seek(words: Uint32Array, { key, length, after }: Bound, isHigh: boolean, place: Place): void {
    const { entryWords } = this.shape;
    if (length > 0) seek(words, entryWords, key, length, after, place);
    else if (isHigh) seekEnd(words, entryWords, place);
    else seekStart(words, entryWords, place);
  }

  #isBeforeHigh(words: Uint32Array, entryWords: number, place: Place): boolean {
    const { key, length, after } = this.high;
    if (length === 0) return true;
    const order = compareAt(words, entryWords, place, key, length);
    return after ? order <= 0 : order < 0;
  }

  #isAfterLow(words: Uint32Array, entryWords: number, place: Place): boolean {
    const { key, length, after } = this.low;
    if (length === 0) return true;
    const order = compareAt(words, entryWords, place, key, length);
    return after ? order > 0 : order >= 0;
  }

  #copy(words: Uint32Array, place: Place, entry: Uint32Array): void {
    for (let word = 0; word < entry.length; word++) {
      entry[word] = wordAt(words, this.shape.entryWords, place, word);
    }
  }
}

/** Compares the first words of an entry with those of a bound. */
function compareWords(entry: Uint32Array, { key, length }: Bound): number {
  for (let word = 0; word < length; word++) {
    if (entry[word] !== key[word]) return (entry[word] as number) < (key[word] as number) ? -1 : 1;
  }
  return 0;
}

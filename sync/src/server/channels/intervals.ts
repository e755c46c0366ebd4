/** The marks of a channel, one interval after the other, as far back as a client needs them. */

import { type Interval, type Marks, marksSince } from './marks.js';

/** Versions of which a client has one: each is the beginning of what it may need. */
export interface NeededVersions {
  readonly first: number;
  readonly last: number;
}

/** Intervals that are kept before those between needed versions are merged. */
const FEW = 32;

export class Intervals {
  readonly #tables: number;
  #intervals: Interval[] = [];
  #bytes = 0;
  #manyAt = FEW;

  /** `tables` of the view. */
  constructor(tables: number) {
    this.#tables = tables;
  }

  /** Nothing may be added to `marks` afterwards. */
  add(end: number, marks: Marks): void {
    this.#intervals.push({ end, marks });
    this.#bytes += marks.bytes;
  }

  clear(): void {
    this.#intervals = [];
    this.#bytes = 0;
  }

  /** True if `merge` would help. */
  get areMany(): boolean {
    return this.#intervals.length > this.#manyAt;
  }

  /** What has changed after this version; undefined if nothing has. */
  since(version: number): Marks | undefined {
    return marksSince(this.#intervals, version, this.#tables);
  }

  /** The version at which the newest interval ends; 0 if there is none. */
  get lastEnd(): number {
    return this.#intervals.at(-1)?.end ?? 0;
  }

  /** Marks of all intervals. */
  get markCount(): number {
    return this.#intervals.reduce((count, { marks }) => count + marks.count, 0);
  }

  /** The version at which the oldest interval ends; undefined if there is none. */
  get oldestEnd(): number | undefined {
    return this.#intervals[0]?.end;
  }

  /** Memory of all intervals. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Memory that is kept for a client with this version. */
  bytesSince(version: number): number {
    let bytes = 0;
    for (const { end, marks } of this.#intervals) if (end > version) bytes += marks.bytes;
    return bytes;
  }

  /** Forgets intervals up to this version. Returns the marks of the first one, whose memory can be used again. */
  forget(version: number): Marks | undefined {
    const intervals = this.#intervals;
    let count = 0;
    while (count < intervals.length && (intervals[count] as Interval).end <= version) count++;
    if (count === 0) return undefined;
    const forgotten = intervals.splice(0, count);
    for (const { marks } of forgotten) this.#bytes -= marks.bytes;
    return forgotten[0]?.marks;
  }

  /** Merges intervals between which no client needs the difference: otherwise a late client would keep all of them. */
  merge(needed: readonly NeededVersions[]): void {
    const kept: Interval[] = [];
    for (const interval of this.#intervals) {
      const before = kept.at(-1);
      if (before === undefined || needed.some(({ first, last }) => before.end <= last && first < interval.end)) {
        kept.push(interval);
        continue;
      }
      before.marks.append(interval.marks);
      kept[kept.length - 1] = { end: interval.end, marks: before.marks };
    }
    this.#intervals = kept;
    this.#bytes = kept.reduce((bytes, { marks }) => bytes + marks.bytes, 0);
    this.#manyAt = Math.max(FEW, kept.length * 2);
  }
}

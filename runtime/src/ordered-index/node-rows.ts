/** Entries as rows, one after the other, on their way from and to nodes. */

import { commonAtMost } from './node.js';

export class NodeRows {
  readonly entryWords: number;
  /** `entryWords` words for each. */
  entries: Uint32Array;
  /** The child of each, for inner nodes. */
  children: Uint32Array;
  count = 0;

  constructor(entryWords: number) {
    this.entryWords = entryWords;
    this.entries = new Uint32Array(0);
    this.children = new Uint32Array(0);
  }

  clear(): void {
    this.count = 0;
  }

  /** Space for so many rows. */
  reserve(count: number): void {
    if (count <= this.children.length) return;
    const { entries, children } = this;
    this.entries = new Uint32Array(2 * count * this.entryWords);
    this.entries.set(entries);
    this.children = new Uint32Array(2 * count);
    this.children.set(children);
  }

  set(at: number, entry: Uint32Array): void {
    this.entries.set(entry, at * this.entryWords);
  }

  /** Inserts a row. There is space. */
  insert(at: number, entry: Uint32Array, child: number): void {
    const { entries, children, entryWords, count } = this;
    entries.copyWithin((at + 1) * entryWords, at * entryWords, count * entryWords);
    children.copyWithin(at + 1, at, count);
    entries.set(entry, at * entryWords);
    children[at] = child;
    this.count++;
  }

  /** The common words of `count` rows in a node of this level. */
  commonOf(level: number, first: number, count: number): number {
    const { entries, entryWords } = this;
    let common = commonAtMost(entryWords, level);
    // The first entry of an inner node is not used.
    const start = (first + (level > 0 ? 1 : 0)) * entryWords;
    const last = (first + count - 1) * entryWords;
    for (let word = 0, rest = common; rest !== 0; word++, rest >>>= 1) {
      // From the last one, because the first words of sorted entries differ there at least.
      for (let at = last; at > start; at -= entryWords) {
        if (entries[at + word] === entries[start + word]) continue;
        common &= ~(1 << word);
        break;
      }
    }
    return common >>> 0;
  }
}

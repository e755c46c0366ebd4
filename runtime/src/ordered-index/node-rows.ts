/** Entries as rows, one after the other, on their way from and to nodes. */

import {
  capacityOf,
  commonAtMost,
  commonWordsOf,
  countBits,
  levelOf,
  NODE_COMMON,
  NODE_COUNT,
  NODE_ENTRIES,
  NODE_SHAPE,
  NODE_SHIFT,
  nodeCapacity,
  shapeOf,
} from './node.js';

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

  /** Adds the entries of a node. */
  load(words: Uint32Array, node: number): void {
    const { entryWords } = this;
    const base = node << NODE_SHIFT;
    const shape = words[base + NODE_SHAPE] as number;
    const capacity = capacityOf(shape);
    const count = words[base + NODE_COUNT] as number;
    this.reserve(this.count + count + 1);
    const { entries, children } = this;
    let value = base + NODE_ENTRIES;
    let column = value + commonWordsOf(shape);
    if (levelOf(shape) > 0) {
      for (let i = 0; i < count; i++) children[this.count + i] = words[column + i] as number;
      column += capacity;
    }
    const start = this.count * entryWords;
    for (let word = 0, common = words[base + NODE_COMMON] as number; word < entryWords; word++, common >>>= 1) {
      const isCommon = (common & 1) !== 0;
      const step = isCommon ? 0 : 1;
      let from = isCommon ? value++ : column;
      if (!isCommon) column += capacity;
      for (let i = 0, to = start + word; i < count; i++, to += entryWords, from += step) {
        entries[to] = words[from] as number;
      }
    }
    this.count += count;
  }

  /** Replaces the entries of a node that was marked by `count` rows, which fit. */
  store(words: Uint32Array, node: number, first: number, count: number): void {
    const { entries, children, entryWords } = this;
    const base = node << NODE_SHIFT;
    const level = levelOf(words[base + NODE_SHAPE] as number);
    const common = this.commonOf(level, first, count);
    const commonWords = countBits(common);
    const capacity = nodeCapacity(entryWords, level, commonWords);
    words[base + NODE_COUNT] = count;
    words[base + NODE_SHAPE] = shapeOf(level, commonWords, capacity);
    words[base + NODE_COMMON] = common;
    let value = base + NODE_ENTRIES;
    let column = value + commonWords;
    if (level > 0) {
      for (let i = 0; i < count; i++) words[column + i] = children[first + i] as number;
      column += capacity;
    }
    // The first entry of an inner node is not used.
    const used = (first + (level > 0 && count > 1 ? 1 : 0)) * entryWords;
    for (let word = 0, rest = common; word < entryWords; word++, rest >>>= 1) {
      if ((rest & 1) !== 0) words[value++] = entries[used + word] as number;
      else {
        for (let i = 0, from = first * entryWords + word; i < count; i++, from += entryWords) {
          words[column + i] = entries[from] as number;
        }
        column += capacity;
      }
    }
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

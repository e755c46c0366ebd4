/** The nodes of an ordered index on the working side: reading, changing, taking and freeing them. See node.ts. */

import { BLOCK_BYTES, type Region } from '../memory/index.js';
import {
  HEADER_BLOCKS,
  HEADER_FREE,
  innerCapacity,
  leafCapacity,
  NODE_COUNT,
  NODE_ENTRIES,
  NODE_LEVEL,
  NODE_SHIFT,
  NODE_WORDS,
} from './node.js';

/** Blocks that one change of an entry can take: one per level, and the header. */
const BLOCKS_PER_CHANGE = 32;

/** Every change marks its block first, so that it can be undone and published. */
export class Nodes {
  readonly entryWords: number;
  /** The words of the working side. */
  words: Uint32Array;
  readonly #region: Region;
  readonly #name: string;
  readonly #leafCapacity: number;
  readonly #innerCapacity: number;

  /** `name` is that of the table, for errors. */
  constructor(region: Region, entryWords: number, name: string) {
    this.#region = region;
    this.#name = name;
    this.entryWords = entryWords;
    this.words = region.working.u32;
    this.#leafCapacity = leafCapacity(entryWords);
    this.#innerCapacity = innerCapacity(entryWords);
  }

  /** Shows the present working side. */
  refresh(): void {
    this.words = this.#region.working.u32;
  }

  /** Space for `blocks` more nodes, so that no view is replaced while they are taken. */
  reserve(blocks: number = BLOCKS_PER_CHANGE): void {
    this.refresh();
    const used = this.words.length === 0 ? 0 : (this.words[HEADER_BLOCKS] as number);
    if (this.#region.reserve(Math.max(used, 1) * BLOCK_BYTES + blocks * BLOCK_BYTES, this.#name)) this.refresh();
    if (used > 0) return;
    this.mark(0);
    this.words[HEADER_BLOCKS] = 1;
  }

  capacity(level: number): number {
    return level === 0 ? this.#leafCapacity : this.#innerCapacity;
  }

  mark(node: number): void {
    this.#region.mark(node * BLOCK_BYTES);
  }

  get(node: number, word: number): number {
    return this.words[(node << NODE_SHIFT) + word] as number;
  }

  set(node: number, word: number, value: number): void {
    this.words[(node << NODE_SHIFT) + word] = value;
  }

  count(node: number): number {
    return this.get(node, NODE_COUNT);
  }

  child(node: number, at: number): number {
    return this.get(node, NODE_ENTRIES + this.entryWords * this.#innerCapacity + at);
  }

  /** An empty node. Space for it was reserved. */
  take(level: number): number {
    this.mark(0);
    let node = this.get(0, HEADER_FREE);
    if (node === 0) {
      node = this.get(0, HEADER_BLOCKS);
      this.set(0, HEADER_BLOCKS, node + 1);
      this.mark(node);
    } else {
      this.mark(node);
      this.set(0, HEADER_FREE, this.get(node, 0));
    }
    const base = node << NODE_SHIFT;
    this.words.fill(0, base, base + NODE_WORDS);
    this.set(node, NODE_LEVEL, level);
    return node;
  }

  free(node: number): void {
    this.mark(0);
    this.mark(node);
    this.set(node, 0, this.get(0, HEADER_FREE));
    this.set(0, HEADER_FREE, node);
  }

  /** Inserts an entry into a node that was marked; into an inner node with its child. */
  insert(node: number, at: number, entry: Uint32Array, child = 0): void {
    const { words, entryWords } = this;
    const level = this.get(node, NODE_LEVEL);
    const capacity = this.capacity(level);
    const count = this.count(node);
    let column = (node << NODE_SHIFT) + NODE_ENTRIES;
    for (let word = 0; word < entryWords; word++, column += capacity) {
      if (at < count) words.copyWithin(column + at + 1, column + at, column + count);
      words[column + at] = entry[word] as number;
    }
    if (level > 0) {
      if (at < count) words.copyWithin(column + at + 1, column + at, column + count);
      words[column + at] = child;
    }
    this.set(node, NODE_COUNT, count + 1);
  }

  /** Removes an entry from a node that was marked. */
  remove(node: number, at: number): void {
    const level = this.get(node, NODE_LEVEL);
    const capacity = this.capacity(level);
    const count = this.count(node);
    const columns = this.entryWords + (level > 0 ? 1 : 0);
    let column = (node << NODE_SHIFT) + NODE_ENTRIES;
    for (let word = 0; word < columns; word++, column += capacity) {
      this.words.copyWithin(column + at, column + at + 1, column + count);
    }
    this.set(node, NODE_COUNT, count - 1);
  }

  /** Moves the entries from position `at` on to the end of another node of the same level. Both were marked. */
  move(from: number, at: number, to: number): void {
    const level = this.get(from, NODE_LEVEL);
    const capacity = this.capacity(level);
    const count = this.count(from);
    const toCount = this.count(to);
    const columns = this.entryWords + (level > 0 ? 1 : 0);
    let source = (from << NODE_SHIFT) + NODE_ENTRIES;
    let target = (to << NODE_SHIFT) + NODE_ENTRIES + toCount;
    for (let word = 0; word < columns; word++, source += capacity, target += capacity) {
      this.words.copyWithin(target, source + at, source + count);
    }
    this.set(from, NODE_COUNT, at);
    this.set(to, NODE_COUNT, toCount + count - at);
  }

  /** Copies an entry of a node, without its child. */
  read(node: number, at: number, entry: Uint32Array): void {
    const capacity = this.capacity(this.get(node, NODE_LEVEL));
    let from = (node << NODE_SHIFT) + NODE_ENTRIES + at;
    for (let word = 0; word < this.entryWords; word++, from += capacity) entry[word] = this.words[from] as number;
  }

  /** Replaces an entry of a node that was marked, and not its child. */
  write(node: number, at: number, entry: Uint32Array): void {
    const capacity = this.capacity(this.get(node, NODE_LEVEL));
    let to = (node << NODE_SHIFT) + NODE_ENTRIES + at;
    for (let word = 0; word < this.entryWords; word++, to += capacity) this.words[to] = entry[word] as number;
  }
}

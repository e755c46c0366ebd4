/** The nodes of an ordered index on the working side: reading, changing, taking and freeing them. See node.ts. */

import { BLOCK_BYTES, type Region } from '../memory/index.js';
import {
  capacityOf,
  commonAtMost,
  commonWordsOf,
  countBits,
  HEADER_BLOCKS,
  HEADER_FREE,
  levelOf,
  NODE_COMMON,
  NODE_COUNT,
  NODE_ENTRIES,
  NODE_SHAPE,
  NODE_SHIFT,
  NODE_WORDS,
  nodeCapacity,
  separate,
  shapeOf,
} from './node.js';
import { NodeRows } from './node-rows.js';

/** More blocks than one change of an entry usually takes: a few per level, and the header. */
const BLOCKS_PER_CHANGE = 32;

/** Every change marks its block first, so that it can be undone and published. */
export class Nodes {
  readonly entryWords: number;
  /** The words of the working side. */
  words: Uint32Array;
  readonly #region: Region;
  readonly #name: string;
  /** The entries of a node that gets another shape, or of two. */
  readonly #rows: NodeRows;

  /** `name` is that of the table, for errors. */
  constructor(region: Region, entryWords: number, name: string) {
    this.#region = region;
    this.#name = name;
    this.entryWords = entryWords;
    this.words = region.working.u32;
    this.#rows = new NodeRows(entryWords);
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

  /** How many entries fit into a node as long as they share its common words. */
  capacity(node: number): number {
    return capacityOf(this.get(node, NODE_SHAPE));
  }

  /** How many entries fit into a node that has this one, too. */
  capacityWith(node: number, entry: Uint32Array): number {
    const level = levelOf(this.get(node, NODE_SHAPE));
    const common = this.#commonWith(node, entry);
    return nodeCapacity(this.entryWords, level, countBits(common));
  }

  child(node: number, at: number): number {
    return this.get(node, NODE_ENTRIES + commonWordsOf(this.get(node, NODE_SHAPE)) + at);
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
    this.set(node, NODE_SHAPE, shapeOf(level, 0, nodeCapacity(this.entryWords, level, 0)));
    return node;
  }

  free(node: number): void {
    this.mark(0);
    this.mark(node);
    this.set(node, 0, this.get(0, HEADER_FREE));
    this.set(0, HEADER_FREE, node);
  }

  /** Inserts an entry into a node that was marked; into an inner node with its child. False if it does not fit. */
  insert(node: number, at: number, entry: Uint32Array, child = 0): boolean {
    const { words, entryWords } = this;
    const base = node << NODE_SHIFT;
    const shape = words[base + NODE_SHAPE] as number;
    const count = words[base + NODE_COUNT] as number;
    const capacity = capacityOf(shape);
    const common = words[base + NODE_COMMON] as number;
    if (count >= capacity || this.#commonWith(node, entry) !== common) return this.#repack(node, at, entry, child);
    let column = base + NODE_ENTRIES + commonWordsOf(shape);
    if (levelOf(shape) > 0) {
      insertWord(words, column, at, count, child);
      column += capacity;
    }
    for (let word = 0, rest = common; word < entryWords; word++, rest >>>= 1) {
      if ((rest & 1) !== 0) continue;
      insertWord(words, column, at, count, entry[word] as number);
      column += capacity;
    }
    words[base + NODE_COUNT] = count + 1;
    return true;
  }

  /** Removes an entry from a node that was marked. */
  remove(node: number, at: number): void {
    const { words } = this;
    const shape = this.get(node, NODE_SHAPE);
    const capacity = capacityOf(shape);
    const count = this.count(node);
    const columns = this.entryWords - commonWordsOf(shape) + (levelOf(shape) > 0 ? 1 : 0);
    let column = (node << NODE_SHIFT) + NODE_ENTRIES + commonWordsOf(shape);
    for (let i = 0; i < columns; i++, column += capacity)
      words.copyWithin(column + at, column + at + 1, column + count);
    this.set(node, NODE_COUNT, count - 1);
  }

  /** Moves the entries from position `cut` on to an empty node; some stay, and some move. Both nodes were marked. */
  split(node: number, cut: number, right: number): void {
    const { words } = this;
    const rows = this.#rows;
    rows.clear();
    rows.load(words, node);
    const { count } = rows;
    rows.store(words, right, cut, count - cut);
    rows.store(words, node, 0, cut);
  }

  /** Moves entries between a leaf and the next one, so that both hold as many. False if they then had no space. */
  balance(left: number, right: number): boolean {
    const { words } = this;
    const rows = this.#rows;
    rows.clear();
    rows.load(words, left);
    rows.load(words, right);
    const { count } = rows;
    const cut = count >>> 1;
    if (!this.#hasSpace(rows, 0, cut) || !this.#hasSpace(rows, cut, count - cut)) return false;
    rows.store(words, left, 0, cut);
    rows.store(words, right, cut, count - cut);
    return true;
  }

  #hasSpace(rows: NodeRows, first: number, count: number): boolean {
    return count < nodeCapacity(this.entryWords, 0, countBits(rows.commonOf(0, first, count)));
  }

  /**
   * Moves all entries of a node to the one before it, if then at most `limit` of what fits is used. Both were marked.
   * `separator` becomes the entry of the first child of the node.
   */
  join(left: number, right: number, separator: Uint32Array, limit: number): boolean {
    const { words } = this;
    const rows = this.#rows;
    rows.clear();
    rows.load(words, left);
    const first = rows.count;
    rows.load(words, right);
    const { count } = rows;
    const level = levelOf(this.get(left, NODE_SHAPE));
    // The entry of a first child is not used, and may be older than those of its new neighbours.
    if (level > 0 && first < count) rows.set(first, separator);
    const isEmpty = first === 0 || first === count;
    const capacity = nodeCapacity(this.entryWords, level, countBits(rows.commonOf(level, 0, count)));
    if (!isEmpty && count > capacity * limit) return false;
    rows.store(words, left, 0, count);
    return true;
  }

  /** Copies an entry of a node, without its child. */
  read(node: number, at: number, entry: Uint32Array, start = 0): void {
    const { words, entryWords } = this;
    const base = node << NODE_SHIFT;
    const shape = words[base + NODE_SHAPE] as number;
    const capacity = capacityOf(shape);
    let value = base + NODE_ENTRIES;
    let column = value + commonWordsOf(shape) + (levelOf(shape) > 0 ? capacity : 0) + at;
    for (let word = 0, rest = words[base + NODE_COMMON] as number; word < entryWords; word++, rest >>>= 1) {
      if ((rest & 1) !== 0) entry[start + word] = words[value++] as number;
      else {
        entry[start + word] = words[column] as number;
        column += capacity;
      }
    }
  }

  /** The entry of a node that will start at position `cut` of this one. */
  separator(node: number, cut: number): Uint32Array {
    if (levelOf(this.get(node, NODE_SHAPE)) === 0) return this.separatorOf(node, cut - 1, node, cut);
    const separator = new Uint32Array(this.entryWords);
    this.read(node, cut, separator);
    return separator;
  }

  /** What separates an entry of a leaf from the one that follows it, in the same or in the next leaf. */
  separatorOf(left: number, last: number, right: number, first: number): Uint32Array {
    const { entryWords } = this;
    const pair = new Uint32Array(2 * entryWords);
    this.read(left, last, pair);
    this.read(right, first, pair, entryWords);
    const separator = new Uint32Array(entryWords);
    separate(pair, 0, pair, entryWords, entryWords, separator, 0);
    return separator;
  }

  /** The common words that a node keeps with one more entry. */
  #commonWith(node: number, entry: Uint32Array): number {
    const { words } = this;
    const base = node << NODE_SHIFT;
    const common = words[base + NODE_COMMON] as number;
    let kept = common;
    let value = base + NODE_ENTRIES;
    for (let word = 0, rest = common; rest !== 0; word++, rest >>>= 1) {
      if ((rest & 1) !== 0 && words[value++] !== entry[word]) kept &= ~(1 << word);
    }
    return kept >>> 0;
  }

  /** Inserts an entry into a node that gets another shape. */
  #repack(node: number, at: number, entry: Uint32Array, child: number): boolean {
    const level = levelOf(this.get(node, NODE_SHAPE));
    const common = this.#commonNow(node, entry);
    if (this.count(node) >= nodeCapacity(this.entryWords, level, countBits(common))) return false;
    const { words } = this;
    const rows = this.#rows;
    rows.clear();
    rows.load(words, node);
    rows.insert(at, entry, child);
    rows.store(words, node, 0, rows.count);
    return true;
  }

  /** The common words of a node with one more entry, also those that its removed entries did not share. */
  #commonNow(node: number, entry: Uint32Array): number {
    const { words, entryWords } = this;
    const base = node << NODE_SHIFT;
    const shape = words[base + NODE_SHAPE] as number;
    const capacity = capacityOf(shape);
    const level = levelOf(shape);
    const common = words[base + NODE_COMMON] as number;
    let now = this.#commonWith(node, entry);
    let column = base + NODE_ENTRIES + commonWordsOf(shape) + (level > 0 ? capacity : 0);
    for (let word = 0, most = commonAtMost(entryWords, level); most !== 0; word++, most >>>= 1) {
      if (((common >>> word) & 1) !== 0) continue;
      if (isFilledWith(words, column + (level > 0 ? 1 : 0), column + this.count(node), entry[word] as number)) {
        now |= 1 << word;
      }
      column += capacity;
    }
    return now >>> 0;
  }
}

function isFilledWith(words: Uint32Array, from: number, to: number, value: number): boolean {
  for (let at = to - 1; at >= from; at--) if (words[at] !== value) return false;
  return true;
}

/** Words that a loop moves faster than `copyWithin`. */
const FEW_WORDS = 24;

/** Inserts a word into a column of `count` words. */
function insertWord(words: Uint32Array, column: number, at: number, count: number, value: number): void {
  if (count - at > FEW_WORDS) words.copyWithin(column + at + 1, column + at, column + count);
  else for (let i = column + count; i > column + at; i--) words[i] = words[i - 1] as number;
  words[column + at] = value;
}

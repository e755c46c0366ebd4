/**
 * The nodes of an ordered index: a B+ tree whose nodes are the blocks of a region.
 *
 * All entries are in leaves. An entry is `entryWords` words of 32 bits: the key, whose words compare like the values
 * that it was made from, then the index of the entity. So all entries differ, also those of equal keys.
 *
 *   word 0   the number of entries            the next free block, in a free block
 *   word 1   the shape: see `shapeOf`
 *   word 2   the next node of the level, or 0
 *   word 3   the previous node of the level, or 0
 *   word 4   a bit for each of the first 32 words of an entry: set if it is a common word, the same in all entries
 *   word 5   the values of the common words; then, in an inner node, the column of the children; then a column for
 *            each other word: that word of each entry
 *
 * Common words make entries of text short: names often begin alike, and the bytes after their ends are zeros. The last
 * word of a leaf's entries is never common, so the entity indexes are the last column. Columns keep the words that a
 * search compares close together.
 *
 * Leaves can be empty. In an inner node, the entry of a child is not greater than the entries below it, and greater
 * than those below the child before. It has zeros from the word on that is not needed for that. The entry of the first
 * child is not used, and its words may differ from the common ones.
 *
 * Block 0 is the header: see `HEADER_`. Source of the algorithms: Comer, The Ubiquitous B-Tree, ACM Computing Surveys
 * 11 (1979).
 */

import { BLOCK_BYTES, BLOCK_SHIFT } from '../memory/index.js';

export const NODE_WORDS: number = BLOCK_BYTES / 4;
/** From a block to its first word: the shift. */
export const NODE_SHIFT: number = BLOCK_SHIFT - 2;

export const NODE_COUNT = 0;
export const NODE_SHAPE = 1;
export const NODE_NEXT = 2;
export const NODE_PREVIOUS = 3;
export const NODE_COMMON = 4;
/** Where the common words start. */
export const NODE_ENTRIES = 5;

/** Words of an entry that can be common. */
const COMMON_WORDS_MAX = 32;

/** The words of the header. */
export const HEADER_ROOT = 0;
/** Levels of the tree; 0 if it is empty. */
export const HEADER_DEPTH = 1;
/** The first free block, or 0. */
export const HEADER_FREE = 2;
export const HEADER_ENTRIES = 3;
/** Blocks that were ever used, with the header. */
export const HEADER_BLOCKS = 4;

/** More levels than a tree in 2 ** 23 blocks with at least two children per node can have. */
export const LEVELS_MAX = 24;

/** The level, 0 for a leaf; the number of common words; and how many entries fit. */
export function shapeOf(level: number, commonWords: number, capacity: number): number {
  return level | (commonWords << 8) | (capacity << 16);
}

export function levelOf(shape: number): number {
  return shape & 0xff;
}

export function commonWordsOf(shape: number): number {
  return (shape >>> 8) & 0xff;
}

export function capacityOf(shape: number): number {
  return shape >>> 16;
}

/** How many entries fit into a node. */
export function nodeCapacity(entryWords: number, level: number, commonWords: number): number {
  const columns = entryWords - commonWords + (level > 0 ? 1 : 0);
  return Math.floor((NODE_WORDS - NODE_ENTRIES - commonWords) / columns);
}

/** The words that can be common in a node of this level, as bits. */
export function commonAtMost(entryWords: number, level: number): number {
  const words = level === 0 ? entryWords - 1 : entryWords;
  return words >= COMMON_WORDS_MAX ? 0xffff_ffff : 2 ** words - 1;
}

/** Of the words in `common`, those that two entries have in common. The entries start at these words. */
export function commonWith(
  common: number,
  a: Uint32Array,
  aStart: number,
  b: Uint32Array,
  bStart: number,
  entryWords: number,
): number {
  let rest = common;
  for (let word = 0; word < entryWords && word < COMMON_WORDS_MAX; word++) {
    if (a[aStart + word] !== b[bStart + word]) rest &= ~(1 << word);
  }
  return rest >>> 0;
}

/** How many bits are set. */
export function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Writes the lowest entry that separates two: it is greater than `a` and not greater than `b`, which follows it. */
export function separate(
  a: Uint32Array,
  aStart: number,
  b: Uint32Array,
  bStart: number,
  entryWords: number,
  to: Uint32Array,
  toStart: number,
): void {
  let isSame = true;
  for (let word = 0; word < entryWords; word++) {
    to[toStart + word] = isSame ? (b[bStart + word] as number) : 0;
    isSame &&= a[aStart + word] === b[bStart + word];
  }
}

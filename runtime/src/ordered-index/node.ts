/**
 * The nodes of an ordered index: a B+ tree whose nodes are the blocks of a region.
 *
 * All entries are in leaves. An entry is `entryWords` words of 32 bits: the key, whose words compare like the values
 * that it was made from, then the index of the entity. So all entries differ, also those of equal keys.
 *
 *   word 0   the number of entries            the next free block, in a free block
 *   word 1   the level: 0 for a leaf
 *   word 2   the next leaf, or 0
 *   word 3   the previous leaf, or 0
 *   word 4   the first word of each entry, then the second word of each entry, and so on
 *
 * Leaves can be empty. Inner nodes have one more column: the child. The entry of a child is not greater than the
 * entries below it, and greater than those below the child before. That of the first child is not used.
 *
 * Columns keep the words that a search compares close together: it reads a third of the cache lines that records in a
 * row would take.
 *
 * Block 0 is the header: see `HEADER_`. Source of the algorithms: Comer, The Ubiquitous B-Tree, ACM Computing Surveys
 * 11 (1979).
 */

import { BLOCK_BYTES, BLOCK_SHIFT } from '../memory/index.js';

export const NODE_WORDS: number = BLOCK_BYTES / 4;
/** From a block to its first word: the shift. */
export const NODE_SHIFT: number = BLOCK_SHIFT - 2;

export const NODE_COUNT = 0;
export const NODE_LEVEL = 1;
export const NODE_NEXT = 2;
export const NODE_PREVIOUS = 3;
/** Where the columns start. */
export const NODE_ENTRIES = 4;

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

/** How many entries fit into a node. */
export function leafCapacity(entryWords: number): number {
  return Math.floor((NODE_WORDS - NODE_ENTRIES) / entryWords);
}

export function innerCapacity(entryWords: number): number {
  return Math.floor((NODE_WORDS - NODE_ENTRIES) / (entryWords + 1));
}

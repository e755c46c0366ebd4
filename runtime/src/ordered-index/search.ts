/** Searching an ordered index, on any side. See node.ts for the layout. */

import {
  capacityOf,
  commonWordsOf,
  HEADER_DEPTH,
  HEADER_ROOT,
  LEVELS_MAX,
  levelOf,
  NODE_COMMON,
  NODE_COUNT,
  NODE_ENTRIES,
  NODE_NEXT,
  NODE_PREVIOUS,
  NODE_SHAPE,
  NODE_SHIFT,
} from './node.js';

/** A place in the leaves, before an entry. The end of the index is after the last entry of the last leaf. */
export interface Place {
  /** The block of the leaf; 0 if the index is empty. */
  leaf: number;
  /** Position of the entry in the leaf. */
  at: number;
}

/** How many nodes all searches have visited, for tests: no lookup and no check of a constraint may visit many. */
export const visited = { nodes: 0 };

/**
 * Counts the entries of a node, from position `from` on, that come before `key`, and adds `from`. Of each entry, the
 * first `length` words are compared; with `after`, those that are equal count, too.
 *
 * Hot: called for each level of each search. Word by word, it narrows the entries down to those that are equal so far.
 */
export function countBefore(
  words: Uint32Array,
  node: number,
  from: number,
  key: Uint32Array,
  length: number,
  after: boolean,
): number {
  visited.nodes++;
  const base = node << NODE_SHIFT;
  const shape = words[base + NODE_SHAPE] as number;
  const capacity = capacityOf(shape);
  let value = base + NODE_ENTRIES;
  let column = firstColumn(base, shape);
  let low = from;
  let high = Math.min(words[base + NODE_COUNT] as number, capacity);
  for (let word = 0, common = words[base + NODE_COMMON] as number; word < length && low < high; word++, common >>>= 1) {
    const wanted = key[word] as number;
    if ((common & 1) !== 0) {
      const own = words[value++] as number;
      if (own === wanted) continue;
      return own < wanted ? high : low;
    }
    low = lowerBound(words, column, low, high, wanted);
    if (low === high || words[column + low] !== wanted) return low;
    high =
      low + 1 === high || words[column + low + 1] !== wanted ? low + 1 : upperBound(words, column, low, high, wanted);
    column += capacity;
  }
  return after ? high : low;
}

/** The word where the columns of a node's entries start. */
function firstColumn(base: number, shape: number): number {
  return base + NODE_ENTRIES + commonWordsOf(shape) + (levelOf(shape) > 0 ? capacityOf(shape) : 0);
}

/** The first position from `low` on, and at most `high`, whose word is not less. */
function lowerBound(words: Uint32Array, column: number, from: number, to: number, wanted: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words[column + middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function upperBound(words: Uint32Array, column: number, from: number, to: number, wanted: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words[column + middle] as number) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Finds the place of the first entry whose first `length` words are not less than those of `key`; with `after`, the
 * place of the first one for which they are greater.
 */
export function seek(words: Uint32Array, key: Uint32Array, length: number, after: boolean, place: Place): void {
  const depth = words.length === 0 ? 0 : (words[HEADER_DEPTH] as number);
  if (depth === 0) {
    place.leaf = 0;
    place.at = 0;
    return;
  }
  let node = words[HEADER_ROOT] as number;
  for (let level = Math.min(depth, LEVELS_MAX) - 1; level > 0; level--) {
    node = childAt(words, node, countBefore(words, node, 1, key, length, after) - 1);
  }
  place.leaf = node;
  place.at = countBefore(words, node, 0, key, length, after);
  if (place.at === (words[(node << NODE_SHIFT) + NODE_COUNT] as number)) toNextLeaf(words, place);
}

function childAt(words: Uint32Array, node: number, at: number): number {
  const base = node << NODE_SHIFT;
  return words[base + NODE_ENTRIES + commonWordsOf(words[base + NODE_SHAPE] as number) + at] as number;
}

/** Memory that another thread has overwritten may link leaves in a circle: no walk visits more leaves than exist. */
function blocksOf(words: Uint32Array): number {
  return words.length >>> NODE_SHIFT;
}

/** Moves from the end of a leaf to the next entry, if there is one. Leaves can be empty. */
export function toNextLeaf(words: Uint32Array, place: Place): void {
  for (let left = blocksOf(words); left > 0; left--) {
    const next = words[(place.leaf << NODE_SHIFT) + NODE_NEXT] as number;
    if (next === 0) return;
    visited.nodes++;
    place.leaf = next;
    place.at = 0;
    if ((words[(next << NODE_SHIFT) + NODE_COUNT] as number) > 0) return;
  }
}

/** Moves from the start of a leaf to the end of the one before that has entries; false if there is none. */
export function toPreviousLeaf(words: Uint32Array, place: Place): boolean {
  for (let left = blocksOf(words); place.at === 0; left--) {
    const previous = place.leaf === 0 ? 0 : (words[(place.leaf << NODE_SHIFT) + NODE_PREVIOUS] as number);
    if (previous === 0 || left === 0) return false;
    visited.nodes++;
    place.leaf = previous;
    place.at = words[(previous << NODE_SHIFT) + NODE_COUNT] as number;
  }
  return true;
}

/** Moves to the next entry. The place is before one. */
export function toNext(words: Uint32Array, place: Place): void {
  place.at++;
  if (place.at === (words[(place.leaf << NODE_SHIFT) + NODE_COUNT] as number)) toNextLeaf(words, place);
}

/**
 * How many entries are between two places, the second of which is not before the first. Stops at `limit`, and may
 * return more. Reads the heads of the leaves only.
 */
export function countBetween(words: Uint32Array, from: Place, to: Place, limit: number): number {
  let count = to.at - from.at;
  let { leaf } = from;
  for (let left = blocksOf(words); leaf !== to.leaf && leaf !== 0 && count - to.at < limit && left > 0; left--) {
    const first = leaf << NODE_SHIFT;
    count += words[first + NODE_COUNT] as number;
    leaf = words[first + NODE_NEXT] as number;
    visited.nodes++;
  }
  return count;
}

/** True if the place is after the last entry. */
export function isEnd(words: Uint32Array, { leaf, at }: Place): boolean {
  return leaf === 0 || at >= (words[(leaf << NODE_SHIFT) + NODE_COUNT] as number);
}

/** The word where the entity indexes of a leaf's entries start. */
export function entityColumn(words: Uint32Array, entryWords: number, leaf: number): number {
  const base = leaf << NODE_SHIFT;
  const shape = words[base + NODE_SHAPE] as number;
  const commonWords = commonWordsOf(shape);
  return base + NODE_ENTRIES + commonWords + (entryWords - commonWords - 1) * capacityOf(shape);
}

/** The entity index of the entry at a place. */
export function entityAt(words: Uint32Array, entryWords: number, { leaf, at }: Place): number {
  return words[entityColumn(words, entryWords, leaf) + at] as number;
}

/** Copies the entry at a place. */
export function entryAt(words: Uint32Array, { leaf, at }: Place, entry: Uint32Array): void {
  const base = leaf << NODE_SHIFT;
  const shape = words[base + NODE_SHAPE] as number;
  let common = words[base + NODE_COMMON] as number;
  let value = base + NODE_ENTRIES;
  let column = firstColumn(base, shape) + at;
  for (let word = 0; word < entry.length; word++, common >>>= 1) {
    const isCommon = (common & 1) !== 0;
    entry[word] = words[isCommon ? value++ : column] as number;
    if (!isCommon) column += capacityOf(shape);
  }
}

/** Compares the first `length` words of the entry at a place with those of `key`: negative, 0 or positive. */
export function compareAt(words: Uint32Array, { leaf, at }: Place, key: Uint32Array, length: number): number {
  const base = leaf << NODE_SHIFT;
  const shape = words[base + NODE_SHAPE] as number;
  let common = words[base + NODE_COMMON] as number;
  let value = base + NODE_ENTRIES;
  let column = firstColumn(base, shape) + at;
  for (let word = 0; word < length; word++, common >>>= 1) {
    const isCommon = (common & 1) !== 0;
    const own = words[isCommon ? value++ : column] as number;
    if (!isCommon) column += capacityOf(shape);
    const other = key[word] as number;
    if (own !== other) return own < other ? -1 : 1;
  }
  return 0;
}

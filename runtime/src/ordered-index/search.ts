/** Searching an ordered index, on any side. See node.ts for the layout. */

import {
  HEADER_DEPTH,
  HEADER_ROOT,
  innerCapacity,
  LEVELS_MAX,
  leafCapacity,
  NODE_COUNT,
  NODE_ENTRIES,
  NODE_NEXT,
  NODE_PREVIOUS,
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
 * Hot: called for each level of each search.
 */
export function countBefore(
  words: Uint32Array,
  node: number,
  capacity: number,
  from: number,
  key: Uint32Array,
  length: number,
  after: boolean,
): number {
  visited.nodes++;
  const base = (node << NODE_SHIFT) + NODE_ENTRIES;
  let low = from;
  let high = Math.min(words[(node << NODE_SHIFT) + NODE_COUNT] as number, capacity);
  while (low < high) {
    const middle = (low + high) >>> 1;
    let isBefore = after;
    for (let word = 0, at = base + middle; word < length; word++, at += capacity) {
      const own = words[at] as number;
      const other = key[word] as number;
      if (own !== other) {
        isBefore = own < other;
        break;
      }
    }
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Finds the place of the first entry whose first `length` words are not less than those of `key`; with `after`, the
 * place of the first one for which they are greater.
 */
export function seek(
  words: Uint32Array,
  entryWords: number,
  key: Uint32Array,
  length: number,
  after: boolean,
  place: Place,
): void {
  const depth = words.length === 0 ? 0 : (words[HEADER_DEPTH] as number);
  if (depth === 0) {
    place.leaf = 0;
    place.at = 0;
    return;
  }
  const inner = innerCapacity(entryWords);
  let node = words[HEADER_ROOT] as number;
  for (let level = Math.min(depth, LEVELS_MAX) - 1; level > 0; level--) {
    const child = countBefore(words, node, inner, 1, key, length, after) - 1;
    node = words[(node << NODE_SHIFT) + NODE_ENTRIES + entryWords * inner + child] as number;
  }
  place.leaf = node;
  place.at = countBefore(words, node, leafCapacity(entryWords), 0, key, length, after);
  if (place.at === (words[(node << NODE_SHIFT) + NODE_COUNT] as number)) toNextLeaf(words, place);
}

/** The place of the first entry. */
export function seekStart(words: Uint32Array, entryWords: number, place: Place): void {
  place.leaf = outermostLeaf(words, entryWords, false);
  place.at = 0;
  if (place.leaf !== 0 && isEnd(words, place)) toNextLeaf(words, place);
}

/** The place after the last entry. */
export function seekEnd(words: Uint32Array, entryWords: number, place: Place): void {
  place.leaf = outermostLeaf(words, entryWords, true);
  place.at = place.leaf === 0 ? 0 : (words[(place.leaf << NODE_SHIFT) + NODE_COUNT] as number);
}

function outermostLeaf(words: Uint32Array, entryWords: number, isLast: boolean): number {
  const depth = words.length === 0 ? 0 : (words[HEADER_DEPTH] as number);
  if (depth === 0) return 0;
  const children = NODE_ENTRIES + entryWords * innerCapacity(entryWords);
  let node = words[HEADER_ROOT] as number;
  for (let level = Math.min(depth, LEVELS_MAX) - 1; level > 0; level--) {
    const base = node << NODE_SHIFT;
    const child = isLast ? (words[base + NODE_COUNT] as number) - 1 : 0;
    node = words[base + children + child] as number;
  }
  return node;
}

/** Memory that another thread has overwritten may link leaves in a circle: no walk visits more leaves than exist. */
function blocksOf(words: Uint32Array): number {
  return words.length >>> NODE_SHIFT;
}

/** Moves from the end of a leaf to the next entry, if there is one. Leaves can be empty. */
function toNextLeaf(words: Uint32Array, place: Place): void {
  for (let left = blocksOf(words); left > 0; left--) {
    const next = words[(place.leaf << NODE_SHIFT) + NODE_NEXT] as number;
    if (next === 0) return;
    visited.nodes++;
    place.leaf = next;
    place.at = 0;
    if ((words[(next << NODE_SHIFT) + NODE_COUNT] as number) > 0) return;
  }
}

/** Moves to the entry before; false if there is none. */
export function toPrevious(words: Uint32Array, place: Place): boolean {
  if (place.leaf === 0) return false;
  for (let left = blocksOf(words); place.at === 0; left--) {
    const previous = words[(place.leaf << NODE_SHIFT) + NODE_PREVIOUS] as number;
    if (previous === 0 || left === 0) return false;
    visited.nodes++;
    place.leaf = previous;
    place.at = words[(previous << NODE_SHIFT) + NODE_COUNT] as number;
  }
  place.at--;
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

/** A word of the entry at a place: of its key, or the entity index, which is the last one. */
export function wordAt(words: Uint32Array, entryWords: number, { leaf, at }: Place, word: number): number {
  return words[(leaf << NODE_SHIFT) + NODE_ENTRIES + word * leafCapacity(entryWords) + at] as number;
}

/** Compares the first `length` words of the entry at a place with those of `key`: negative, 0 or positive. */
export function compareAt(
  words: Uint32Array,
  entryWords: number,
  { leaf, at }: Place,
  key: Uint32Array,
  length: number,
): number {
  const capacity = leafCapacity(entryWords);
  for (let word = 0, from = (leaf << NODE_SHIFT) + NODE_ENTRIES + at; word < length; word++, from += capacity) {
    const own = words[from] as number;
    const other = key[word] as number;
    if (own !== other) return own < other ? -1 : 1;
  }
  return 0;
}

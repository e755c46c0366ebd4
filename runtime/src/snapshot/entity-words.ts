/** Writes entities as words of a snapshot, and checks such words; docs/format.md, "Snapshots". */

import { GENERATION_LIMIT, INDEX_LIMIT, idAt } from '../entity/index.js';
import { WORD_ALIVE, WORD_GENERATION, WORD_RETIRED } from './format.js';

/** Fills `words` with the words of the registry's slots (entity/entities.ts) from index `first` on. */
export function writeRegistry(ids: Float64Array, first: number, words: Uint32Array): void {
  for (let at = 0; at < words.length; at++) words[at] = wordOf(ids[idAt(first + at)] as number);
  // Index 0 is no entity. Its slot looks retired, but its word says that it was never used.
  if (first === 0) words[0] = 0;
}

function wordOf(slot: number): number {
  if (slot > 0) return WORD_ALIVE + Math.floor(slot / INDEX_LIMIT);
  if (slot <= 0) return Math.floor(-slot / INDEX_LIMIT);
  return WORD_RETIRED;
}

/** Fills `words` with index and generation of the entities of the rows from `first` on. */
export function writeEntities(dense: Float64Array, first: number, words: Uint32Array): void {
  for (let row = first, at = 0; at < words.length; row++, at += 2) {
    const id = dense[row] as number;
    const index = id >>> 0;
    words[at] = index;
    words[at + 1] = (id - index) / INDEX_LIMIT;
  }
}

/** True if each word is possible: a generation, alive or not, or "retired" alone. */
export function areRegistryWords(words: Uint32Array): boolean {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as number;
    if (word !== WORD_RETIRED && (word | WORD_GENERATION | WORD_ALIVE) !== (WORD_GENERATION | WORD_ALIVE)) return false;
  }
  return true;
}

/** True if a living entity can have each pair of index and generation. */
export function areEntities(words: Uint32Array): boolean {
  for (let at = 0; at < words.length; at += 2) {
    if (words[at] === 0 || (words[at + 1] as number) >= GENERATION_LIMIT) return false;
  }
  return true;
}

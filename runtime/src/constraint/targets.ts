/** Whether what a foreign key refers to is there, in the working state. The indexes are up to date. */

import { type Entity, NO_ENTITY } from '../entity/index.js';
import {
  compareAt,
  countBetween,
  entityAt,
  isEnd,
  type KeyMember,
  type OrderedIndex,
  type Place,
  seek,
  toNext,
} from '../ordered-index/index.js';
import { type IndexShape, rowOf, type Table } from '../table/index.js';
import { convertKey } from './reference-key.js';
import type { Reference } from './rules.js';

/** Used by one search at a time. */
const place: Place = { leaf: 0, at: 0 };
const end: Place = { leaf: 0, at: 0 };

/** Rows that refer to a value. */
export interface Referrers {
  /** The entity index of the first one. */
  readonly first: number;
  readonly count: number;
}

/** The entity has a row, and it is alive: destroying an entity deletes its rows. */
export function hasRow(table: Table, entity: Entity): boolean {
  table.align();
  const row = rowOf(table.working, entity >>> 0);
  return row >= 0 && table.working.dense[row] === entity;
}

/** A row refers to `key`, which is not null. NO_ENTITY refers to nothing. */
export function hasTarget(reference: Reference, key: Uint32Array): boolean {
  const { target, targetIndex, index } = reference;
  if (targetIndex === undefined) {
    const entity = entityOf(reference, key);
    return entity === NO_ENTITY || hasRow(target, entity);
  }
  const converted = new Uint32Array(targetIndex.codec.words);
  convertKey(index, key, targetIndex, converted);
  return hasKey(target, targetIndex, converted);
}

/** An entry of the index has this key. */
export function hasKey(table: Table, index: IndexShape, key: Uint32Array): boolean {
  const words = wordsOf(table, index);
  const { entryWords } = index;
  seek(words, key, entryWords - 1, false, place);
  return !isEnd(words, place) && compareAt(words, place, key, entryWords - 1) === 0;
}

/** The entity indexes of the rows with this key, at most `limit`. */
export function entriesOf(
  table: Table,
  index: IndexShape,
  key: Uint32Array,
  limit: number = Number.POSITIVE_INFINITY,
): number[] {
  const words = wordsOf(table, index);
  const { entryWords } = index;
  const found: number[] = [];
  seek(words, key, entryWords - 1, false, place);
  while (found.length < limit && !isEnd(words, place)) {
    if (compareAt(words, place, key, entryWords - 1) !== 0) break;
    found.push(entityAt(words, entryWords, place));
    toNext(words, place);
  }
  return found;
}

/** The rows that refer to `key`; undefined if there are none. However many there are, only their leaves are visited. */
export function referrersOf({ table, index }: Reference, key: Uint32Array): Referrers | undefined {
  const words = wordsOf(table, index);
  const { entryWords } = index;
  seek(words, key, entryWords - 1, false, place);
  if (isEnd(words, place) || compareAt(words, place, key, entryWords - 1) !== 0) return undefined;
  seek(words, key, entryWords - 1, true, end);
  const count = countBetween(words, place, end, Number.POSITIVE_INFINITY);
  return { first: entityAt(words, entryWords, place), count };
}

function wordsOf(table: Table, { position }: IndexShape): Uint32Array {
  table.align();
  return (table.ordered[position] as OrderedIndex).region.working.u32;
}

/** The entity that a key refers to. */
function entityOf({ index }: Reference, key: Uint32Array): Entity {
  const at = (index.codec.members[0] as KeyMember).nullMask === 0 ? 0 : 1;
  return ((key[at] as number) * 2 ** 32 + (key[at + 1] as number)) as Entity;
}

/** Which entities have other rows, or other keys, in a table than before the running transaction. */

import { BLOCK_BYTES, BLOCK_SHIFT } from '../memory/index.js';
import {
  DENSE_BYTES,
  type IndexList,
  idBefore,
  isInPlace,
  rowBefore,
  SPARSE_BYTES,
  type Table,
} from '../table/index.js';

const WORDS = BLOCK_BYTES / 4;
const ENTRIES = BLOCK_BYTES / SPARSE_BYTES;
const IDS = BLOCK_BYTES / DENSE_BYTES;

/**
 * Adds the entity indexes whose row of the table came, went, moved or is of another generation, and those for which
 * words of the record changed that contain a part of a key. Each once.
 *
 * As for the log, the places that the transaction marked are compared with their images from before; if there are many,
 * the blocks.
 */
export function addTouched(table: Table, recordWords: Uint32Array, touched: IndexList): void {
  addMoved(table, touched);
  addReissued(table, touched);
  if (recordWords.length > 0) addChanged(table, recordWords, touched);
}

function addMoved({ regions, working }: Table, touched: IndexList): void {
  const { sparse } = regions;
  const places = sparse.placeCount;
  for (let i = 0; i < places; i++) {
    const offset = sparse.place(i);
    const index = offset / SPARSE_BYTES;
    if (offset >= 0 && working.sparse[index] !== sparse.wordBefore(index)) touched.add(index);
  }
  if (places >= 0) return;
  for (let i = 0, count = sparse.touchedCount; i < count; i++) {
    const block = sparse.touchedBlock(i);
    const first = block * ENTRIES;
    const base = sparse.locateBefore(block) / SPARSE_BYTES;
    const before = sparse.before.u32;
    for (let at = 0; at < ENTRIES; at++) {
      if (working.sparse[first + at] !== before[base + at]) touched.add(first + at);
    }
  }
}

/** Indexes that were destroyed and issued again, with a row at the same place. */
function addReissued(table: Table, touched: IndexList): void {
  const { dense } = table.regions;
  const places = dense.placeCount;
  for (let i = 0; i < places; i++) {
    const offset = dense.place(i);
    if (offset >= 0) addIfReissued(table, offset / DENSE_BYTES, touched);
  }
  if (places >= 0) return;
  for (let i = 0, count = dense.touchedCount; i < count; i++) {
    const first = dense.touchedBlock(i) * IDS;
    for (let row = first; row < first + IDS; row++) addIfReissued(table, row, touched);
  }
}

function addIfReissued(table: Table, row: number, touched: IndexList): void {
  const { working } = table;
  if (row >= table.countBefore || row >= working.count) return;
  const id = working.dense[row] as number;
  const before = idBefore(table, row);
  if (id !== before && id >>> 0 === before >>> 0 && rowBefore(table, id >>> 0) === row) touched.add(id >>> 0);
}

function addChanged(table: Table, recordWords: Uint32Array, touched: IndexList): void {
  const region = table.regions.records;
  const { working, stride } = table;
  const isWhole = (stride & 3) === 0;
  const places = region.placeCount;
  for (let i = 0; i < places; i++) {
    const offset = region.place(i);
    const row = offset / stride;
    if (offset < 0 || row >= working.count || !isInPlace(table, row)) continue;
    if (!isWhole || hasChanged(table, row, recordWords, Number.POSITIVE_INFINITY)) addRow(table, row, touched);
  }
  if (places >= 0) return;
  for (let i = 0, count = region.touchedCount; i < count; i++) {
    const block = region.touchedBlock(i);
    if (isWhole) addChangedOfBlock(table, block, recordWords, touched);
    else addAllOfBlock(table, block, touched);
  }
}

/**
 * Rows of which a word in this block has changed. A row that is in several blocks is added with the first of them.
 *
 * Hot: called for each touched block. Compares only words that contain a part of a key.
 */
function addChangedOfBlock(table: Table, block: number, recordWords: Uint32Array, touched: IndexList): void {
  const { working, stride } = table;
  const region = table.regions.records;
  const first = block * WORDS;
  const rowWords = stride >>> 2;
  const base = region.locateBefore(block) >>> 2;
  const before = region.before.u32;
  const now = working.records.u32;
  const last = Math.min(working.count - 1, Math.floor((first + WORDS - 1) / rowWords));
  for (let row = Math.floor(first / rowWords); row <= last; row++) {
    for (let k = 0; k < recordWords.length; k++) {
      const word = row * rowWords + (recordWords[k] as number);
      const at = word - first;
      if (at < 0 || at >= WORDS || now[word] === before[base + at]) continue;
      if (!hasChanged(table, row, recordWords, first) && isInPlace(table, row)) addRow(table, row, touched);
      break;
    }
  }
}

/** True if a word before `limit` that contains a part of a key differs. */
function hasChanged(table: Table, row: number, recordWords: Uint32Array, limit: number): boolean {
  const region = table.regions.records;
  const now = table.working.records.u32;
  const start = row * (table.stride >>> 2);
  for (let k = 0; k < recordWords.length; k++) {
    const word = start + (recordWords[k] as number);
    if (word >= limit) break;
    if (now[word] !== region.wordBefore(word)) return true;
  }
  return false;
}

/** All rows of a block, for records whose size is not a multiple of 4: neighbours share words. */
function addAllOfBlock(table: Table, block: number, touched: IndexList): void {
  const { working, stride } = table;
  const region = table.regions.records;
  const start = block * BLOCK_BYTES;
  const last = Math.min(working.count - 1, Math.floor((start + BLOCK_BYTES - 1) / stride));
  for (let row = Math.floor(start / stride); row <= last; row++) {
    let isSeen = false;
    for (let earlier = (row * stride) >>> BLOCK_SHIFT; earlier < block; earlier++) {
      isSeen ||= region.isTouched(earlier);
    }
    if (!isSeen && isInPlace(table, row)) addRow(table, row, touched);
  }
}

function addRow({ working }: Table, row: number, touched: IndexList): void {
  touched.add((working.dense[row] as number) >>> 0);
}

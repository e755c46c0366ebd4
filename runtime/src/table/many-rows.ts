/** Adds and removes many rows of a table in one step. */

import type { EntityList } from '../entity/index.js';
import { copyBytes } from '../memory/index.js';
import { DENSE_BYTES, SPARSE_BYTES, type Table } from './table.js';

/**
 * Adds rows for entities; their records have to be written afterwards. Space for them was reserved. Returns the
 * position of the first entity that has a row already or was added before, with nothing added; -1 if there is none.
 */
export function appendRows(table: Table, { ids, indexes }: EntityList): number {
  const { working, regions } = table;
  const { sparse } = working;
  const first = working.count;
  const count = indexes.length;
  for (let i = 0; i < count; i++) {
    const index = indexes[i] as number;
    if (sparse[index] !== 0) {
      clearEntries(sparse, indexes, i);
      return i;
    }
    regions.sparse.mark(index * SPARSE_BYTES);
    sparse[index] = first + i + 1;
  }
  regions.dense.markRange(first * DENSE_BYTES, count * DENSE_BYTES);
  working.dense.set(ids, first);
  table.markRecords(first, count);
  table.setCount(first + count);
  return -1;
}

/** Removes the rows that `appendRows` has just added. */
export function unappendRows(table: Table, { indexes }: EntityList): void {
  clearEntries(table.working.sparse, indexes, indexes.length);
  table.setCount(table.working.count - indexes.length);
}

function clearEntries(sparse: Uint32Array, indexes: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) sparse[indexes[i] as number] = 0;
}

/**
 * Removes the rows of entities. Returns the position of the first entity that has none or was removed before, with
 * nothing removed; -1 if there is none. `rows` has space for as many numbers.
 */
export function removeRows(table: Table, { indexes }: EntityList, rows: Uint32Array): number {
  const { working, regions } = table;
  const { sparse } = working;
  const count = indexes.length;
  for (let i = 0; i < count; i++) {
    const index = indexes[i] as number;
    const entry = index < sparse.length ? (sparse[index] as number) : 0;
    if (entry === 0) {
      for (let k = 0; k < i; k++) sparse[indexes[k] as number] = (rows[k] as number) + 1;
      return i;
    }
    rows[i] = entry - 1;
    regions.sparse.mark(index * SPARSE_BYTES);
    sparse[index] = 0;
  }
  fillHoles(table, rows, count);
  return -1;
}

/** Removes the rows of those entities that have one. */
export function removeExistingRows(table: Table, { indexes }: EntityList, rows: Uint32Array): void {
  const { working, regions } = table;
  const { sparse } = working;
  let count = 0;
  for (let i = 0; i < indexes.length; i++) {
    const index = indexes[i] as number;
    const entry = index < sparse.length ? (sparse[index] as number) : 0;
    if (entry === 0) continue;
    rows[count++] = entry - 1;
    regions.sparse.mark(index * SPARSE_BYTES);
    sparse[index] = 0;
  }
  if (count > 0) fillHoles(table, rows, count);
}

/**
 * Moves rows from the end into the places of the first `count` rows of `rows`, whose entities have no entry any more.
 * Nothing is moved if all rows were removed, or the last ones.
 */
function fillHoles(table: Table, rows: Uint32Array, count: number): void {
  const { working, regions, stride } = table;
  const { sparse, dense, records } = working;
  const end = working.count - count;
  let last = working.count - 1;
  for (let i = 0; i < count && end > 0; i++) {
    const row = rows[i] as number;
    if (row >= end) continue;
    while (sparse[(dense[last] as number) >>> 0] === 0) last--;
    const moved = dense[last] as number;
    regions.dense.mark(row * DENSE_BYTES);
    dense[row] = moved;
    regions.sparse.mark((moved >>> 0) * SPARSE_BYTES);
    sparse[moved >>> 0] = row + 1;
    table.markRecord(row);
    copyBytes(records, last * stride, records, row * stride, stride);
    last--;
  }
  table.setCount(end);
}

/** The rows of a table as they were before the running transaction. */

import { assert } from '../errors.js';
import { BLOCK_BYTES, BLOCK_SHIFT, type Views } from '../memory/index.js';
import type { Table } from './table.js';

/** The row that an entity index had, or -1. */
export function rowBefore({ regions, working }: Table, index: number): number {
  return index < working.sparse.length ? regions.sparse.wordBefore(index) - 1 : -1;
}

/** The entity of a row. */
export function idBefore({ regions }: Table, row: number): number {
  return regions.dense.doubleBefore(row);
}

/** True if the row existed before, for the same entity. */
export function isInPlace(table: Table, row: number): boolean {
  const { sparse, dense } = table.regions;
  if (sparse.touchedCount === 0 && dense.touchedCount === 0) return true;
  const entity = table.working.dense[row] as number;
  return rowBefore(table, entity >>> 0) === row && idBefore(table, row) === entity;
}

/**
 * Copies the record that a row had to byte `offset`. A record can be in several blocks, whose images are in different
 * places.
 */
export function copyRecordBefore({ regions, stride }: Table, row: number, to: Views, offset = 0): void {
  assert(to.length >= offset + stride, 'there is space for a record');
  const region = regions.records;
  const target = to.u8;
  const end = (row + 1) * stride;
  for (let at = row * stride, done = offset; at < end; ) {
    const block = at >>> BLOCK_SHIFT;
    const from = region.locateBefore(block) + (at & (BLOCK_BYTES - 1));
    const length = Math.min(end, (block + 1) * BLOCK_BYTES) - at;
    const source = region.before.u8;
    for (let i = 0; i < length; i++) target[done + i] = source[from + i] as number;
    at += length;
    done += length;
  }
}

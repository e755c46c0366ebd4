/** The rows that the running transaction inserted, moved or changed, as operations; the second half of changes.ts. */

import { BLOCK_BYTES, BLOCK_SHIFT, ReusedList } from '../memory/index.js';
import { isInPlace, type Table } from '../table/index.js';
import { INSERT, REPLACE } from './format.js';
import type { OperationWriter } from './operation-writer.js';

/** Words of 32 bits in a block. */
const WORDS = BLOCK_BYTES / 4;

/** Rows of one table that are new or were moved. */
export class Arrivals {
  readonly inserted: ReusedList<number> = new ReusedList();
  /** The new and the old position of each moved row, alternating. */
  readonly moved: ReusedList<number> = new ReusedList();

  clear(): void {
    this.inserted.clear();
    this.moved.clear();
  }
}

/** Writes new rows completely, and the changed bytes of other rows. */
export function writeRows(table: Table, { inserted, moved }: Arrivals, writer: OperationWriter): void {
  const { stride } = table;
  for (let i = 0; i < inserted.count; i++) writer.row(INSERT, table, inserted.items[i] as number);
  for (let i = 0; i < moved.count; i += 2) {
    writeMoved(table, moved.items[i] as number, moved.items[i + 1] as number, writer);
  }
  const region = table.regions.records;
  const places = region.placeCount;
  for (let i = 0; i < places; i++) {
    const offset = region.place(i);
    const row = offset / stride;
    if (offset >= 0 && row < table.working.count && isInPlace(table, row)) writeChanged(table, row, row, writer);
  }
  if (places >= 0) return;
  for (let i = 0, touched = region.touchedCount; i < touched; i++) {
    const block = region.touchedBlock(i);
    if ((stride & 3) === 0) writeChangedWords(table, block, writer);
    else writeRowsOfBlock(table, block, writer);
  }
}

/**
 * A row that a delete moves is moved down. A row that was deleted and inserted again is moved up, to the end of the
 * table. It may have passed the position of a snapshot's scan (snapshot/scan.ts), so the log must contain the whole
 * row.
 */
function writeMoved(table: Table, row: number, rowBefore: number, writer: OperationWriter): void {
  const { stride } = table;
  if (row < rowBefore && (stride & 3) === 0) {
    if (stride > 0) writeChanged(table, row, rowBefore, writer);
  } else {
    writer.row(REPLACE, table, row);
  }
}

/**
 * Writes the changes in rows of one block that were not moved. A row that is in several blocks is written with the
 * block of its first change.
 *
 * Hot: called for each touched block, so it compares words, and looks at a row only if a word differs.
 */
function writeChangedWords(table: Table, block: number, writer: OperationWriter): void {
  const { stride } = table;
  const region = table.regions.records;
  const { records, count } = table.working;
  const first = block * WORDS;
  const base = region.locateBefore(block) >>> 2;
  const before = region.before.u32;
  const now = records.u32;
  for (let at = 0; at < WORDS; at++) {
    if (now[first + at] === before[base + at]) continue;
    const row = Math.floor(((first + at) * 4) / stride);
    if (row >= count) return;
    if (isInPlace(table, row) && !isChangedBefore(table, row, first)) writeChanged(table, row, row, writer);
    at = ((row + 1) * stride) / 4 - first - 1;
  }
}

/** As `writeChangedWords`, for records whose size is not a multiple of 4: neighbours share words. */
function writeRowsOfBlock(table: Table, block: number, writer: OperationWriter): void {
  const { stride } = table;
  const region = table.regions.records;
  const start = block * BLOCK_BYTES;
  const last = Math.min(table.working.count - 1, Math.floor((start + BLOCK_BYTES - 1) / stride));
  for (let row = Math.floor(start / stride); row <= last; row++) {
    // Written already with an earlier block that contains a part of the row.
    let isSeen = false;
    for (let earlier = (row * stride) >>> BLOCK_SHIFT; earlier < block; earlier++) {
      isSeen ||= region.isTouched(earlier);
    }
    if (!isSeen && isInPlace(table, row)) writeChanged(table, row, row, writer);
  }
}

/** True if a word of the row before the word `first` differs. */
function isChangedBefore(table: Table, row: number, first: number): boolean {
  const region = table.regions.records;
  const now = table.working.records.u32;
  for (let word = (row * table.stride) >>> 2; word < first; word++) {
    if (now[word] !== region.wordBefore(word)) return true;
  }
  return false;
}

/**
 * Writes the bytes of a row from the first to the last word that differs from `rowBefore`. A word that is shared with a
 * neighbour may differ only in the neighbour's bytes; then writing this row's bytes again does no harm.
 */
function writeChanged(table: Table, row: number, rowBefore: number, writer: OperationWriter): void {
  const { stride } = table;
  const region = table.regions.records;
  const { records } = table.working;
  const now = records.u32;
  const offset = row * stride;
  const shift = (rowBefore - row) * stride;
  const end = (offset + stride + 3) >>> 2;
  let low = -1;
  let high = -1;
  for (let word = offset >>> 2; word < end; ) {
    const block = (word * 4 + shift) >>> BLOCK_SHIFT;
    const delta = (region.locateBefore(block) - block * BLOCK_BYTES + shift) / 4;
    const before = region.before.u32;
    const blockEnd = Math.min(end, ((block + 1) * BLOCK_BYTES - shift) >>> 2);
    for (; word < blockEnd; word++) {
      if (now[word] === before[word + delta]) continue;
      if (low < 0) low = word;
      high = word;
    }
  }
  if (low < 0) return;
  const first = Math.max(low * 4 - offset, 0);
  const length = Math.min(high * 4 + 4 - offset, stride) - first;
  writer.updateRow(table, row, first, length);
}

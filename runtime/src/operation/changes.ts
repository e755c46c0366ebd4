/**
 * What the running transaction changed, as operations.
 *
 * They are found by comparing the blocks that it touched with their images from before (memory/region.ts), at the end of the
 * transaction. So nothing is noted while it runs, a loop over 10,000 rows costs the log a walk over a few hundred blocks,
 * and what was changed and changed back is not logged at all.
 */

import { GENERATION_LIMIT, INDEX_LIMIT, SLOT_BYTES } from '../entity/index.js';
import { BLOCK_BYTES, BLOCK_SHIFT } from '../memory/index.js';
import type { Store, Table } from '../table/index.js';
import { DELETE, DESPAWN, INSERT, REPLACE, SPAWN } from './format.js';
import type { OperationWriter } from './operation-writer.js';

/** Words of 32 bits in a block: entries of a sparse map. */
const WORDS = BLOCK_BYTES / 4;
/** Doubles in a block: entries of a dense map. */
const DOUBLES = BLOCK_BYTES / 8;
const SLOTS = BLOCK_BYTES / SLOT_BYTES;

const EMPTY: readonly number[] = [];

export class Changes {
  readonly #store: Store;
  /** For each joined table the rows to write whole; see `writeDeletes`. */
  readonly #whole: number[][] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** Writes the operations of the running transaction, which must not have been settled yet. */
  write(writer: OperationWriter): void {
    const { joined, entities } = this.#store;
    for (let i = 0; i < joined.length; i++) {
      let whole = this.#whole[i];
      if (whole === undefined) {
        whole = [];
        this.#whole.push(whole);
      }
      whole.length = 0;
      writeDeletes(joined[i] as Table, whole, writer);
    }
    if (entities.slots.touchedCount > 0) writeEntities(this.#store, writer);
    for (let i = 0; i < joined.length; i++) {
      writeRows(joined[i] as Table, this.#whole[i] ?? EMPTY, writer);
    }
  }
}

/**
 * Writes which entities lost their rows, and collects the rows to write whole: each new one as it is, and minus (row + 1) for each
 * that has risen.
 *
 * A row rises when it is deleted and inserted again: it has been moved to the end of the table. It may have passed the place
 * where a snapshot is being read (snapshot/scan.ts), so the log must have the whole of it, whatever changed.
 */
function writeDeletes(table: Table, whole: number[], writer: OperationWriter): void {
  const { sparse, dense } = table.regions;
  const { dense: ids, count } = table.working;
  const { countBefore } = table;
  const now = table.working.sparse;
  for (let i = 0, touched = sparse.touchedCount; i < touched; i++) {
    const block = sparse.touchedBlock(i);
    const first = block * WORDS;
    const base = sparse.locateBefore(block) >>> 2;
    const before = sparse.before.u32;
    for (let at = 0; at < WORDS; at++) {
      const rowBefore = before[base + at] as number;
      const row = now[first + at] as number;
      if (row === rowBefore) continue;
      if (row === 0) {
        writer.plain(DELETE, table.id, dense.doubleBefore(rowBefore - 1));
      } else if (rowBefore === 0) {
        whole.push(row - 1);
      } else {
        const idBefore = dense.doubleBefore(rowBefore - 1);
        // The same id in another row was moved; another id took the index over.
        if (ids[row - 1] === idBefore) {
          if (row > rowBefore) whole.push(-row);
          continue;
        }
        writer.plain(DELETE, table.id, idBefore);
        whole.push(row - 1);
      }
    }
  }
  // An index that was destroyed and given out again may have come back to the very row that it had.
  for (let i = 0, touched = dense.touchedCount; i < touched; i++) {
    const block = dense.touchedBlock(i);
    const first = block * DOUBLES;
    const base = dense.locateBefore(block) >>> 3;
    const before = dense.before.f64;
    const end = Math.min(DOUBLES, countBefore - first, count - first);
    for (let at = 0; at < end; at++) {
      const idBefore = before[base + at] as number;
      const id = ids[first + at] as number;
      if (id === idBefore || id >>> 0 !== idBefore >>> 0) continue;
      writer.plain(DELETE, table.id, idBefore);
      whole.push(first + at);
    }
  }
}

/** Writes which ids came to life and which ended. */
function writeEntities({ entities }: Store, writer: OperationWriter): void {
  const { slots } = entities;
  const { ids } = entities.working;
  for (let i = 0, touched = slots.touchedCount; i < touched; i++) {
    const block = slots.touchedBlock(i);
    const first = block * SLOTS;
    const base = slots.locateBefore(block) >>> 3;
    const before = slots.before.f64;
    for (let at = 0; at < SLOTS; at++) {
      const was = before[base + at * 2] as number;
      const is = ids[(first + at) * 2] as number;
      if (is === was || (Number.isNaN(is) && Number.isNaN(was))) continue;
      if (is > 0) {
        if (was > 0) writer.plain(DESPAWN, 0, was);
        writer.plain(SPAWN, 0, is);
      } else {
        // A free slot holds the id to come, so the one that ended is a generation older. An index that was created and destroyed
        // in between has changed generations, too, and must not be given out with an old one after a restart.
        const next = Number.isNaN(is) ? GENERATION_LIMIT * INDEX_LIMIT + first + at : -is;
        writer.plain(DESPAWN, 0, next - INDEX_LIMIT);
      }
    }
  }
}

/** Writes the rows that were collected, and of the others the bytes that changed. */
function writeRows(table: Table, whole: readonly number[], writer: OperationWriter): void {
  const { stride, id } = table;
  const { records, dense } = table.working;
  for (let i = 0; i < whole.length; i++) {
    const entry = whole[i] as number;
    const row = entry < 0 ? -entry - 1 : entry;
    writer.record(entry < 0 ? REPLACE : INSERT, id, dense[row] as number, records, row * stride, stride);
  }
  const region = table.regions.records;
  const touched = region.touchedCount;
  if (touched === 0) return;
  const isMoved = table.regions.sparse.touchedCount > 0;
  for (let i = 0; i < touched; i++) {
    const block = region.touchedBlock(i);
    const start = block * BLOCK_BYTES;
    const last = Math.min(table.working.count - 1, Math.floor((start + BLOCK_BYTES - 1) / stride));
    for (let row = Math.floor(start / stride); row <= last; row++) {
      if (isSeen(table, row, block)) continue;
      if (isMoved) writeMoved(table, row, writer);
      else writeChanged(table, row, row, writer);
    }
  }
}

/** True when a row that reaches into several touched blocks was met in an earlier one. */
function isSeen(table: Table, row: number, block: number): boolean {
  const region = table.regions.records;
  for (let earlier = (row * table.stride) >>> BLOCK_SHIFT; earlier < block; earlier++) {
    if (region.isTouched(earlier)) return true;
  }
  return false;
}

/** Writes what changed in a row of a table where rows came or went: it may have been in another place, or nowhere. */
function writeMoved(table: Table, row: number, writer: OperationWriter): void {
  const { sparse, dense } = table.regions;
  const entity = table.working.dense[row] as number;
  const rowBefore = sparse.wordBefore(entity >>> 0) - 1;
  // Where it was not, or was another generation's, it is new, and written already.
  if (rowBefore < 0 || dense.doubleBefore(rowBefore) !== entity) return;
  // So is one that has risen.
  if (rowBefore < row) return;
  if (rowBefore === row || (table.stride & 3) === 0) writeChanged(table, row, rowBefore, writer);
  else writer.record(REPLACE, table.id, entity, table.working.records, row * table.stride, table.stride);
}

/**
 * Writes the bytes of a row between the first and the last word that differ from what they were in `rowBefore`.
 *
 * Hot: called for each row of each touched block, so it compares words, block by block. A record whose size is no multiple of 4
 * shares words with its neighbours; the bytes written are its own, and saying once more what they are does no harm.
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
  writer.update(table.id, table.working.dense[row] as number, records, offset, first, length);
}

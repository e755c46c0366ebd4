/**
 * What the running transaction changed, as operations.
 *
 * At the end of the transaction, the places that it marked are compared with their images from before
 * (memory/region.ts); if there are many, the blocks that it touched. So no journal is kept while it runs, a loop over
 * 10,000 rows costs the log a comparison of a few hundred blocks, and a change that was undone is not logged.
 */

import { GENERATION_LIMIT, INDEX_LIMIT, idAt, SLOT_BYTES } from '../entity/index.js';
import { BLOCK_BYTES } from '../memory/index.js';
import { DENSE_BYTES, SPARSE_BYTES, type Store, type Table } from '../table/index.js';
import { Arrivals, writeRows } from './changed-rows.js';
import { DELETE, DESPAWN, SPAWN } from './format.js';
import type { OperationWriter } from './operation-writer.js';

/** In one block: entries of a sparse map, ids of a dense map, slots of the registry. */
const ENTRIES = BLOCK_BYTES / SPARSE_BYTES;
const IDS = BLOCK_BYTES / DENSE_BYTES;
const SLOTS = BLOCK_BYTES / SLOT_BYTES;

export class Changes {
  readonly #store: Store;
  /** For each joined table, the rows that are new or were moved; reused by each transaction. */
  readonly #arrivals: Arrivals[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** Writes the operations of the running transaction, which must not have ended yet. */
  write(writer: OperationWriter): void {
    const { joined, entities } = this.#store;
    const { items, count } = joined;
    for (let i = 0; i < count; i++) {
      if (i === this.#arrivals.length) this.#arrivals.push(new Arrivals());
      const arrivals = this.#arrivals[i] as Arrivals;
      arrivals.clear();
      writeDeletes(items[i] as Table, arrivals, writer);
    }
    if (entities.slots.touchedCount > 0) writeEntities(this.#store, writer);
    for (let i = 0; i < count; i++) {
      writeRows(items[i] as Table, this.#arrivals[i] as Arrivals, writer);
    }
  }
}

/** Writes the deletes, and collects the rows that are new or were moved. */
function writeDeletes(table: Table, arrivals: Arrivals, writer: OperationWriter): void {
  const { sparse, dense } = table.regions;
  const places = sparse.placeCount;
  for (let i = 0; i < places; i++) {
    const offset = sparse.place(i);
    if (offset < 0) continue;
    const index = offset / SPARSE_BYTES;
    writeEntry(table, table.working.sparse[index] as number, sparse.wordBefore(index), arrivals, writer);
  }
  if (places < 0) writeSparseBlocks(table, arrivals, writer);
  const densePlaces = dense.placeCount;
  for (let i = 0; i < densePlaces; i++) {
    const offset = dense.place(i);
    if (offset >= 0) writeReissued(table, offset / DENSE_BYTES, arrivals, writer);
  }
  if (densePlaces < 0) writeDenseBlocks(table, arrivals, writer);
}

/** As `writeEntry`, for all entries of the touched blocks of the sparse map. */
function writeSparseBlocks(table: Table, arrivals: Arrivals, writer: OperationWriter): void {
  const { sparse } = table.regions;
  const now = table.working.sparse;
  for (let i = 0, touched = sparse.touchedCount; i < touched; i++) {
    const block = sparse.touchedBlock(i);
    const first = block * ENTRIES;
    const base = sparse.locateBefore(block) / SPARSE_BYTES;
    const before = sparse.before.u32;
    for (let at = 0; at < ENTRIES; at++) {
      const entry = now[first + at] as number;
      const entryBefore = before[base + at] as number;
      if (entry !== entryBefore) writeEntry(table, entry, entryBefore, arrivals, writer);
    }
  }
}

/** As `writeReissued`, for all rows of the touched blocks of the dense map. */
function writeDenseBlocks(table: Table, arrivals: Arrivals, writer: OperationWriter): void {
  const { dense } = table.regions;
  for (let i = 0, touched = dense.touchedCount; i < touched; i++) {
    const first = dense.touchedBlock(i) * IDS;
    for (let row = first; row < first + IDS; row++) writeReissued(table, row, arrivals, writer);
  }
}

/** Compares the entry of one entity index in the sparse map, which is the row plus one. */
function writeEntry(
  table: Table,
  entry: number,
  entryBefore: number,
  arrivals: Arrivals,
  writer: OperationWriter,
): void {
  if (entry === entryBefore) return;
  if (entryBefore === 0) {
    arrivals.inserted.push(entry - 1);
    return;
  }
  const idBefore = table.regions.dense.doubleBefore(entryBefore - 1);
  if (entry !== 0 && table.working.dense[entry - 1] === idBefore) {
    arrivals.moved.push(entry - 1);
    arrivals.moved.push(entryBefore - 1);
    return;
  }
  writer.plain(DELETE, table.id, idBefore);
  // Another generation of the index has a row now.
  if (entry !== 0) arrivals.inserted.push(entry - 1);
}

/** Finds an index that was destroyed and issued again, and that has the same row as before. */
function writeReissued(table: Table, row: number, arrivals: Arrivals, writer: OperationWriter): void {
  if (row >= table.countBefore || row >= table.working.count) return;
  const idBefore = table.regions.dense.doubleBefore(row);
  const id = table.working.dense[row] as number;
  if (id === idBefore || id >>> 0 !== idBefore >>> 0) return;
  writer.plain(DELETE, table.id, idBefore);
  arrivals.inserted.push(row);
}

/** Writes the spawns and the despawns. */
function writeEntities({ entities }: Store, writer: OperationWriter): void {
  const { slots } = entities;
  const { ids } = entities.working;
  const places = slots.placeCount;
  for (let i = 0; i < places; i++) {
    const offset = slots.place(i);
    if (offset < 0) continue;
    const index = offset / SLOT_BYTES;
    writeSlot(index, ids[idAt(index)] as number, slots.doubleBefore(idAt(index)), writer);
  }
  if (places >= 0) return;
  for (let i = 0, touched = slots.touchedCount; i < touched; i++) {
    const block = slots.touchedBlock(i);
    const first = block * SLOTS;
    const base = slots.locateBefore(block) / Float64Array.BYTES_PER_ELEMENT;
    const before = slots.before.f64;
    for (let at = 0; at < SLOTS; at++) {
      writeSlot(first + at, ids[idAt(first + at)] as number, before[base + idAt(at)] as number, writer);
    }
  }
}

/** Compares the id in one slot of the registry: `was` before, `is` now. */
function writeSlot(index: number, is: number, was: number, writer: OperationWriter): void {
  if (is === was || (Number.isNaN(is) && Number.isNaN(was))) return;
  if (is > 0) {
    if (was > 0) writer.plain(DESPAWN, 0, was);
    writer.plain(SPAWN, 0, is);
    return;
  }
  // An index in a gap between others, which was never used.
  if (is === -index) return;
  // A free slot contains the next id, so the id that ended is one generation older. An index that was issued and
  // destroyed within the transaction has a new generation, too, and must not be issued with an old one after a
  // restart.
  const next = Number.isNaN(is) ? GENERATION_LIMIT * INDEX_LIMIT + index : -is;
  writer.plain(DESPAWN, 0, next - INDEX_LIMIT);
}

/**
 * Which rows a group of transactions changes. Called when it is about to be published: the published side is the state
 * before the group, the working side the state after it, and the regions know which places or blocks differ.
 */

import { type Entities, type Entity, idAt, SLOT_BYTES } from '../entity/index.js';
import { BLOCK_BYTES } from '../memory/index.js';
import { DENSE_BYTES, rowOf, SPARSE_BYTES, type Table } from '../table/index.js';
import type { TableNotes } from './table-notes.js';

/** In one block: entries of a sparse map, ids of a dense map, slots of the registry, words. */
const ENTRIES = BLOCK_BYTES / SPARSE_BYTES;
const IDS = BLOCK_BYTES / DENSE_BYTES;
const SLOTS = BLOCK_BYTES / SLOT_BYTES;
const WORDS = BLOCK_BYTES / 4;

/** Checking one entity takes about as long as comparing a quarter of a block. */
const ENTITIES_PER_BLOCK = 4;

/** Notes all rows that differ. */
export function collectRows(table: Table, notes: TableNotes): void {
  collectMoved(table, notes);
  collectReissued(table, notes);
  if (table.stride > 0) collectChanged(table, notes);
}

/** Notes rows of these entity indexes that differ, and of others if that is faster. */
export function collectRowsOf(table: Table, indexes: Iterable<number>, count: number, notes: TableNotes): void {
  const { records, sparse } = table.regions;
  if (count > (records.changedCount + sparse.changedCount) * ENTITIES_PER_BLOCK) collectRows(table, notes);
  else for (const index of indexes) noteIfChanged(table, index, notes);
}

/** Calls `visit` with entities that the group destroys. */
export function collectDestroyed({ slots, working, published }: Entities, visit: (entity: Entity) => void): void {
  const look = (index: number): void => {
    const was = published.ids[idAt(index)] as number;
    // A slot without an entity contains a negative number or NaN.
    if (was > 0 && was !== working.ids[idAt(index)]) visit(was as Entity);
  };
  const places = slots.changedPlaces;
  for (let i = 0; i < places; i++) look(slots.changedPlace(i) / SLOT_BYTES);
  if (places >= 0) return;
  for (let i = 0; i < slots.changedCount; i++) {
    const first = slots.changedBlock(i) * SLOTS;
    for (let index = first; index < first + SLOTS; index++) look(index);
  }
}

/** Rows that came, went, or are at another place. */
function collectMoved(table: Table, notes: TableNotes): void {
  const { sparse } = table.regions;
  const now = table.working.sparse;
  const before = table.published.sparse;
  const places = sparse.changedPlaces;
  for (let i = 0; i < places; i++) {
    const index = sparse.changedPlace(i) / SPARSE_BYTES;
    if (now[index] !== before[index]) noteIfChanged(table, index, notes);
  }
  if (places >= 0) return;
  for (let i = 0, count = sparse.changedCount; i < count; i++) {
    const first = sparse.changedBlock(i) * ENTRIES;
    for (let index = first; index < first + ENTRIES; index++) {
      if (now[index] !== before[index]) noteIfChanged(table, index, notes);
    }
  }
}

/** Rows that another generation of the same entity index has now. */
function collectReissued(table: Table, notes: TableNotes): void {
  const { dense } = table.regions;
  const places = dense.changedPlaces;
  for (let i = 0; i < places; i++) noteIfReissued(table, dense.changedPlace(i) / DENSE_BYTES, notes);
  if (places >= 0) return;
  for (let i = 0, count = dense.changedCount; i < count; i++) {
    const first = dense.changedBlock(i) * IDS;
    for (let row = first; row < first + IDS; row++) noteIfReissued(table, row, notes);
  }
}

function noteIfReissued({ published, working }: Table, row: number, notes: TableNotes): void {
  if (row >= published.count || row >= working.count) return;
  const was = published.dense[row] as number;
  const is = working.dense[row] as number;
  if (was !== is && was >>> 0 === is >>> 0) notes.note(is >>> 0, was);
}

/** Rows at the same place with other bytes. */
function collectChanged(table: Table, notes: TableNotes): void {
  const { records } = table.regions;
  const { published, working, stride } = table;
  const places = records.changedPlaces;
  for (let i = 0; i < places; i++) {
    const row = records.changedPlace(i) / stride;
    if (row >= published.count || row >= working.count || published.dense[row] !== working.dense[row]) continue;
    if (!areEqual(table, row, row)) noteRow(table, row, notes);
  }
  if (places >= 0) return;
  for (let i = 0, count = records.changedCount; i < count; i++) {
    if ((stride & 3) === 0) collectWords(table, records.changedBlock(i), notes);
    else collectBytes(table, records.changedBlock(i), notes);
  }
}

/** Hot: compares the words of each changed block, and looks at a row only if a word differs. */
function collectWords(table: Table, block: number, notes: TableNotes): void {
  const { published, working } = table;
  const rowWords = table.stride >>> 2;
  const now = working.records.u32;
  const before = published.records.u32;
  const count = Math.min(published.count, working.count);
  const end = Math.min((block + 1) * WORDS, count * rowWords);
  for (let word = block * WORDS; word < end; word++) {
    if (now[word] === before[word]) continue;
    const row = Math.floor(word / rowWords);
    if (published.dense[row] === working.dense[row]) noteRow(table, row, notes);
    word = (row + 1) * rowWords - 1;
  }
}

/** As `collectWords`, for records whose size is not a multiple of 4. */
function collectBytes(table: Table, block: number, notes: TableNotes): void {
  const { published, working, stride } = table;
  const start = block * BLOCK_BYTES;
  const end = Math.min(Math.ceil((start + BLOCK_BYTES) / stride), published.count, working.count);
  for (let row = Math.floor(start / stride); row < end; row++) {
    if (published.dense[row] === working.dense[row] && !areEqual(table, row, row)) noteRow(table, row, notes);
  }
}

function noteRow({ published }: Table, row: number, notes: TableNotes): void {
  const id = published.dense[row] as number;
  notes.note(id >>> 0, id);
}

function noteIfChanged(table: Table, index: number, notes: TableNotes): void {
  const { published, working } = table;
  const rowBefore = rowOf(published, index);
  const row = rowOf(working, index);
  const was = rowBefore < 0 ? 0 : (published.dense[rowBefore] as number);
  const is = row < 0 ? 0 : (working.dense[row] as number);
  if (was !== is || (row >= 0 && !areEqual(table, rowBefore, row))) notes.note(index, was);
}

/** True if the record of a published row equals that of a row of the working side. */
function areEqual({ published, working, stride }: Table, rowBefore: number, row: number): boolean {
  const isWhole = (stride & 3) === 0;
  const before = isWhole ? published.records.u32 : published.records.u8;
  const now = isWhole ? working.records.u32 : working.records.u8;
  const length = isWhole ? stride >>> 2 : stride;
  const from = rowBefore * length;
  const to = row * length;
  for (let i = 0; i < length; i++) if (before[from + i] !== now[to + i]) return false;
  return true;
}

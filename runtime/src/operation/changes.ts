/**
 * What the running transaction changed, as operations.
 *
 * They are found by comparing the blocks that it touched with their images from before (memory/region.ts), at the end of the
 * transaction. So nothing is noted while it runs, a loop over 10,000 rows costs the log a walk over a few hundred blocks,
 * and what was changed and changed back is not logged at all.
 */

import { GENERATION_LIMIT, INDEX_LIMIT, SLOT_BYTES } from '../entity/index.js';
import { BLOCK_BYTES } from '../memory/index.js';
import type { Store, Table } from '../table/index.js';
import { Arrivals, writeRows } from './changed-rows.js';
import { DELETE, DESPAWN, SPAWN } from './format.js';
import type { OperationWriter } from './operation-writer.js';

/** Words of 32 bits in a block: entries of a sparse map. */
const WORDS = BLOCK_BYTES / 4;
/** Doubles in a block: entries of a dense map. */
const DOUBLES = BLOCK_BYTES / 8;
const SLOTS = BLOCK_BYTES / SLOT_BYTES;

export class Changes {
  readonly #store: Store;
  /** For each joined table the rows that came or moved; used again by each transaction. */
  readonly #arrivals: Arrivals[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** Writes the operations of the running transaction, which must not have been settled yet. */
  write(writer: OperationWriter): void {
    const { joined, entities } = this.#store;
    for (let i = 0; i < joined.length; i++) {
      if (i === this.#arrivals.length) this.#arrivals.push(new Arrivals());
      const arrivals = this.#arrivals[i] as Arrivals;
      arrivals.clear();
      writeDeletes(joined[i] as Table, arrivals, writer);
    }
    if (entities.slots.touchedCount > 0) writeEntities(this.#store, writer);
    for (let i = 0; i < joined.length; i++) {
      writeRows(joined[i] as Table, this.#arrivals[i] as Arrivals, writer);
    }
  }
}

/** Writes which entities lost their rows, and collects the rows that are new, or in another place. */
function writeDeletes(table: Table, arrivals: Arrivals, writer: OperationWriter): void {
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
      const entryBefore = before[base + at] as number;
      const entry = now[first + at] as number;
      if (entry === entryBefore) continue;
      if (entryBefore === 0) {
        arrivals.inserted.push(entry - 1);
        continue;
      }
      const idBefore = dense.doubleBefore(entryBefore - 1);
      if (entry !== 0 && ids[entry - 1] === idBefore) {
        arrivals.moved.push(entry - 1, entryBefore - 1);
        continue;
      }
      writer.plain(DELETE, table.id, idBefore);
      // Another generation of the index has a row now.
      if (entry !== 0) arrivals.inserted.push(entry - 1);
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
      arrivals.inserted.push(first + at);
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

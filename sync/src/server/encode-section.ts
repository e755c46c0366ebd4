/** Encodes what a client needs of a channel: everything, or what has changed. protocol/step.ts has the layout. */

import type { PublishedRows } from '@ecsdb/runtime/replica';
import { ByteWriter, RUN, SECTION } from '../protocol/index.js';
import type { Channel } from './channel.js';
import type { RecordSizes } from './commit-follower.js';
import type { Mark, Marks } from './marks.js';

/** Rows of one table of which the same bytes have changed. */
interface Patch {
  readonly table: number;
  readonly first: number;
  readonly length: number;
  readonly indexes: number[];
}

/** By table. */
type Rows = Map<number, number[]>;

interface Changes {
  readonly leaving: number[];
  readonly entering: number[];
  readonly put: Rows;
  readonly removed: Rows;
  readonly patches: Map<string, Patch>;
}

export class SectionEncoder {
  readonly #rows: PublishedRows;
  readonly #sizes: RecordSizes;
  readonly #runs: ByteWriter = new ByteWriter();
  readonly #section: ByteWriter = new ByteWriter();

  constructor(rows: PublishedRows, sizes: RecordSizes) {
    this.#rows = rows;
    this.#sizes = sizes;
  }

  /** All that a channel contains. */
  whole(channel: Channel): Uint8Array {
    const members = channel.view.membersOf(channel);
    this.#runs.clear();
    this.#writeEntering(channel, members);
    for (const table of channel.view.tables) {
      this.#writePut(
        table,
        members.filter((index) => this.#rows.hasRow(table, index)),
      );
    }
    return this.#finish(channel, SECTION.whole);
  }

  /** What has changed after a version; empty if nothing has. */
  delta(channel: Channel, from: number): Uint8Array {
    const changes = this.#changesOf(channel, channel.marksSince(from));
    this.#runs.clear();
    this.#writeIndexRun(RUN.leave, changes.leaving);
    this.#writeEntering(channel, changes.entering);
    for (const [table, indexes] of changes.put) this.#writePut(table, indexes);
    for (const patch of changes.patches.values()) this.#writePatch(patch);
    for (const [table, indexes] of changes.removed) this.#writeRemoved(table, indexes);
    return this.#runs.length === 0 ? NOTHING : this.#finish(channel, SECTION.delta);
  }

  closed(channel: Channel): Uint8Array {
    this.#runs.clear();
    return this.#finish(channel, SECTION.closed);
  }

  #changesOf(channel: Channel, marks: Marks): Changes {
    const changes: Changes = {
      leaving: [],
      entering: [],
      put: new Map(),
      removed: new Map(),
      patches: new Map(),
    };
    for (const [index, mark] of marks) this.#addMark(changes, channel, index, mark);
    return changes;
  }

  #addMark(changes: Changes, channel: Channel, index: number, mark: Mark): void {
    const { view } = channel;
    const isMember = view.isMember(channel, index);
    const stays = isMember && !mark.isWhole && mark.entity === view.entityAt(index);
    if (!stays) {
      if (mark.entity !== 0) changes.leaving.push(index);
      if (!isMember) return;
      changes.entering.push(index);
      for (const table of view.tables) if (this.#rows.hasRow(table, index)) add(changes.put, table, index);
      return;
    }
    for (const { table, existed, first, end } of mark.rows) {
      const exists = this.#rows.hasRow(table, index);
      if (!exists) {
        if (existed) add(changes.removed, table, index);
        continue;
      }
      if (existed && (first > 0 || end < this.#sizeOf(table)))
        addPatch(changes.patches, table, first, end - first, index);
      else add(changes.put, table, index);
    }
  }

  #writeEntering(channel: Channel, given: Iterable<number> & { readonly length: number }): void {
    if (given.length === 0) return;
    const indexes = Uint32Array.from(given).sort();
    this.#writeIndexRun(RUN.enter, indexes);
    for (const index of indexes) this.#runs.varint(Math.floor(channel.view.entityAt(index) / 2 ** 32));
  }

  #writePut(table: number, given: Iterable<number> & { readonly length: number }): void {
    if (given.length === 0) return;
    const runs = this.#runs;
    runs.u8(RUN.put);
    runs.varint(table);
    const indexes = this.#writeIndexes(given);
    this.#writeBytes(table, indexes, 0, this.#sizeOf(table));
  }

  #writePatch({ table, first, length, indexes: given }: Patch): void {
    const runs = this.#runs;
    runs.u8(RUN.patch);
    runs.varint(table);
    runs.varint(first);
    runs.varint(length);
    const indexes = this.#writeIndexes(given);
    this.#writeBytes(table, indexes, first, length);
  }

  #writeRemoved(table: number, indexes: readonly number[]): void {
    this.#runs.u8(RUN.remove);
    this.#runs.varint(table);
    this.#writeIndexes(indexes);
  }

  #writeBytes(table: number, indexes: Uint32Array, first: number, length: number): void {
    const rows = this.#rows;
    for (const index of indexes) {
      rows.find(table, index);
      this.#runs.copy(rows.bytes, rows.at + first, length);
    }
  }

  #writeIndexRun(kind: number, indexes: Iterable<number> & { readonly length: number }): void {
    if (indexes.length === 0) return;
    this.#runs.u8(kind);
    this.#writeIndexes(indexes);
  }

  /** Their number, then each as its difference from the one before. Returns them in order. */
  #writeIndexes(given: Iterable<number> & { readonly length: number }): Uint32Array {
    const indexes = Uint32Array.from(given).sort();
    this.#runs.varint(indexes.length);
    let before = 0;
    for (const index of indexes) {
      this.#runs.varint(index - before);
      before = index;
    }
    return indexes;
  }

  #finish(channel: Channel, flags: number): Uint8Array {
    const section = this.#section;
    section.clear();
    section.varint(channel.number);
    section.u8(flags);
    section.varint(this.#runs.length);
    section.bytes(this.#runs.written);
    return section.take();
  }

  #sizeOf(table: number): number {
    return this.#sizes.get(table) ?? 0;
  }
}

const NOTHING = new Uint8Array(0);

function add(rows: Rows, table: number, index: number): void {
  const indexes = rows.get(table);
  if (indexes === undefined) rows.set(table, [index]);
  else indexes.push(index);
}

function addPatch(patches: Map<string, Patch>, table: number, first: number, length: number, index: number): void {
  const key = `${table} ${first} ${length}`;
  const patch = patches.get(key);
  if (patch === undefined) patches.set(key, { table, first, length, indexes: [index] });
  else patch.indexes.push(index);
}

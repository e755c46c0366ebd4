/** Sorts the marks of a channel: entities that leave or enter, and rows by how a client changes them. */

import type { PublishedRows } from '@ecsdb/runtime/replica';
import type { Channel } from '../channels/channel.js';
import { IndexList } from '../channels/index-list.js';
import { type Marks, ROW_EXISTED } from '../channels/marks.js';
import type { RecordSizes } from '../channels/record-sizes.js';

/** Rows of one table of which the same bytes have changed. */
export class Patch {
  table = 0;
  first = 0;
  length = 0;
  readonly indexes: IndexList = new IndexList();
}

/** Rows of a table that are sent as a whole, or deleted. */
export class TableRows {
  readonly table: number;
  readonly size: number;
  readonly put: IndexList = new IndexList();
  readonly removed: IndexList = new IndexList();

  constructor(table: number, size: number) {
    this.table = table;
    this.size = size;
  }
}

/** Whether the row of an entity index in a table differs from what a client has. */
export type HasChanged = (table: number, index: number) => boolean;

/** Used again for each section, so that a step makes no garbage. */
export class ChannelChanges {
  readonly leaving: IndexList = new IndexList();
  readonly entering: IndexList = new IndexList();
  /** Of the tables of the view, in their order. */
  rows: readonly TableRows[] = [];
  /** Only the first `patchCount` are in use. */
  readonly patches: Patch[] = [];
  patchCount = 0;
  readonly #rows: PublishedRows;
  readonly #sizes: RecordSizes;
  readonly #rowsOf: Map<number, TableRows> = new Map();
  /** Patches by table, first byte and length. */
  readonly #byRange: Map<number, Patch> = new Map();
  #lastPatch: Patch | undefined;

  constructor(rows: PublishedRows, sizes: RecordSizes) {
    this.#rows = rows;
    this.#sizes = sizes;
  }

  collect(channel: Channel, marks: Marks | undefined): void {
    this.#begin(channel);
    if (marks === undefined) return;
    for (let slot = 0; slot < marks.count; slot++) this.#addMark(channel, marks, slot);
  }

  /** Everything that is marked leaves and enters again, because what a client has of it is not known. */
  collectAnew(channel: Channel, marks: Marks | undefined): void {
    this.#begin(channel);
    if (marks === undefined) return;
    for (let slot = 0; slot < marks.count; slot++) {
      const index = marks.indexes[slot] as number;
      this.leaving.add(index);
      if (channel.view.isMember(channel, index)) this.#enter(index);
    }
  }

  /** From the entities that a client has, ascending by index, to the present members. */
  compare(channel: Channel, entities: readonly number[], hasChanged: HasChanged): void {
    this.#begin(channel);
    const { view } = channel;
    const members = view.membersOf(channel);
    let at = 0;
    for (const entity of entities) {
      const index = entity >>> 0;
      while (at < members.length && (members[at] as number) < index) this.#enter(members[at++] as number);
      if (members[at] !== index) {
        this.leaving.add(index);
        continue;
      }
      at++;
      if (view.entityAt(index) === entity) this.#compareRows(index, hasChanged);
      else {
        this.leaving.add(index);
        this.#enter(index);
      }
    }
    while (at < members.length) this.#enter(members[at++] as number);
  }

  #compareRows(index: number, hasChanged: HasChanged): void {
    for (const { table, put, removed } of this.rows) {
      if (!hasChanged(table, index)) continue;
      if (this.#rows.hasRow(table, index)) put.add(index);
      else removed.add(index);
    }
  }

  #enter(index: number): void {
    this.entering.add(index);
    for (const { table, put } of this.rows) if (this.#rows.hasRow(table, index)) put.add(index);
  }

  #begin({ view }: Channel): void {
    this.leaving.clear();
    this.entering.clear();
    this.patchCount = 0;
    this.#byRange.clear();
    this.#lastPatch = undefined;
    this.rows = view.tables.map((table) => this.#clearedRows(table));
  }

  #addMark(channel: Channel, marks: Marks, slot: number): void {
    const { view } = channel;
    const index = marks.indexes[slot] as number;
    const entity = marks.entities[slot] as number;
    const isMember = view.isMember(channel, index);
    if (isMember && marks.wholes[slot] === 0 && entity === view.entityAt(index)) {
      this.#addRows(marks, slot, index);
      return;
    }
    if (entity !== 0) this.leaving.add(index);
    if (isMember) this.#enter(index);
  }

  #addRows(marks: Marks, slot: number, index: number): void {
    const { rows } = this;
    for (let place = 0; place < rows.length; place++) {
      const row = slot * rows.length + place;
      const flags = marks.rowFlags[row] as number;
      if (flags === 0) continue;
      const { table, size, put, removed } = rows[place] as TableRows;
      const existed = (flags & ROW_EXISTED) !== 0;
      const first = marks.firsts[row] as number;
      const length = (marks.ends[row] as number) - first;
      if (!this.#rows.hasRow(table, index)) {
        if (existed) removed.add(index);
      } else if (existed && length < size) this.#patch(table, first, length).indexes.add(index);
      else put.add(index);
    }
  }

  #patch(table: number, first: number, length: number): Patch {
    const last = this.#lastPatch;
    if (last !== undefined && last.table === table && last.first === first && last.length === length) return last;
    // A record has at most 65,536 bytes, and a patch does not contain all of them.
    const key = (table * 2 ** 16 + first) * 2 ** 16 + length;
    let patch = this.#byRange.get(key);
    if (patch === undefined) {
      patch = this.#nextPatch();
      patch.table = table;
      patch.first = first;
      patch.length = length;
      this.#byRange.set(key, patch);
    }
    this.#lastPatch = patch;
    return patch;
  }

  #nextPatch(): Patch {
    let patch = this.patches[this.patchCount];
    if (patch === undefined) {
      patch = new Patch();
      this.patches.push(patch);
    }
    this.patchCount++;
    patch.indexes.clear();
    return patch;
  }

  #clearedRows(table: number): TableRows {
    let rows = this.#rowsOf.get(table);
    if (rows === undefined) {
      rows = new TableRows(table, this.#sizes.get(table) ?? 0);
      this.#rowsOf.set(table, rows);
    }
    rows.put.clear();
    rows.removed.clear();
    return rows;
  }
}

/** Encodes what a client needs of a channel: everything, or what has changed. protocol/step.ts has the layout. */

import { NO_ROW, type PublishedRows } from '@ecsdb/runtime/replica';
import { ByteWriter, checksumOf, RUN, SECTION } from '../../protocol/index.js';
import type { Channel } from '../channels/channel.js';
import { IndexList } from '../channels/index-list.js';
import type { RecordSizes } from '../channels/record-sizes.js';
import type { ViewState } from '../channels/view-state.js';
import { ChannelChanges, type HasChanged } from './channel-changes.js';

export class SectionEncoder {
  readonly #rows: PublishedRows;
  readonly #sizes: RecordSizes;
  readonly #changes: ChannelChanges;
  readonly #runs: ByteWriter = new ByteWriter();
  readonly #section: ByteWriter = new ByteWriter();
  /** Used again for each run. */
  readonly #present: IndexList = new IndexList();
  #places: Uint32Array = new Uint32Array(0);

  constructor(rows: PublishedRows, sizes: RecordSizes) {
    this.#rows = rows;
    this.#sizes = sizes;
    this.#changes = new ChannelChanges(rows, sizes);
  }

  /** All that a channel contains. */
  whole(channel: Channel): Uint8Array {
    this.#runs.clear();
    this.#writeContent(channel, channel.view.membersOf(channel));
    return this.#finish(channel, SECTION.whole);
  }

  /** What has changed after a version; empty if nothing has. */
  delta(channel: Channel, from: number): Uint8Array {
    this.#changes.collect(channel, channel.intervals.since(from));
    return this.#finishChanges(channel);
  }

  /** What leads from the entities that a client has of a channel, ascending by index, to its content. */
  resumed(channel: Channel, entities: readonly number[], hasChanged: HasChanged): Uint8Array {
    this.#changes.compare(channel, entities, hasChanged);
    return this.#finishChanges(channel);
  }

  closed(channel: Channel): Uint8Array {
    this.#runs.clear();
    return this.#finish(channel, SECTION.closed);
  }

  /** What has changed since a version while the content was sent in slices, in a form that fits any of them. */
  staged(channel: Channel, from: number): Uint8Array {
    this.#changes.collectAnew(channel, channel.intervals.since(from));
    this.#writeChanges(channel);
    return this.#finish(channel, SECTION.staged);
  }

  /** About `bytes` of the content, from an entity index on, and where the next slice begins; 0 at the end. */
  slice(channel: Channel, first: number, bytes: number): { readonly runs: Uint8Array; readonly next: number } {
    const { members, next } = this.#membersFrom(channel, first, bytes);
    this.#runs.clear();
    this.#writeContent(channel, members);
    return { runs: this.#runs.written, next };
  }

  /** Of a part of the content with `bytes`, from an entity index on, and where the next part begins; 0 at the end. */
  checksum(
    channel: Channel,
    first: number,
  ): { readonly checksum: number; readonly bytes: number; readonly next: number } {
    const { members, next } = this.#membersFrom(channel, first, CHECKED_BYTES);
    const checksum = checksumOf(this.#rows, members, channel.view.tables, this.#sizes);
    return { checksum, bytes: members.length * this.#entityBytes(channel.view), next };
  }

  #membersFrom(
    channel: Channel,
    first: number,
    bytes: number,
  ): { readonly members: Uint32Array; readonly next: number } {
    const { view, memberCount } = channel;
    const size = this.#entityBytes(view);
    // Not all indexes are looked at for a channel with few of them.
    if (first === 1 && memberCount * size <= bytes) return { members: view.membersOf(channel), next: 0 };
    const { indexEnd } = this.#rows;
    const members = new IndexList();
    const last = Math.min(indexEnd, first + SLICE_INDEXES);
    let index = first;
    for (; index < last && members.length * size < bytes; index++) {
      if (view.isMember(channel, index)) members.add(index);
    }
    return { members: members.sorted(), next: index < indexEnd ? index : 0 };
  }

  /** What an entity with a row in each table takes. */
  #entityBytes({ tables }: ViewState): number {
    return tables.reduce((sum, table) => sum + (this.#sizes.get(table) ?? 0) + 1, ENTITY_BYTES);
  }

  #finishChanges(channel: Channel): Uint8Array {
    this.#writeChanges(channel);
    return this.#runs.length === 0 ? NOTHING : this.#finish(channel, SECTION.delta);
  }

  #writeChanges(channel: Channel): void {
    const changes = this.#changes;
    this.#runs.clear();
    this.#writeLeaving(changes.leaving.sorted());
    this.#writeEntering(channel.view, changes.entering.sorted());
    for (const { table, put } of changes.rows) this.#writePut(table, put.sorted());
    for (let i = 0; i < changes.patchCount; i++) {
      const patch = changes.patches[i];
      if (patch !== undefined) this.#writePatch(patch.table, patch.first, patch.length, patch.indexes.sorted());
    }
    for (const { table, removed } of changes.rows) this.#writeRemoved(table, removed.sorted());
  }

  #writeContent(channel: Channel, members: Uint32Array): void {
    this.#writeEntering(channel.view, members);
    for (const table of channel.view.tables) this.#writePut(table, this.#withRow(table, members));
  }

  /** Those with a row in a table; valid until the next call. */
  #withRow(table: number, members: Uint32Array): Uint32Array {
    const places = this.#locate(table, members);
    const present = this.#present;
    present.clear();
    for (let i = 0; i < members.length; i++) if (places[i] !== NO_ROW) present.add(members[i] as number);
    return present.sorted();
  }

  #writeLeaving(indexes: Uint32Array): void {
    if (indexes.length === 0) return;
    this.#runs.u8(RUN.leave);
    this.#runs.ascending(indexes);
  }

  #writeEntering(view: ViewState, indexes: Uint32Array): void {
    if (indexes.length === 0) return;
    this.#runs.u8(RUN.enter);
    this.#runs.ascending(indexes);
    for (const index of indexes) this.#runs.varint(Math.floor(view.entityAt(index) / 2 ** 32));
  }

  #writePut(table: number, indexes: Uint32Array): void {
    if (indexes.length === 0) return;
    const runs = this.#runs;
    runs.u8(RUN.put);
    runs.varint(table);
    runs.ascending(indexes);
    this.#writeBytes(table, indexes, 0, this.#sizes.get(table) ?? 0);
  }

  #writePatch(table: number, first: number, length: number, indexes: Uint32Array): void {
    const runs = this.#runs;
    runs.u8(RUN.patch);
    runs.varint(table);
    runs.varint(first);
    runs.varint(length);
    runs.ascending(indexes);
    this.#writeBytes(table, indexes, first, length);
  }

  #writeRemoved(table: number, indexes: Uint32Array): void {
    if (indexes.length === 0) return;
    this.#runs.u8(RUN.remove);
    this.#runs.varint(table);
    this.#runs.ascending(indexes);
  }

  #writeBytes(table: number, indexes: Uint32Array, first: number, length: number): void {
    const places = this.#locate(table, indexes);
    const { bytes, stride } = this.#rows;
    this.#runs.records(bytes, { places, count: indexes.length, stride, first, length });
  }

  /** The places of rows; valid until the next call. */
  #locate(table: number, indexes: Uint32Array): Uint32Array {
    if (this.#places.length < indexes.length) this.#places = new Uint32Array(indexes.length * 2);
    this.#rows.locate(table, indexes, this.#places);
    return this.#places;
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
}

const NOTHING = new Uint8Array(0);
/** Of a part that is checked. */
const CHECKED_BYTES = 64 * 1024;
/** Entity indexes that are looked at for a slice. */
const SLICE_INDEXES = 256 * 1024;
/** What an entity takes, without rows: index and generation. */
const ENTITY_BYTES = 3;

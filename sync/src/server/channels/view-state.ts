/** Which entity is in which channel of a view. */

import { type Database, EcsDbError, type Entity } from '@ecsdb/runtime';
import { DELETE, INSERT, type PublishedRows, RowFunction } from '@ecsdb/runtime/replica';
import type { ErrorReports } from '../clients/error-reports.js';
import { Channel } from './channel.js';
import { requireChannelValue } from './channel-value.js';
import { IndexList } from './index-list.js';
import type { RecordSizes } from './record-sizes.js';
import { type ChannelValue, type CheckedView, ONLY_CHANNEL } from './view.js';

const FIRST_SLOTS = 256;
/** Sorting the members of a channel is faster than looking at all indexes if this times as many are others. */
const FEW_OF = 16;
/** What an entity takes in a step, without rows: index and generation. */
const ENTITY_BYTES = 3;
/** What a row takes in a step, without its record: index. */
const ROW_BYTES = 1;

export interface ViewHost {
  readonly db: Database;
  readonly rows: PublishedRows;
  readonly sizes: RecordSizes;
  nextChannel(): number;
  readonly errors: ErrorReports;
}

/** For each entity index: its channel, and its neighbours in the list of the channel's members. */
export class ViewState {
  readonly name: string;
  readonly view: CheckedView;
  /** Ids of its tables, ascending. */
  readonly tables: readonly number[];
  readonly #host: ViewHost;
  readonly #by: RowFunction<ChannelValue> | undefined;
  readonly #channels: Map<ChannelValue, Channel> = new Map();
  /** By slot; slot 0 is no channel. */
  readonly #bySlot: (Channel | undefined)[] = [undefined];
  readonly #freeSlots: number[] = [];
  /** Slots of channels; 0 for none. */
  #channelOf: Uint32Array = new Uint32Array(FIRST_SLOTS);
  /** The entities that are members. */
  #entityOf: Float64Array = new Float64Array(FIRST_SLOTS);
  #next: Uint32Array = new Uint32Array(FIRST_SLOTS);
  #previous: Uint32Array = new Uint32Array(FIRST_SLOTS);
  /** Indexes whose rows have changed and whose channel was not looked up again. */
  readonly #touched: IndexList = new IndexList();
  /** The place of the table that sorts the view into channels; -1 if there is none. */
  readonly #sortingPlace: number;

  constructor(view: CheckedView, host: ViewHost) {
    const { name, by } = view;
    this.name = name;
    this.view = view;
    this.tables = view.tables.map(({ TABLE_ID }) => TABLE_ID).sort((a, b) => a - b);
    this.#sortingPlace = by === undefined ? -1 : this.tables.indexOf(by.component.TABLE_ID);
    this.#host = host;
    this.#by = by && new RowFunction(host.db, by.component, by.channelOf, readsOthers(name));
  }

  get channels(): Iterable<Channel> {
    return this.#channels.values();
  }

  /** The channel of a value, if it exists. */
  find(value: ChannelValue): Channel | undefined {
    return this.#channels.get(value);
  }

  /** The channel of a value; it may have no members. */
  channel(value: ChannelValue): Channel {
    let channel = this.#channels.get(value);
    if (channel === undefined) {
      const slot = this.#freeSlots.pop() ?? this.#bySlot.length;
      channel = new Channel(this.#host.nextChannel(), slot, this, value);
      this.#channels.set(value, channel);
      this.#bySlot[slot] = channel;
    }
    return channel;
  }

  /** Forgets a channel that has neither members nor holders. */
  release(channel: Channel): void {
    if (channel.holders > 0) return;
    channel.forgetAll();
    if (channel.memberCount > 0 || this.#bySlot[channel.slot] !== channel) return;
    this.#channels.delete(channel.value);
    this.#bySlot[channel.slot] = undefined;
    this.#freeSlots.push(channel.slot);
  }

  /** Finds the channels of all entities that exist. */
  sortAll(): void {
    const { rows } = this.#host;
    const tables = this.#sortingPlace < 0 ? this.tables : [this.tables[this.#sortingPlace] as number];
    for (const table of tables) {
      for (let row = rows.count(table) - 1; row >= 0; row--) this.#touched.add(rows.entityOfRow(table, row) >>> 0);
    }
    this.sortTouched();
  }

  /** Notes an operation on a row of one of its tables, by the place of the table. */
  noteRow(index: number, place: number, kind: number, first: number, end: number): void {
    if (this.#isSortedBy(place, kind)) this.#touched.add(index);
    const channel = this.#channelAt(index);
    if (channel === undefined || channel.holders === 0) return;
    const { marks } = channel;
    marks.noteRow(marks.mark(index, this.entityAt(index)), place, kind, first, end);
  }

  /** Finds the channels of entities whose rows have changed. */
  sortTouched(): void {
    const touched = this.#touched;
    for (let i = 0; i < touched.length; i++) this.#sort(touched.at(i));
    touched.clear();
  }

  /** True if an operation can change the channel of its entity. */
  #isSortedBy(place: number, kind: number): boolean {
    return this.#sortingPlace < 0 ? kind === INSERT || kind === DELETE : place === this.#sortingPlace;
  }

  isMember(channel: Channel, index: number): boolean {
    return index < this.#channelOf.length && this.#channelOf[index] === channel.slot;
  }

  /** The entity that is in a channel with this index; 0 if none is. */
  entityAt(index: number): number {
    return index < this.#entityOf.length ? (this.#entityOf[index] as number) : 0;
  }

  /** The indexes of a channel, ascending. */
  membersOf(channel: Channel): Uint32Array {
    const members = new Uint32Array(channel.memberCount);
    let at = 0;
    if (channel.memberCount * FEW_OF > this.#channelOf.length) {
      for (let index = 1; index < this.#channelOf.length; index++) {
        if (this.#channelOf[index] === channel.slot) members[at++] = index;
      }
      return members;
    }
    for (let index = channel.firstMember; index !== 0; index = this.#next[index] as number) members[at++] = index;
    return members.sort();
  }

  /** About as many bytes as the content of a channel takes in a step. */
  contentBytes({ memberCount }: Channel): number {
    let bytes = memberCount * ENTITY_BYTES;
    for (const table of this.tables) {
      const count = Math.min(memberCount, this.#host.rows.count(table));
      bytes += count * ((this.#host.sizes.get(table) ?? 0) + ROW_BYTES);
    }
    return bytes;
  }

  #sort(index: number): void {
    this.#reserve(index);
    const before = this.#channelAt(index);
    const was = this.entityAt(index);
    const is = this.#host.rows.entityAt(index);
    const now = is === 0 ? undefined : this.#channelOfRows(index, is);
    if (before !== undefined && (before !== now || was !== is) && before.holders > 0) before.marks.mark(index, was);
    if (before === now) {
      if (now !== undefined) this.#entityOf[index] = is;
      return;
    }
    if (before !== undefined) this.#unlink(before, index);
    if (now === undefined) return;
    // What has changed while it was elsewhere is not marked.
    if (now.holders > 0) {
      const { marks } = now;
      const isKnown = marks.find(index) >= 0;
      const slot = marks.mark(index, 0);
      if (isKnown) marks.wholes[slot] = 1;
    }
    this.#link(now, index, is);
  }

  #channelOfRows(index: number, entity: number): Channel | undefined {
    const { rows, errors } = this.#host;
    const { by } = this.view;
    if (by === undefined || this.#by === undefined) {
      return this.tables.some((table) => rows.hasRow(table, index)) ? this.channel(ONLY_CHANNEL) : undefined;
    }
    if (!rows.hasRow(by.component.TABLE_ID, index)) return undefined;
    try {
      return this.channel(requireChannelValue(this.#by.call(entity as Entity), 'by', this.name));
    } catch (error) {
      // An entity whose channel is not known is sent to no client.
      const place = `entity ${entity} of table "${by.component.TABLE_NAME}"`;
      errors.report(`\`by\` of view "${this.name}"`, error, place);
      return undefined;
    }
  }

  #channelAt(index: number): Channel | undefined {
    if (index >= this.#channelOf.length) return undefined;
    return this.#bySlot[this.#channelOf[index] as number];
  }

  #link(channel: Channel, index: number, entity: number): void {
    const first = channel.firstMember;
    this.#channelOf[index] = channel.slot;
    this.#entityOf[index] = entity;
    this.#next[index] = first;
    this.#previous[index] = 0;
    if (first !== 0) this.#previous[first] = index;
    channel.firstMember = index;
    channel.memberCount++;
  }

  #unlink(channel: Channel, index: number): void {
    const next = this.#next[index] as number;
    const previous = this.#previous[index] as number;
    if (previous === 0) channel.firstMember = next;
    else this.#next[previous] = next;
    if (next !== 0) this.#previous[next] = previous;
    this.#channelOf[index] = 0;
    this.#entityOf[index] = 0;
    channel.memberCount--;
    this.release(channel);
  }

  #reserve(index: number): void {
    if (index < this.#channelOf.length) return;
    const length = Math.max(index + 1, this.#channelOf.length * 2);
    this.#channelOf = grown(new Uint32Array(length), this.#channelOf);
    this.#entityOf = grown(new Float64Array(length), this.#entityOf);
    this.#next = grown(new Uint32Array(length), this.#next);
    this.#previous = grown(new Uint32Array(length), this.#previous);
  }
}

function grown<List extends Float64Array | Uint32Array>(to: List, from: List): List {
  to.set(from);
  return to;
}

function readsOthers(view: string): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `\`by\` of view "${view}" used the database. Only changes of its row move an entity to another channel, so it ` +
      'can use nothing but this row. Store what it needs in fields of the row.',
    { expected: 'a function that uses its row only', got: 'a call of the database' },
  );
}

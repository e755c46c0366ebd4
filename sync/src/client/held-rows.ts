/** What a client holds: the members of each channel, and how many channels show each row. */

import { EcsDbError } from '@ecsdb/runtime';
import { ProtocolError } from '../protocol/index.js';

/** A channel as the server announces it. */
export interface NewChannel {
  /** On this connection. */
  readonly number: number;
  readonly view: string;
  /** See `channelKey`. */
  readonly value: string;
  /** Ids of the tables of its view. */
  readonly tables: readonly number[];
}

export interface HeldChannel extends NewChannel {
  /** False until a step has brought its content. */
  isOpen: boolean;
  readonly members: Set<number>;
}

export class HeldRows {
  readonly #indexMax: number;
  readonly #channels: Map<number, HeldChannel> = new Map();
  /** Of earlier connections. */
  readonly #earlier: Set<HeldChannel> = new Set();
  /** The same, by what identifies a channel in all connections. */
  readonly #earlierByKey: Map<string, HeldChannel> = new Map();
  /** For each table: how many channels show the row of an entity index. */
  readonly #shown: Map<number, Uint16Array> = new Map();
  /** How many channels show an entity index. */
  #entities: Uint16Array = new Uint16Array(256);

  /** Entities up to this index are accepted, so that memory is not allocated because a number says so. */
  constructor(indexMax: number) {
    this.#indexMax = indexMax;
  }

  get isEmpty(): boolean {
    return this.#channels.size === 0 && this.#earlier.size === 0;
  }

  /** A connection begins: what it does not announce goes with its first step. Returns what was brought. */
  begin(): readonly HeldChannel[] {
    for (const channel of this.#channels.values()) {
      if (!channel.isOpen) continue;
      this.#earlier.add(channel);
      this.#earlierByKey.set(keyOf(channel), channel);
    }
    this.#channels.clear();
    return [...this.#earlier];
  }

  /** A channel that steps may open from now on. If it `continues`, it keeps what an earlier connection has brought. */
  expect(channel: NewChannel, continues: boolean): void {
    if (this.#channels.has(channel.number)) return;
    const key = keyOf(channel);
    const earlier = continues ? this.#earlierByKey.get(key) : undefined;
    if (earlier !== undefined) {
      this.#earlierByKey.delete(key);
      this.#earlier.delete(earlier);
    }
    const members = earlier?.members ?? new Set();
    this.#channels.set(channel.number, { ...channel, isOpen: earlier !== undefined, members });
  }

  /** Channels of earlier connections that this one has not announced; they are forgotten. */
  takeEarlier(): readonly HeldChannel[] {
    const earlier = [...this.#earlier];
    this.#earlier.clear();
    this.#earlierByKey.clear();
    return earlier;
  }

  has(number: number): boolean {
    return this.#channels.has(number);
  }

  channel(number: number): HeldChannel {
    const channel = this.#channels.get(number);
    if (channel === undefined) throw new ProtocolError(`a step has channel ${number}, which was not announced`);
    return channel;
  }

  delete(channel: number): void {
    this.#channels.delete(channel);
  }

  /** Returns whether no channel had shown the entity before. */
  enter(channel: HeldChannel, index: number): boolean {
    if (index > this.#indexMax) throw indexTooHigh(index, this.#indexMax);
    if (channel.members.has(index)) throw new ProtocolError(`entity index ${index} enters a channel twice`);
    channel.members.add(index);
    this.#entities = withRoom(this.#entities, index);
    for (const table of channel.tables) {
      const shown = withRoom(this.#shown.get(table), index);
      this.#shown.set(table, shown);
      (shown[index] as number)++;
    }
    return (this.#entities[index] as number)++ === 0;
  }

  /** Calls `hidden` with each table whose row no channel shows any more. Returns whether none shows the entity. */
  leave(channel: HeldChannel, index: number, hidden: (table: number) => void): boolean {
    if (!channel.members.delete(index)) throw new ProtocolError(`entity index ${index} leaves a channel without it`);
    for (const table of channel.tables) {
      const shown = this.#shown.get(table) as Uint16Array;
      if (--(shown[index] as number) === 0) hidden(table);
    }
    return --(this.#entities[index] as number) === 0;
  }
}

function keyOf({ view, value, tables }: NewChannel): string {
  return JSON.stringify([view, value, tables]);
}

function withRoom(list: Uint16Array = new Uint16Array(256), index: number): Uint16Array {
  if (index < list.length) return list;
  const grown = new Uint16Array(Math.max(index + 1, list.length * 2));
  grown.set(list);
  return grown;
}

/** No further connection changes that. */
function indexTooHigh(index: number, max: number): EcsDbError {
  return new EcsDbError(
    'CAPACITY_EXCEEDED',
    `the server has an entity with index ${index}, which is above ${max}, the option maxIndex of connect. Connect ` +
      'with a higher one.',
    { option: 'maxIndex', expected: `an index of at most ${max}`, got: String(index) },
  );
}

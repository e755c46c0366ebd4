/** What a client holds: the members of each channel, and how many channels show each row. */

import { ProtocolError } from '../protocol/index.js';

export interface HeldChannel {
  /** Ids of the tables of its view. */
  readonly tables: readonly number[];
  readonly members: Set<number>;
}

export class HeldRows {
  readonly #indexMax: number;
  readonly #channels: Map<number, HeldChannel> = new Map();
  /** For each table: how many channels show the row of an entity index. */
  readonly #shown: Map<number, Uint16Array> = new Map();
  /** How many channels show an entity index. */
  #entities: Uint16Array = new Uint16Array(256);

  /** Entities up to this index are accepted, so that memory is not allocated because a number says so. */
  constructor(indexMax: number) {
    this.#indexMax = indexMax;
  }

  /** A channel that steps may open from now on. */
  expect(channel: number, tables: readonly number[]): void {
    if (!this.#channels.has(channel)) this.#channels.set(channel, { tables, members: new Set() });
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
    if (index > this.#indexMax) {
      throw new ProtocolError(`entity index ${index} is above ${this.#indexMax}, the highest that the client accepts`);
    }
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

function withRoom(list: Uint16Array = new Uint16Array(256), index: number): Uint16Array {
  if (index < list.length) return list;
  const grown = new Uint16Array(Math.max(index + 1, list.length * 2));
  grown.set(list);
  return grown;
}

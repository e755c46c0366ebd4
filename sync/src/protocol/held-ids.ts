/**
 * What a client holds, when it connects again after its server has forgotten that: entities by channel.
 *
 *   channels, one after the other
 *     view, value                      texts; the value as `channelKey` makes it
 *     tables                           count, ids
 *     runs of entities                 count; each: indexes that are skipped, count, generation
 *
 * A run has consecutive indexes and one generation, so a world without holes takes a few bytes. A channel with many
 * entities goes on in the next frame.
 */

import { GENERATION_LIMIT, INDEX_LIMIT } from '@ecsdb/runtime/replica';
import { type ByteReader, ProtocolError } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { LIMITS } from './frame-types.js';
import { HELD_ENTITIES_MAX, HeldBudget } from './held-budget.js';

export interface HeldIds {
  readonly view: string;
  /** Of the channel; see `channelKey`. */
  readonly value: string;
  /** Ids of the tables of the view. */
  readonly tables: readonly number[];
  /** Ascending by index. */
  readonly entities: readonly number[];
}

const FRAME_BYTES = 16 * 1024;
/** As many as certainly fit into a frame: a run has at most 13 bytes. */
const PART_RUNS = Math.ceil(FRAME_BYTES / 13);
const TABLES_MAX = 65_536;

/** A value of a channel as a text: the kind of value, then the value. At most `LIMITS.value` bytes. */
export function channelKey(value: number | string | boolean): string {
  return `${typeof value === 'number' ? 'n' : typeof value === 'string' ? 's' : 'b'}${value}`;
}

interface Run {
  first: number;
  count: number;
  readonly generation: number;
}

/** Bodies of frames. Channels that are above the limits of `HeldBudget` are left out. */
export function encodeHeldIds(channels: Iterable<HeldIds>): Uint8Array[] {
  const frames: Uint8Array[] = [];
  const frame = new ByteWriter();
  const budget = new HeldBudget();
  const finish = (): void => {
    if (frame.length > 0) frames.push(frame.take());
    frame.clear();
  };
  for (const channel of channels) {
    const runs = runsOf(channel.entities);
    if (!budget.take(channel, Math.max(1, Math.ceil(runs.length / PART_RUNS)))) continue;
    let next = 0;
    do {
      const count = Math.min(runs.length - next, PART_RUNS);
      writeChannel(frame, channel, runs.slice(next, next + count));
      next += count;
      if (frame.length >= FRAME_BYTES) finish();
    } while (next < runs.length);
  }
  finish();
  return frames;
}

/** Throws a `ProtocolError`. Runs are not expanded beyond `HELD_ENTITIES_MAX` entities. */
export function decodeHeldIds(from: ByteReader): HeldIds[] {
  const channels: HeldIds[] = [];
  let total = 0;
  while (!from.isAtEnd) {
    const view = from.text(LIMITS.name, 'the name of a view');
    const value = from.text(LIMITS.value, 'the value of a channel');
    const tableCount = from.limited(TABLES_MAX, 'the number of tables');
    from.require(tableCount);
    const tables = Array.from({ length: tableCount }, () => from.varint());
    const entities: number[] = [];
    let index = 0;
    for (let runs = from.varint(); runs > 0; runs--) {
      index += from.limited(INDEX_LIMIT, 'a gap of indexes') + 1;
      const count = from.limited(HELD_ENTITIES_MAX, 'the number of entities');
      const generation = from.limited(GENERATION_LIMIT - 1, 'a generation');
      total += count;
      if (count === 0 || total > HELD_ENTITIES_MAX || index + count > INDEX_LIMIT) {
        throw new ProtocolError('a run of entities is empty or too long');
      }
      for (let i = 0; i < count; i++) entities.push(generation * INDEX_LIMIT + index + i);
      index += count - 1;
    }
    channels.push({ view, value, tables, entities });
  }
  return channels;
}

function writeChannel(to: ByteWriter, { view, value, tables }: HeldIds, runs: readonly Run[]): void {
  to.text(view);
  to.text(value);
  to.varint(tables.length);
  for (const table of tables) to.varint(table);
  to.varint(runs.length);
  let before = 0;
  for (const { first, count, generation } of runs) {
    to.varint(first - before - 1);
    to.varint(count);
    to.varint(generation);
    before = first + count - 1;
  }
}

function runsOf(entities: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const entity of entities) {
    const index = entity % INDEX_LIMIT;
    const generation = Math.floor(entity / INDEX_LIMIT);
    const last = runs.at(-1);
    if (last !== undefined && last.generation === generation && last.first + last.count === index) last.count++;
    else runs.push({ first: index, count: 1, generation });
  }
  return runs;
}

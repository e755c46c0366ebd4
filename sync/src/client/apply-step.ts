/** Applies the body of a step to a replica: docs/protocol.md, "Steps". */

import { type Entity, INDEX_LIMIT, type ReplicaRows, SLOTS_MAX } from '@ecsdb/runtime/replica';
import { type ByteReader, ProtocolError, ByteReader as Reader, RUN, SECTION, STEP } from '../protocol/index.js';
import type { HeldChannel, HeldRows } from './held-rows.js';

export interface StepHead {
  /** Whether the step must be acknowledged. */
  readonly asks: boolean;
  readonly from: number;
  readonly to: number;
}

/** By table id. */
export type RecordSizes = ReadonlyMap<number, number>;

interface Section {
  readonly number: number;
  readonly channel: HeldChannel;
  readonly flags: number;
  readonly runs: ByteReader;
}

const GENERATION_MAX = 2 ** 21;

export function readHead(body: ByteReader): StepHead {
  const flags = body.u8();
  if (flags > STEP.asks) throw new ProtocolError(`a step has the unknown flags ${flags}`);
  return { asks: flags === STEP.asks, from: body.varint(), to: body.varint() };
}

/** Everything is applied, or an error is thrown; then the caller discards the replica. */
export function applySections(rows: ReplicaRows, held: HeldRows, sizes: RecordSizes, body: ByteReader): void {
  const sections: Section[] = [];
  while (!body.isAtEnd) sections.push(readSection(held, body));
  // An index may leave one channel with one generation, and enter another one with the next.
  for (const section of sections) leaveFirst(rows, held, section);
  for (const section of sections) {
    applyRuns(rows, held, sizes, section);
    section.channel.isOpen = true;
    if (section.flags === SECTION.closed) held.delete(section.number);
  }
}

/** Everything of these channels goes. */
export function leaveChannels(rows: ReplicaRows, held: HeldRows, channels: readonly HeldChannel[]): void {
  for (const channel of channels) for (const index of channel.members) leave(rows, held, channel, index);
}

function readSection(held: HeldRows, body: ByteReader): Section {
  const number = body.varint();
  const flags = body.u8();
  if (flags > SECTION.closed) throw new ProtocolError(`a section has the unknown flags ${flags}`);
  const length = body.varint();
  body.require(length);
  const runs = new Reader(body.bytes, body.at, body.at + length);
  body.at += length;
  return { number, channel: held.channel(number), flags, runs };
}

function leaveFirst(rows: ReplicaRows, held: HeldRows, { channel, flags, runs }: Section): void {
  if (flags !== SECTION.delta) {
    leaveChannels(rows, held, [channel]);
    return;
  }
  while (!runs.isAtEnd && runs.bytes[runs.at] === RUN.leave) {
    runs.u8();
    for (const index of readIndexes(runs)) leave(rows, held, channel, index);
  }
}

function leave(rows: ReplicaRows, held: HeldRows, channel: HeldChannel, index: number): void {
  const isGone = held.leave(channel, index, (table) => {
    if (rows.hasRow(table, index)) rows.remove(table, index);
  });
  if (isGone) rows.leave(index);
}

function applyRuns(rows: ReplicaRows, held: HeldRows, sizes: RecordSizes, { channel, runs }: Section): void {
  while (!runs.isAtEnd) {
    const kind = runs.u8();
    if (kind === RUN.enter) {
      enterAll(rows, held, channel, runs);
      continue;
    }
    const table = runs.varint();
    if (!channel.tables.includes(table)) throw new ProtocolError(`a channel has no table ${table}`);
    const size = sizes.get(table) ?? 0;
    if (kind === RUN.put) {
      putAll(rows, channel, table, size, runs);
    } else if (kind === RUN.patch) {
      patchAll(rows, channel, table, size, runs);
    } else if (kind === RUN.remove) {
      // Another channel of the same step may have said the same.
      for (const index of readIndexes(runs)) if (rows.hasRow(table, index)) rows.remove(table, index);
    } else {
      throw new ProtocolError(`a run is of the unknown kind ${kind}`);
    }
  }
}

function enterAll(rows: ReplicaRows, held: HeldRows, channel: HeldChannel, runs: ByteReader): void {
  for (const index of readIndexes(runs)) {
    const generation = runs.limited(GENERATION_MAX - 1, 'a generation');
    const entity = (generation * INDEX_LIMIT + index) as Entity;
    const isNew = held.enter(channel, index);
    if (!isNew && rows.entityAt(index) !== entity) throw new ProtocolError(`index ${index} has two generations`);
    rows.enter(entity);
  }
}

function putAll(rows: ReplicaRows, channel: HeldChannel, table: number, size: number, runs: ByteReader): void {
  for (const index of readIndexes(runs)) {
    requireMember(channel, index);
    runs.require(size);
    rows.put(table, index, runs.bytes, runs.at);
    runs.at += size;
  }
}

function patchAll(rows: ReplicaRows, channel: HeldChannel, table: number, size: number, runs: ByteReader): void {
  const first = runs.limited(size, 'the first byte of a patch');
  const length = runs.limited(size - first, 'the length of a patch');
  for (const index of readIndexes(runs)) {
    requireMember(channel, index);
    runs.require(length);
    rows.patch(table, index, first, length, runs.bytes, runs.at);
    runs.at += length;
  }
}

/** Each takes a byte at least, so nothing is allocated because a number says so. */
function readIndexes(runs: ByteReader): Uint32Array {
  const count = runs.varint();
  runs.require(count);
  const indexes = new Uint32Array(count);
  let index = 0;
  for (let i = 0; i < count; i++) {
    const difference = runs.varint();
    index += difference;
    if (difference === 0 || index >= SLOTS_MAX)
      throw new ProtocolError('indexes of a run do not ascend, or end too late');
    indexes[i] = index;
  }
  return indexes;
}

function requireMember({ members }: HeldChannel, index: number): void {
  if (!members.has(index)) throw new ProtocolError(`a row of entity index ${index} is not in its channel`);
}

/** Applies the body of a step to a replica: docs/protocol.md, "Steps". */

import { type Entity, GENERATION_LIMIT, INDEX_LIMIT, type ReplicaRows, SLOTS_MAX } from '@ecsdb/runtime/replica';
import { type ByteReader, ProtocolError, ByteReader as Reader, RUN, SECTION, STEP } from '../protocol/index.js';
import type { HeldChannel, HeldRows } from './held-rows.js';
import type { StagedContent } from './staged-content.js';

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
  /** What has come before the step. */
  readonly slices: readonly Uint8Array[];
  readonly runs: ByteReader;
}

interface Runs {
  readonly channel: HeldChannel;
  readonly runs: ByteReader;
  /** Entity indexes that are passed over. */
  readonly except: ReadonlySet<number>;
}

const NONE: ReadonlySet<number> = new Set();

export function readHead(body: ByteReader): StepHead {
  const flags = body.u8();
  if (flags > STEP.asks) throw new ProtocolError(`a step has the unknown flags ${flags}`);
  return { asks: flags === STEP.asks, from: body.varint(), to: body.varint() };
}

/** What steps are applied to. */
export interface Target {
  readonly held: HeldRows;
  readonly staged: StagedContent;
  readonly sizes: RecordSizes;
}

/** Everything is applied, or an error is thrown; then the caller discards the replica. */
export function applySections(rows: ReplicaRows, { held, staged, sizes }: Target, body: ByteReader): void {
  const sections: Section[] = [];
  while (!body.isAtEnd) {
    const section = readSection(held, staged, body);
    if (section !== undefined) sections.push(section);
  }
  // An index may leave one channel with one generation, and enter another one with the next.
  for (const section of sections) leaveFirst(rows, held, section);
  for (const section of sections) {
    const { channel, slices, runs } = section;
    const left = section.flags === SECTION.staged ? readLeaving(runs) : NONE;
    for (const slice of slices) applyRuns(rows, held, sizes, { channel, runs: new Reader(slice), except: left });
    applyRuns(rows, held, sizes, { channel, runs, except: NONE });
    section.channel.isOpen = true;
    if (section.flags === SECTION.closed) held.delete(section.number);
  }
}

/** Everything of these channels goes. */
export function leaveChannels(rows: ReplicaRows, held: HeldRows, channels: readonly HeldChannel[]): void {
  for (const channel of channels) for (const index of channel.members) leave(rows, held, channel, index);
}

/** Undefined if it closes a channel that was not announced: it ended before, or has gone with the connection. */
function readSection(held: HeldRows, staged: StagedContent, body: ByteReader): Section | undefined {
  const number = body.varint();
  const flags = body.u8();
  if (flags > SECTION.staged) throw new ProtocolError(`a section has the unknown flags ${flags}`);
  const length = body.varint();
  body.require(length);
  const runs = new Reader(body.bytes, body.at, body.at + length);
  body.at += length;
  const slices = flags === SECTION.delta ? undefined : staged.take(number);
  if (flags === SECTION.closed && !held.has(number)) return undefined;
  const isStaged = flags === SECTION.staged;
  if (isStaged && slices === undefined) throw new ProtocolError(`channel ${number} has come without slices`);
  return { number, channel: held.channel(number), flags, slices: isStaged && slices !== undefined ? slices : [], runs };
}

function leaveFirst(rows: ReplicaRows, held: HeldRows, { channel, flags, runs }: Section): void {
  if (flags !== SECTION.delta) {
    leaveChannels(rows, held, [channel]);
    return;
  }
  for (const index of readLeaving(runs)) leave(rows, held, channel, index);
}

/** The runs that leave come first. */
function readLeaving(runs: ByteReader): ReadonlySet<number> {
  const leaving = new Set<number>();
  while (!runs.isAtEnd && runs.bytes[runs.at] === RUN.leave) {
    runs.u8();
    for (const index of readIndexes(runs)) leaving.add(index);
  }
  return leaving;
}

function leave(rows: ReplicaRows, held: HeldRows, channel: HeldChannel, index: number): void {
  const isGone = held.leave(channel, index, (table) => {
    if (rows.hasRow(table, index)) rows.remove(table, index);
  });
  if (isGone) rows.leave(index);
}

function applyRuns(rows: ReplicaRows, held: HeldRows, sizes: RecordSizes, { channel, runs, except }: Runs): void {
  while (!runs.isAtEnd) {
    const kind = runs.u8();
    if (kind === RUN.enter) {
      enterAll(rows, held, { channel, runs, except });
      continue;
    }
    const table = runs.varint();
    if (!channel.tables.includes(table)) throw new ProtocolError(`a channel has no table ${table}`);
    const size = sizes.get(table) ?? 0;
    if (kind === RUN.put) {
      putAll(rows, table, size, { channel, runs, except });
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

function enterAll(rows: ReplicaRows, held: HeldRows, { channel, runs, except }: Runs): void {
  for (const index of readIndexes(runs)) {
    const generation = runs.limited(GENERATION_LIMIT - 1, 'a generation');
    if (except.has(index)) continue;
    const entity = (generation * INDEX_LIMIT + index) as Entity;
    const isNew = held.enter(channel, index);
    if (!isNew && rows.entityAt(index) !== entity) throw new ProtocolError(`index ${index} has two generations`);
    rows.enter(entity);
  }
}

function putAll(rows: ReplicaRows, table: number, size: number, { channel, runs, except }: Runs): void {
  for (const index of readIndexes(runs)) {
    runs.require(size);
    if (!except.has(index)) {
      requireMember(channel, index);
      rows.put(table, index, runs.bytes, runs.at);
    }
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

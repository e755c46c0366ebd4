/** The database of a client: applies steps, and shows each version of the server in one step. */

import type { Database, Schema } from '@ecsdb/runtime';
import { PublishedRows, Replica } from '@ecsdb/runtime/replica';
import {
  type ByteReader,
  checksumOf,
  encodeHeld,
  encodeHeldIds,
  encodeResume,
  HELD_ENTITIES_MAX,
  type HeldIds,
  NO_ID,
  type Position,
  ProtocolError,
  RESUME,
  type Resume,
  type Slice,
  type Verify,
} from '../protocol/index.js';
import { applySections, leaveChannels, type RecordSizes, readHead, type StepHead } from './apply-step.js';
import { type HeldChannel, HeldRows, type NewChannel } from './held-rows.js';
import { type Progress, StagedContent } from './staged-content.js';

/** No database has this id, so a client with it gets everything again. */
const UNKNOWN_ID = 'f'.repeat(NO_ID.length);

/** Sorting a number takes so many times as long as looking whether a set has it. */
const SORTING_COST = 8;

/** A connection whose first step has not come. */
interface Beginning {
  readonly position: Position;
  readonly resume: Resume;
}

export class Follower {
  readonly #replica: Replica;
  readonly #published: PublishedRows;
  readonly #sizes: RecordSizes;
  /** The highest index of an entity that is accepted. */
  readonly #indexMax: number;
  #held: HeldRows;
  readonly #staged: StagedContent = new StagedContent();
  /** Of what `db` shows. */
  #position: Position = { database: NO_ID, epoch: 0, version: 0 };
  #beginning: Beginning | undefined;
  /** A step has failed, and `#held` may differ from what `db` shows. */
  #isBroken = false;

  constructor(schema: Schema, indexMax: number) {
    this.#indexMax = indexMax;
    this.#held = new HeldRows(indexMax);
    this.#replica = new Replica(schema, { indexMax });
    this.#published = new PublishedRows(this.#replica.db);
    this.#sizes = new Map(schema.components.map(({ TABLE_ID, size }) => [TABLE_ID, size]));
  }

  get db(): Database {
    return this.#replica.db;
  }

  /** The rows that `db` shows, as bytes. */
  get published(): PublishedRows {
    return this.#published;
  }

  /** The version that `db` shows. */
  get version(): number {
    return this.#position.version;
  }

  /** What a connection continues from. */
  get position(): Position {
    if (this.#isBroken) return { ...this.#position, database: UNKNOWN_ID };
    return this.#held.isEmpty ? { ...this.#position, database: NO_ID } : this.#position;
  }

  /** How the server continues, from the welcome to the first step, if `db` shows something of an earlier connection. */
  get resume(): Resume | undefined {
    return this.#beginning?.resume;
  }

  /** A connection has begun. Returns the frames that follow the subscriptions. */
  begin(position: Position, resume: Resume): Uint8Array[] {
    this.#staged.clear();
    const isNew = this.position.database === NO_ID;
    this.#beginning = isNew ? undefined : { position, resume };
    if (isNew) {
      this.#position = position;
      return [];
    }
    if (this.#isBroken) this.#held = new HeldRows(this.#indexMax);
    const channels = this.#held.begin();
    if (resume === RESUME.marks) return [encodeResume(channels.map(({ number }) => number))];
    const held = resume === RESUME.ids ? encodeHeldIds(this.#idsOf(channels)).map(encodeHeld) : [];
    return [...held, encodeResume([])];
  }

  /** Channels that steps may have from now on. */
  expect(channels: readonly NewChannel[]): void {
    const resume = this.#beginning?.resume ?? RESUME.nothing;
    for (const channel of channels) {
      for (const table of channel.tables)
        if (!this.#sizes.has(table)) throw new ProtocolError(`there is no table ${table}`);
      this.#held.expect(channel, resume !== RESUME.nothing && !this.#isBroken);
    }
  }

  /** A part of the content of a large channel, which a later step shows. Returns how much there is. */
  stage(slice: Slice): Progress {
    this.#staged.add(slice);
    return this.#staged.progress;
  }

  /** False if a part of a channel is not as the server has it. True for a channel that the client has not. */
  isSame({ channel: number, first, end, checksum }: Verify): boolean {
    if (!this.#held.has(number)) return true;
    const { members, tables } = this.#held.channel(number);
    const checked = between(members, first, end === 0 ? this.#published.indexEnd : end);
    return checksumOf(this.#published, checked, tables, this.#sizes) === checksum;
  }

  /** The name of the view of a channel that the client has. */
  viewOf(channel: number): string {
    return this.#held.channel(channel).view;
  }

  /** Applies a step, and shows it. If it throws, `db` shows what it showed before. */
  step(body: ByteReader): StepHead {
    const head = readHead(body);
    const { from, to } = head;
    const { database, epoch, version } = this.#beginning?.position ?? this.#position;
    if (from !== version || to < from) throw new ProtocolError(`a step from ${from} to ${to} at version ${version}`);
    const wasBroken = this.#isBroken;
    this.#isBroken = true;
    this.#replica.apply((rows) => {
      if (wasBroken) for (let index = this.#published.indexEnd - 1; index > 0; index--) rows.leave(index);
      else leaveChannels(rows, this.#held, this.#held.takeEarlier());
      applySections(rows, { held: this.#held, staged: this.#staged, sizes: this.#sizes }, body);
    });
    this.#replica.publish(to);
    this.#isBroken = false;
    this.#beginning = undefined;
    this.#position = { database, epoch, version: to };
    return head;
  }

  *#idsOf(channels: readonly HeldChannel[]): Generator<HeldIds> {
    for (const { view, value, tables, members } of channels) {
      if (members.size > HELD_ENTITIES_MAX) continue;
      const indexes = Uint32Array.from(members).sort();
      yield { view, value, tables, entities: Array.from(indexes, (index) => this.#published.entityAt(index)) };
    }
  }
}

/** Numbers of a set in a range, ascending. */
function between(members: ReadonlySet<number>, first: number, end: number): readonly number[] {
  if (members.size * SORTING_COST < end - first) {
    return [...members].filter((index) => index >= first && index < end).sort((a, b) => a - b);
  }
  const found: number[] = [];
  for (let index = first; index < end; index++) if (members.has(index)) found.push(index);
  return found;
}

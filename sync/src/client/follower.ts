/** The database of a client: applies steps, and shows each version of the server in one step. */

import type { Database, Schema } from '@ecsdb/runtime';
import { PublishedRows, Replica } from '@ecsdb/runtime/replica';
import { type ByteReader, ProtocolError } from '../protocol/index.js';
import { applySections, type RecordSizes, readHead, type StepHead } from './apply-step.js';
import { HeldRows } from './held-rows.js';

export class Follower {
  readonly #replica: Replica;
  /** The highest index of an entity that is accepted. */
  readonly #indexMax: number;
  readonly #published: PublishedRows;
  readonly #sizes: RecordSizes;
  /** What the steps of this connection have brought. */
  #held: HeldRows;
  /** What `db` still shows of an earlier connection, until everything was sent again. */
  #earlier: HeldRows | undefined;
  /** Whether the working side has lost the earlier rows. */
  #isCleared = false;
  /** The version that the client has, visible or not. */
  version = 0;

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

  /** True while the state is sent again, and `db` shows what it showed before. */
  get isRestarting(): boolean {
    return this.#earlier !== undefined;
  }

  /** A connection begins at this version, without any channel. */
  restart(version: number): void {
    this.#earlier = this.#earlier ?? this.#held;
    this.#held = new HeldRows(this.#indexMax);
    this.version = version;
  }

  /** The connection has ended. What was not shown is sent again. */
  interrupt(): void {
    if (this.#earlier === undefined) return;
    this.#replica.discard();
    this.#held = this.#earlier;
    this.#earlier = undefined;
    this.#isCleared = false;
  }

  /** Channels that steps may open from now on. */
  expect(tables: readonly number[], channels: readonly number[]): void {
    for (const table of tables) if (!this.#sizes.has(table)) throw new ProtocolError(`there is no table ${table}`);
    for (const channel of channels) this.#held.expect(channel, tables);
  }

  /** Applies a step, and shows it if nothing of an earlier connection is shown. */
  step(body: ByteReader): StepHead {
    const head = readHead(body);
    const { from, to } = head;
    if (from !== this.version || to < from) {
      throw new ProtocolError(`a step from ${from} to ${to} at version ${this.version}`);
    }
    this.#clearEarlier();
    this.#replica.apply((rows) => applySections(rows, this.#held, this.#sizes, body));
    this.version = to;
    if (this.#earlier === undefined) this.#replica.publish(to);
    return head;
  }

  /** Everything was sent again: shows it instead of what was there, in one step. */
  finishRestart(): void {
    this.#clearEarlier();
    this.#earlier = undefined;
    this.#isCleared = false;
    this.#replica.publish(this.version);
  }

  #clearEarlier(): void {
    if (this.#earlier === undefined || this.#isCleared) return;
    this.#isCleared = true;
    // Of the replica itself, because a step that failed may have left `#held` with other counts.
    const { indexEnd } = this.#published;
    this.#replica.apply((rows) => {
      for (let index = 1; index < indexEnd; index++) rows.leave(index);
    });
  }
}

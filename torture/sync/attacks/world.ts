/** A server, a client whose connections are attacked, and one whose connections are good. */

import { type Database, EcsDbError, type Schema } from '@ecsdb/runtime';
import { connect, type SyncClient } from '@ecsdb/sync/client';
import { type AuthenticationRequest, type Clock, SyncServer } from '@ecsdb/sync/server';
import { type Transport, transportPair } from '@ecsdb/sync/testing';
import { VirtualClock } from '../../framework/clock.js';
import type { Context } from '../../framework/scenario.js';
import { contentsOf, heldOf, isSame } from '../contents.js';
import { type HeldView, replicatedSchema, viewsOf } from '../schema.js';
import { settle, syncClock } from '../time.js';
import { Writer } from '../writer.js';
import type { Attack } from './attack.js';
import { AttackedEnds } from './attacked-ends.js';

/** What each client subscribes to. */
export const VIEWS: readonly HeldView[] = [
  { name: 'labels', params: { teams: [] } },
  { name: 'team', params: { teams: [0, 1] } },
  { name: 'marked', params: { teams: [] } },
];

/** So that a client whose indexes are corrupted takes half of the memory that is allowed. */
const INDEX_MAX = 2 ** 20 - 1;
const STEP_MS = 1000;
/** A client waits no longer before it connects again. */
const RETRY_MS_MAX = 30_000;

export class AttackedWorld {
  readonly ends: AttackedEnds;
  readonly db: Database;
  /** What the server has reported. */
  readonly errors: unknown[] = [];
  /** How often the client with good connections has connected. */
  goodConnections = 0;
  readonly #attack: Attack;
  readonly #schema: Schema;
  readonly #clock: Clock;
  readonly #time: VirtualClock;
  readonly #writer: Writer;
  #server: SyncServer;
  #isReachable = true;

  constructor({ runtime, random }: Context, attack: Attack) {
    this.#attack = attack;
    this.#schema = replicatedSchema(runtime);
    const sizes = new Map(this.#schema.components.map(({ TABLE_ID, size }) => [TABLE_ID, size]));
    this.ends = new AttackedEnds(attack, random, sizes);
    this.db = runtime.Database.memory(this.#schema);
    this.#time = new VirtualClock(runtime);
    this.#clock = syncClock(this.#time);
    this.#writer = new Writer(random);
    this.#server = this.#serve();
    for (let i = 0; i < 8; i++) this.change();
  }

  change(): void {
    this.#writer.commit(this.db);
  }

  /** With the connections that are attacked. Rejects if the server refuses the client. */
  connectAttacked(token: string | (() => string)): Promise<SyncClient> {
    return this.#connect(token, () => this.ends.open((transport) => this.#server.accept(transport)));
  }

  connectGood(): Promise<SyncClient> {
    return this.#connect('user 2', () => {
      const pair = transportPair();
      this.#server.accept(pair.server);
      this.goodConnections++;
      return pair.client;
    });
  }

  async pass(ms: number): Promise<void> {
    await settle();
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      this.#time.advance(Math.min(STEP_MS, ms - passed));
      await settle();
    }
  }

  /** The connection breaks, and the server cannot be reached for a while. */
  async cut(): Promise<void> {
    const { outageMs } = this.#attack;
    this.#isReachable = false;
    this.ends.cut();
    await this.pass(outageMs);
    this.#isReachable = true;
    if (outageMs > 0) await this.pass(RETRY_MS_MAX);
  }

  /** Another server of the same database, from which clients get everything again, over good connections. */
  endAttack(): void {
    this.ends.end();
    const before = this.#server;
    this.#server = this.#serve();
    before.close();
  }

  /** Whether a client has the last version of all views. */
  hasAll({ db }: SyncClient): boolean {
    return isSame(contentsOf(db), heldOf(contentsOf(this.db), VIEWS));
  }

  close(): void {
    this.#server.close();
  }

  #connect(token: string | (() => string), dial: () => Transport): Promise<SyncClient> {
    const transport = (): Transport => {
      if (!this.#isReachable) throw new Error('no server can be reached');
      return dial();
    };
    return connect(this.#schema, { clock: this.#clock, transport, token, maxIndex: INDEX_MAX });
  }

  #serve(): SyncServer {
    return new SyncServer(this.db, {
      authenticate: ({ token }: AuthenticationRequest) => {
        if (!/^user [0-9]$/.test(token)) throw new EcsDbError('ACCESS_DENIED', 'the token is wrong');
        return { name: token };
      },
      clock: this.#clock,
      limits: { stateBytes: this.#attack.stateBytes },
      onError: (error) => this.errors.push(error),
      views: viewsOf((name) => this.db.component(name)),
    });
  }
}

/** A database with secrets, a server, and players of whom each may see a part. */

import type { Database, Entity, Schema } from '@ecsdb/runtime';
import { type AccessReader, type AuthenticationRequest, type Clock, SyncServer } from '@ecsdb/sync/server';
import type { Transport } from '@ecsdb/sync/testing';
import { VirtualClock } from '../../framework/clock.js';
import type { Context } from '../../framework/scenario.js';
import { require, Violation } from '../../framework/violation.js';
import type { RecordSizes } from '../read-frame.js';
import { settle, syncClock } from '../time.js';
import { Forger } from './forger.js';
import { FrameCheck } from './frame-check.js';
import { Player } from './player.js';
import { LEVELS, memberOf, secretSchema, TEAMS, type User, viewsOf } from './schema.js';
import { Secrets } from './secrets.js';
import { Writer } from './writer.js';

const RATES = [30, 30, 10, 0];
/** Marks are kept for a shorter time, so clients say then what they hold. */
const OUTAGE_MS = 65_000;
/** A client waits no longer before it connects again. */
const RETRY_MS_MAX = 30_000;
const STEP_MS = 100;
const FORGER_ONE_IN = 3;

export class LeakWorld {
  readonly players: Player[] = [];
  readonly db: Database;
  readonly schema: Schema;
  readonly secrets: Secrets;
  readonly sizes: RecordSizes;
  readonly #context: Context;
  readonly #time: VirtualClock;
  readonly #clock: Clock;
  readonly #server: SyncServer<User>;
  readonly #writer: Writer;
  readonly #check: FrameCheck;
  readonly #clientIds: Uint8Array[] = [];
  #isReachable = true;
  /** Frames are sent inside of the server, which may catch errors. */
  #failure: { readonly error: unknown } | undefined;

  /** Content above `stateBytes` is sent in slices. */
  constructor(context: Context, stateBytes: number) {
    const { runtime, random } = context;
    this.#context = context;
    this.schema = secretSchema(runtime);
    this.sizes = new Map(this.schema.components.map(({ TABLE_ID, size }) => [TABLE_ID, size]));
    this.db = runtime.Database.memory(this.schema);
    this.#time = new VirtualClock(runtime);
    this.#clock = syncClock(this.#time);
    this.secrets = new Secrets(random.below(2 ** 32));
    this.#writer = new Writer(context, this.db, this.secrets, () => this.players.map(({ entity }) => entity));
    this.#check = new FrameCheck(context, this);
    this.#server = new SyncServer(this.db, {
      authenticate: ({ token }: AuthenticationRequest) => this.#recognise(token),
      clock: this.#clock,
      limits: { stateBytes },
      // Users without a row, and parameters of the wrong type, are what this is about.
      onError: () => context.count('errors in functions of views and users'),
      views: viewsOf((name) => this.db.component(name)),
    });
    this.#writer.fill();
  }

  entityAt(index: number): Entity | undefined {
    return this.#writer.entityAt(index);
  }

  welcomed(clientId: Uint8Array): void {
    this.#clientIds.push(clientId);
  }

  async join(): Promise<void> {
    const { random, count } = this.#context;
    const member = { team: random.below(TEAMS), level: random.below(LEVELS) };
    const entity = this.db.writeSync((tx) => {
      const created = tx.create();
      tx.insert(created, this.db.component('member'), member);
      return created;
    });
    const host = {
      schema: this.schema,
      clock: this.#clock,
      accept: (transport: Transport) => {
        if (!this.#isReachable) throw new Error('no server can be reached');
        this.#server.accept(transport);
      },
      sent: (player: Player, frame: Uint8Array, isEnded: boolean) => this.#sent(player, frame, isEnded),
      refused: (code: number, reason: string) =>
        this.#fail(new Violation(`each side accepts what the other one sends; found: ${code} ${reason}`)),
      forged: (kind: string) => count(`forged: ${kind}`),
    };
    const token = `${entity} ${random.below(2 ** 32)}`;
    const forger = random.oneIn(FORGER_ONE_IN) ? new Forger(random, this.sizes, this.#clientIds) : undefined;
    this.players.push(new Player(host, { entity, token, hz: random.pick(RATES), forger }));
    await settle();
  }

  commit(): Promise<void> {
    return this.#writer.commit();
  }

  /** What is due next happens. */
  tick(): void {
    this.#time.advanceToNext();
  }

  /** Long enough for a step of each client. */
  async step(): Promise<void> {
    await settle();
    this.#time.advance(STEP_MS);
    await settle();
  }

  /** No server can be reached for a while, but there are commits. */
  async outage(): Promise<void> {
    this.#isReachable = false;
    for (const player of this.players) player.cut();
    for (let i = 0; i < 3; i++) await this.commit();
    await this.#pass(OUTAGE_MS);
    this.#isReachable = true;
    await this.#pass(RETRY_MS_MAX);
  }

  close(): void {
    this.#server.close();
    for (const { client } of this.players) client?.close();
  }

  /** Throws what a frame has shown that it should not have. */
  requireIntact(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1000) {
      this.#time.advance(1000);
      await settle();
    }
  }

  #recognise(token: string): (read: AccessReader) => User {
    const player = this.players.find((one) => one.token === token);
    if (player === undefined) throw new Error('the token is wrong');
    const { entity } = player;
    return (read) => ({ entity, ...memberOf(read.get(entity, this.db.component('member'))) });
  }

  #sent(player: Player, frame: Uint8Array, isEnded: boolean): void {
    try {
      require(!isEnded, 'nothing is sent after the end of a connection');
      this.#check.check(player, frame);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
  }
}

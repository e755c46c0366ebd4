/** A database with a server that is restarted, clients that come and go, and what the database contained. */

import type { Database, Schema } from '@ecsdb/runtime';
import { type AuthenticationRequest, SyncServer } from '@ecsdb/sync/server';
import { VirtualClock } from '../framework/clock.js';
import type { Context } from '../framework/scenario.js';
import { type Contents, contentsOf } from './contents.js';
import { Player, type PlayerHost } from './player.js';
import { replicatedSchema, viewsOf } from './schema.js';
import { settle, syncClock } from './time.js';
import { Writer } from './writer.js';

/** Opens the database, for the first time or again. */
export type Open = (schema: Schema) => Promise<Database>;

/** Of the event loop: pieces of the log take some. */
const TURNS = 3;
const RATES = [30, 30, 10, 1, 0];

export class World {
  readonly players: Player[] = [];
  readonly #context: Context;
  readonly #schema: Schema;
  readonly #open: Open;
  readonly #time: VirtualClock;
  readonly #host: PlayerHost;
  readonly #writer: Writer;
  /** By version, for each time that the database was opened; the last one first. */
  readonly #history: Map<number, Contents>[] = [];
  #opened: { readonly db: Database; readonly server: SyncServer } | undefined;

  constructor(context: Context, open: Open) {
    const { runtime } = context;
    this.#context = context;
    this.#open = open;
    this.#writer = new Writer(context.random);
    this.#schema = replicatedSchema(runtime);
    this.#time = new VirtualClock(runtime);
    // Turns of the event loop take some time, so that commits come between slices.
    const clock = syncClock(this.#time, () => context.random.below(60));
    this.#host = { schema: this.#schema, clock, server: () => this.#opened?.server };
  }

  get db(): Database {
    if (this.#opened === undefined) throw new Error('the database is not open');
    return this.#opened.db;
  }

  /** Opens the database, and serves it. */
  async start(): Promise<void> {
    const db = await this.#open(this.#schema);
    const server = new SyncServer(db, {
      authenticate: ({ token }: AuthenticationRequest) => ({ name: token }),
      clock: this.#host.clock,
      // Some channels are sent in slices.
      limits: { stateBytes: this.#context.random.pick([60, 200, 1_000_000]) },
      views: viewsOf((name) => db.component(name)),
    });
    this.#opened = { db, server };
    this.#history.unshift(new Map());
    this.#remember();
  }

  /** The server goes; the database is closed by the caller, or its machine is off. */
  stop(): void {
    this.#opened?.server.close();
    this.#opened = undefined;
  }

  join(): void {
    this.players.push(new Player(this.#host, this.#context, this.#context.random.pick(RATES)));
  }

  commit(): void {
    this.#writer.commit(this.db);
    this.#remember();
    this.#context.count('commits');
  }

  /** Moves the clock in small steps, and checks all clients after each. */
  async pass(ms: number, stepMs: number): Promise<void> {
    await settle(TURNS);
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.#time.advance(stepMs);
      await settle(TURNS);
      for (const player of this.players) player.check(this.#history);
    }
  }

  /** All connections work, and after a while all clients have the last version. */
  async converge(): Promise<void> {
    for (const player of this.players) player.calm();
    await this.pass(70_000, 1000);
    const contents = contentsOf(this.db);
    for (const player of this.players) player.checkLast(contents);
  }

  end(): void {
    for (const { client } of this.players) client?.close();
    this.stop();
  }

  #remember(): void {
    this.#history[0]?.set(this.db.version, contentsOf(this.db));
  }
}

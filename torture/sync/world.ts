/** A database with a server that is restarted, clients that come and go, and what the database contained. */

import type { Database, Entity, Schema, Transaction } from '@ecsdb/runtime';
import { type AuthenticationRequest, SyncServer } from '@ecsdb/sync/server';
import { VirtualClock } from '../framework/clock.js';
import type { Context } from '../framework/scenario.js';
import { type Contents, contentsOf } from './contents.js';
import { Player, type PlayerHost } from './player.js';
import { replicatedSchema, TABLES, type TableName, TEAMS, viewsOf } from './schema.js';

/** Opens the database, for the first time or again. */
export type Open = (schema: Schema) => Promise<Database>;

const ENTITIES_MAX = 60;
const RATES = [30, 30, 10, 1, 0];

export class World {
  readonly players: Player[] = [];
  readonly #context: Context;
  readonly #schema: Schema;
  readonly #open: Open;
  readonly #time: VirtualClock;
  readonly #host: PlayerHost;
  #entities: Entity[] = [];
  /** By version, for each time that the database was opened; the last one first. */
  readonly #history: Map<number, Contents>[] = [];
  #opened: { readonly db: Database; readonly server: SyncServer } | undefined;

  constructor(context: Context, open: Open) {
    const { runtime } = context;
    this.#context = context;
    this.#open = open;
    this.#schema = replicatedSchema(runtime);
    this.#time = new VirtualClock(runtime);
    const clock: PlayerHost['clock'] = {
      nowMs: () => 1_000_000 + this.#time.monotonicMs(),
      steadyMs: () => this.#time.monotonicMs(),
      after: (ms, call) => {
        // Turns of the event loop take some time, so that commits come between slices.
        const timer = this.#time.setTimer(call, ms === 0 ? this.#context.random.below(60) : ms);
        return () => this.#time.clearTimer(timer);
      },
    };
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
    this.#entities = this.#entities.filter((entity) => db.isAlive(entity));
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
    const { random } = this.#context;
    this.db.writeSync((tx) => {
      for (let left = 1 + random.below(6); left > 0; left--) this.#change(tx);
    });
    this.#remember();
    this.#context.count('commits');
  }

  /** Moves the clock in small steps, and checks all clients after each. */
  async pass(ms: number, stepMs: number): Promise<void> {
    await settle();
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.#time.advance(stepMs);
      await settle();
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

  #change(tx: Transaction): void {
    const { random } = this.#context;
    const alive = this.#entities.filter((entity) => tx.isAlive(entity));
    this.#entities = alive;
    if (alive.length === 0 || (alive.length < ENTITIES_MAX && random.oneIn(4))) {
      this.#entities.push(tx.create());
      return;
    }
    const entity = random.pick(alive);
    const table = random.pick(TABLES);
    const component = this.db.component(table);
    if (random.oneIn(12)) tx.destroy(entity);
    else if (!tx.has(entity, component)) tx.insert(entity, component, this.#row(table));
    else if (random.oneIn(5)) tx.delete(entity, component);
    else if (random.oneIn(4)) tx.put(entity, component, this.#row(table));
    else if (table === 'unit') tx.update(entity, component, { x: random.below(100) });
    else tx.update(entity, component, this.#row(table));
  }

  #row(table: TableName): { readonly [field: string]: number | string } {
    const { random } = this.#context;
    const x = random.below(1000);
    if (table === 'unit') return { team: random.below(TEAMS), x, y: -x };
    if (table === 'label') return { size: x, text: `n${x}` };
    return table === 'hidden' ? { secret: x } : {};
  }

  #remember(): void {
    this.#history[0]?.set(this.db.version, contentsOf(this.db));
  }
}

/** Lets frames and pieces of the log arrive. */
async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}

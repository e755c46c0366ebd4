/** After a break, a client gets what it lacks in one step: bytes are counted, so the state is not sent again. */

import { Database, type DynamicComponent, type Entity } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { connect } from '@ecsdb/sync/client';
import { SyncServer, view } from '@ecsdb/sync/server';
import { expect, test } from '@jest/globals';
import { Crowd, Member, SCHEMA, textOf } from './support/crowd.js';
import { pass } from './support/lines.js';
import { ManualClock } from './support/manual-clock.js';

const UNITS = 2000;
/** All units in one step: 12 bytes of a record, and its place. */
const STATE_BYTES = UNITS * 13;

test('from the feed, when the server has forgotten what the client lacks', async () => {
  const crowd = new Crowd(UNITS);
  const member = await crowd.join({ hz: 10 });
  member.isReachable = false;
  member.pair.cut();
  crowd.move(100, 7);
  for (let i = 0; i < 40; i++) await crowd.pass(2000);
  expect(crowd.server.stats().parkedClients).toBe(0);
  member.isReachable = true;
  for (let i = 0; i < 40; i++) await crowd.pass(1000);
  expect(crowd.isSame(member)).toBe(true);
  const { delivered } = member.pair.toClient;
  expect(delivered).toBeGreaterThan(100 * 12);
  expect(delivered).toBeLessThan(STATE_BYTES / 5);
});

/** A database in a directory, whose server is started again. */
class Directory {
  readonly clock = new ManualClock();
  fileSystem = new SimulatedFileSystem();
  readonly member = new Member();
  entities: readonly Entity[] = [];
  server: SyncServer<string> | undefined;
  db: Database | undefined;

  async start(viewOf = (unit: DynamicComponent) => view({ tables: [unit] })): Promise<Database> {
    const { fileSystem, clock } = this;
    const db = await Database.open(SCHEMA, { directory: 'world', fileSystem, durability: 'strict' });
    this.db = db;
    const views = { units: viewOf(db.component('unit')) };
    this.server = new SyncServer<string>(db, { authenticate: () => 'anyone', clock, views });
    return db;
  }

  async fill(): Promise<void> {
    const db = await this.start();
    const unit = db.component('unit');
    this.entities = db.writeSync((tx) =>
      Array.from({ length: UNITS }, (_, i) => {
        const entity = tx.create();
        tx.insert(entity, unit, { x: i, y: 0, z: 0 });
        return entity;
      }),
    );
    this.member.client = await connect(SCHEMA, { clock: this.clock, transport: () => this.member.dial(this.server) });
    const subscribed = this.member.client.subscribe('units');
    await pass(this.clock, 500);
    await subscribed;
  }

  async stop(): Promise<void> {
    this.server?.close();
    this.server = undefined;
    await this.db?.close();
  }

  move(from: number, count: number, to: number): void {
    const unit = this.db?.component('unit') as DynamicComponent;
    this.db?.writeSync((tx) => {
      for (const entity of this.entities.slice(from, from + count)) tx.update(entity, unit, { x: to });
    });
  }

  /** Lets the client connect again. Returns the bytes that it got. */
  async meet(): Promise<number> {
    await this.pass(40);
    return this.member.pair.toClient.delivered;
  }

  /** The client sees what a copy of the directory does not contain; then the copy takes its place. */
  async restoreCopy(): Promise<void> {
    await this.stop();
    const copy = this.fileSystem.clone();
    await this.start();
    this.move(0, 10, 77);
    await this.meet();
    expect(this.isSame()).toBe(true);
    await this.stop();
    this.fileSystem = copy;
    await this.start();
    this.move(500, 10, 88);
  }

  async pass(seconds: number): Promise<void> {
    // The log is read in turns of the event loop.
    for (let i = 0; i < seconds; i++) {
      await pass(this.clock, 1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  isSame(): boolean {
    const { client } = this.member;
    return client !== undefined && this.db !== undefined && textOf(client.db) === textOf(this.db);
  }

  async end(): Promise<void> {
    this.member.client?.close();
    await this.stop();
  }
}

test('from the log, when the server was started again', async () => {
  const world = new Directory();
  await world.fill();
  world.member.pair.cut();
  world.move(0, 40, 5);
  await world.stop();
  await world.start();
  world.move(1000, 60, 6);
  const bytes = await world.meet();
  expect(world.isSame()).toBe(true);
  expect(bytes).toBeGreaterThan(100 * 12);
  expect(bytes).toBeLessThan(STATE_BYTES / 5);
  await world.end();
});

test('a view with another condition after the restart: what is no member any more goes', async () => {
  const world = new Directory();
  await world.fill();
  const { client } = world.member;
  await world.stop();
  await world.start((unit) =>
    view({ tables: [unit], by: [unit, (row) => (row.get('x') as number) < 1000], for: () => [true] }),
  );
  await world.meet();
  expect(client?.db.count(client.db.component('unit'))).toBe(1000);
  expect(client?.status).toMatchObject({ state: 'live', mismatches: 0 });
  await world.end();
});

test('a directory that was restored from a copy is not continued from', async () => {
  const world = new Directory();
  await world.fill();
  await world.restoreCopy();
  await world.meet();
  expect(world.isSame()).toBe(true);
  expect(world.member.client?.status.mismatches).toBe(0);
  await world.end();
});

test('a copy that was opened as often as what the client saw: the difference is found at once', async () => {
  const world = new Directory();
  await world.fill();
  await world.restoreCopy();
  await world.stop();
  await world.start();
  world.move(700, 10, 99);
  // The client waits for up to 30 s before it connects again.
  for (let i = 0; i < 40 && world.member.client?.status.state !== 'live'; i++) await world.pass(1);
  await world.pass(3);
  expect(world.isSame()).toBe(true);
  await world.end();
});

/** Connections break, servers come and go, and a client goes on. */

import { Database, type DynamicComponent, EcsDbError } from '@ecsdb/runtime';
import type { StatusListener, SyncClient } from '@ecsdb/sync/client';
import { SyncServer, type SyncServerOptions, view } from '@ecsdb/sync/server';
import { expect, test } from '@jest/globals';
import { schemaOfToml } from '../runtime/support/toml.js';
import { Line, pass, settle } from './support/lines.js';
import { ManualClock } from './support/manual-clock.js';

const SCHEMA = schemaOfToml(`
[tables.unit]
fields = [{ name = "x", type = "f32" }, { name = "team", type = "u8" }]
`);

/** A server with one unit at x = 1, and a client of it. */
class World {
  readonly clock = new ManualClock();
  readonly db = Database.memory(SCHEMA);
  readonly unit: DynamicComponent = this.db.component('unit');
  readonly server: SyncServer;
  readonly line: Line;

  constructor(options: Partial<SyncServerOptions<unknown>> = {}) {
    this.put(1);
    this.server = this.serve(this.db, options);
    this.line = new Line(this.server);
  }

  serve(db: Database, options: Partial<SyncServerOptions<unknown>> = {}): SyncServer {
    return new SyncServer(db, {
      authenticate: () => ({}),
      views: { units: view({ tables: [db.component('unit')] }) },
      clock: this.clock,
      ...options,
    });
  }

  put(x: number, db: Database = this.db): void {
    db.writeSync((tx) => tx.put(tx.create(), db.component('unit'), { x, team: 0 }));
  }

  async connect(options: Parameters<Line['connect']>[2] = {}): Promise<SyncClient> {
    return await this.line.connect(SCHEMA, this.clock, options);
  }

  async subscribed(options: Parameters<Line['connect']>[2] = {}): Promise<SyncClient> {
    const client = await this.connect(options);
    const subscribed = client.subscribe('units');
    await pass(this.clock, 200);
    await subscribed;
    return client;
  }

  pass(ms: number): Promise<void> {
    return pass(this.clock, ms);
  }
}

/** The positions that a client sees, ascending. */
function positionsOf({ db }: SyncClient): number[] {
  const positions: number[] = [];
  db.query(db.component('unit')).forEach((row) => {
    positions.push(row.get('x') as number);
  });
  return positions.sort((a, b) => a - b);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => 'none',
    (error: EcsDbError) => error.code,
  );
}

test('after a cut, the client connects again and gets what it missed, in one step', async () => {
  const world = new World();
  const client = await world.subscribed();
  const seen: number[][] = [];
  client.db.watch(client.db.component('unit'), () => seen.push(positionsOf(client)));
  world.line.pair.cut();
  await settle();
  expect(client.status).toMatchObject({ state: 'offline', isEnded: false });
  expect(client.status.reason).toContain('cut');
  world.put(2);
  expect(positionsOf(client)).toEqual([1]);
  await world.pass(1000);
  expect(client.status).toMatchObject({ state: 'live', reason: '' });
  expect(seen).toEqual([[1, 2]]);
  world.put(3);
  await world.pass(100);
  expect(positionsOf(client)).toEqual([1, 2, 3]);
});

test('views of a client become visible together after a cut', async () => {
  const world = new World();
  const db = world.db;
  const unit = world.unit;
  const server = world.serve(db, {
    views: {
      even: view({ tables: [unit], by: [unit, (row) => row.get('team') as number], for: () => [0] }),
      odd: view({ tables: [unit], by: [unit, (row) => row.get('team') as number], for: () => [1] }),
    },
  });
  world.line.server = server;
  const client = await world.connect();
  const both = Promise.all([client.subscribe('even'), client.subscribe('odd')]);
  db.writeSync((tx) => tx.put(tx.create(), unit, { x: 2, team: 1 }));
  await world.pass(200);
  await both;
  expect(positionsOf(client)).toEqual([1, 2]);
  const seen: number[][] = [];
  client.db.watch(client.db.component('unit'), () => seen.push(positionsOf(client)));
  world.line.pair.cut();
  db.writeSync((tx) => {
    tx.put(tx.create(), unit, { x: 3, team: 0 });
    tx.put(tx.create(), unit, { x: 4, team: 1 });
  });
  await world.pass(2000);
  expect(seen).toEqual([[1, 2, 3, 4]]);
});

test('a cut while the state is sent again leaves what was there', async () => {
  const world = new World();
  const client = await world.subscribed();
  world.line.pair.cut();
  for (let i = 0; i < 20 && client.status.state !== 'behind'; i++) await world.pass(100);
  world.line.pair.cut();
  await settle();
  expect(positionsOf(client)).toEqual([1]);
  await world.pass(2000);
  expect(positionsOf(client)).toEqual([1]);
  expect(client.status.state).toBe('live');
});

test('while no server can be reached, the client tries again: every 2 s for a minute, then every 30 s', async () => {
  const world = new World();
  const states: string[] = [];
  const client = await world.subscribed({ onStatus: ({ state }) => states.push(state) });
  const server = world.line.server;
  world.line.server = undefined;
  world.line.pair.cut();
  const attempts = (): number => states.splice(0).filter((state) => state === 'connecting').length;
  await world.pass(60_000);
  expect(attempts()).toBeGreaterThan(30);
  await world.pass(120_000);
  expect(attempts()).toBeLessThan(40);
  expect(client.status).toMatchObject({
    state: 'offline',
    reason: expect.stringContaining('no server can be reached'),
  });
  world.line.server = server;
  await world.pass(30_500);
  expect(client.status.state).toBe('live');
});

test('after a short outage the client is there within 2 s, also if connections were short', async () => {
  const world = new World();
  const client = await world.subscribed();
  const { server } = world.line;
  for (let i = 0; i < 20; i++) {
    world.line.server = undefined;
    world.line.pair.cut();
    await world.pass(i * 1000);
    world.line.server = server;
    await world.pass(2200);
    expect(client.status.state).toBe('live');
  }
});

test('a server that closes each connection with a code for overload is left more time', async () => {
  const world = new World();
  const client = await world.subscribed();
  for (let i = 0; i < 600; i++) {
    if (client.status.state === 'live') world.line.pair.server.close(4429, 'too many');
    await world.pass(100);
  }
  expect(world.line.pairs.length).toBeLessThan(30);
});

test('reconnect ends the wait, whose end the status shows', async () => {
  const world = new World();
  const client = await world.subscribed();
  expect(client.status.nextAttemptMs).toBeUndefined();
  const { server } = world.line;
  world.line.server = undefined;
  world.line.pair.cut();
  await world.pass(300_000);
  while (client.status.state !== 'offline') await world.pass(100);
  const { nextAttemptMs = 0 } = client.status;
  expect(nextAttemptMs).toBeGreaterThanOrEqual(world.clock.nowMs());
  expect(nextAttemptMs).toBeLessThanOrEqual(world.clock.nowMs() + 30_000);
  world.line.server = server;
  const count = world.line.pairs.length;
  client.reconnect();
  expect(client.status).toMatchObject({ state: 'connecting', nextAttemptMs: undefined });
  client.reconnect();
  await world.pass(100);
  client.reconnect();
  expect(client.status.state).toBe('live');
  expect(world.line.pairs).toHaveLength(count + 1);
  client.close();
  client.reconnect();
  await world.pass(1000);
  expect(client.status).toMatchObject({ state: 'offline', isEnded: true, nextAttemptMs: undefined });
});

test('a client that is behind says why', async () => {
  const world = new World();
  const reasons: string[] = [];
  const onStatus: StatusListener = ({ state, reason }) => {
    if (state === 'behind') reasons.push(reason);
  };
  const client = await world.subscribed({ onStatus });
  world.line.pair.cut();
  await world.pass(500);
  expect(reasons).toEqual(['the server sends what has changed since version 1']);
  expect(client.status).toMatchObject({ state: 'live', reason: '' });
  client.close();
  await world.subscribed({ onStatus, bytesPerSecond: 1 });
  for (let i = 0; i < 100; i++) {
    world.put(i);
    await world.pass(200);
  }
  expect(reasons.at(-1)).toMatch(/^the server holds back \d+ versions?, because the client or the network is slow/);
});

test('a page that comes back to the network connects at once', async () => {
  const world = new World();
  const events = new EventTarget();
  const names = ['addEventListener', 'removeEventListener'] as const;
  for (const name of names) Object.assign(globalThis, { [name]: events[name].bind(events) });
  try {
    const client = await world.subscribed();
    const server = world.line.server;
    world.line.server = undefined;
    world.line.pair.cut();
    await world.pass(60_000);
    world.line.server = server;
    expect(client.status.state).toBe('offline');
    events.dispatchEvent(new Event('online'));
    await settle();
    expect(client.status.state).not.toBe('offline');
    await world.pass(100);
    expect(client.status.state).toBe('live');
    client.close();
  } finally {
    for (const name of names) Reflect.deleteProperty(globalThis, name);
  }
});

test('a client that waits for its first server gets the rows when there is one', async () => {
  const world = new World();
  const server = world.line.server;
  world.line.server = undefined;
  let reason = '';
  const connecting = world.connect({ onStatus: (status) => (reason = status.reason) });
  await world.pass(5000);
  expect(reason).toContain('no server can be reached');
  world.line.server = server;
  await world.pass(30_000);
  const client = await connecting;
  expect(client.status.state).toBe('live');
});

test('subscribing without a connection takes effect with the next one', async () => {
  const world = new World();
  const client = await world.connect();
  world.line.pair.cut();
  await settle();
  const subscribed = client.subscribe('units');
  await world.pass(1000);
  await subscribed;
  expect(positionsOf(client)).toEqual([1]);
});

test('what was unsubscribed without a connection is gone after the next one', async () => {
  const world = new World();
  const client = await world.connect();
  const subscribed = client.subscribe('units');
  await world.pass(100);
  world.line.pair.cut();
  (await subscribed).unsubscribe();
  await world.pass(1000);
  expect(client.status.state).toBe('live');
  expect(positionsOf(client)).toEqual([]);
});

test('a token is asked for at each connection; one that is refused later is asked for again', async () => {
  let accepted = 'token 1';
  const world = new World({
    authenticate: ({ token }) => {
      if (token !== accepted) throw new EcsDbError('ACCESS_DENIED', 'unknown token');
    },
  });
  let tokens = 0;
  const client = await world.subscribed({ token: async () => `token ${++tokens}` });
  accepted = 'token 3';
  world.line.pair.cut();
  await world.pass(5000);
  expect(tokens).toBe(3);
  expect(client.status.state).toBe('live');
});

test('a function `token` that returns nothing is what the client waits for', async () => {
  const world = new World();
  const reasons: string[] = [];
  const onStatus: StatusListener = ({ reason }) => reasons.push(reason);
  void world.connect({ token: () => new Promise<string>(() => undefined), onStatus });
  await world.pass(20_000);
  expect(reasons).toContainEqual(expect.stringContaining('nothing was heard of the function `token` for'));
});

test('connect rejects if the first token is refused', async () => {
  const world = new World({
    authenticate: () => {
      throw new EcsDbError('ACCESS_DENIED', 'unknown token');
    },
  });
  expect(await codeOf(world.connect({ token: () => 'wrong' }))).toBe('ACCESS_DENIED');
});

test('connect rejects if the schemas differ, and says which version is older', async () => {
  const world = new World();
  const other = schemaOfToml('[tables.other]\nfields = [{ name = "y", type = "u8" }]');
  const error = await world.line.connect(other, world.clock).catch((reason: EcsDbError) => reason);
  expect(error).toMatchObject({ code: 'SCHEMA_MISMATCH' });
  expect((error as Error).message).toContain(SCHEMA.descriptor.hash);
  expect((error as Error).message).toContain(other.descriptor.hash);
});

test('a server with another database: the client takes its state, and says so', async () => {
  const world = new World();
  const client = await world.subscribed();
  const db = Database.memory(SCHEMA);
  world.put(7, db);
  world.line.server = world.serve(db);
  world.server.close();
  await world.pass(1000);
  expect(positionsOf(client)).toEqual([7]);
  expect(client.status).toMatchObject({ state: 'live', reason: expect.stringContaining('another database') });
});

test('a second connection of the same client replaces the first', async () => {
  const world = new World();
  const client = await world.subscribed();
  // The client notices that its connection is dead before the server does.
  world.line.pair.toServer.isStalled = true;
  world.line.pair.toClient.isStalled = true;
  await world.pass(22_000);
  expect(world.line.pairs).toHaveLength(2);
  expect(world.server.clientCount).toBe(1);
  expect(client.status.state).toBe('live');
  world.put(2);
  await world.pass(100);
  expect(positionsOf(client)).toEqual([1, 2]);
});

test('a server closes a client that takes nothing for 30 s, and keeps others', async () => {
  const world = new World();
  // Its own clock stands still, so it does not give up.
  await world.subscribed({ clock: new ManualClock() });
  const stalled = world.line.pair;
  const other = await world.subscribed();
  expect(world.server.clientCount).toBe(2);
  stalled.toClient.isStalled = true;
  stalled.toServer.isStalled = true;
  world.line.server = undefined;
  await world.pass(25_000);
  expect(world.server.clientCount).toBe(2);
  await world.pass(11_000);
  expect(world.server.clientCount).toBe(1);
  expect(other.status.state).toBe('live');
});

test('a client that is live stays so for hours without changes', async () => {
  const world = new World();
  const client = await world.subscribed();
  await world.pass(300_000);
  expect(world.line.pairs).toHaveLength(1);
  expect(client.status).toMatchObject({ state: 'live', lagVersions: 0, lagMs: 0 });
});

test('a client that the server holds back is behind, and says how far', async () => {
  const world = new World({ limits: { silenceMs: 600_000 } });
  const client = await world.subscribed({ hz: 0 });
  world.line.pair.toServer.isStalled = true;
  for (let i = 0; i < 30; i++) {
    world.put(i);
    await world.pass(100);
  }
  world.line.pair.toServer.isStalled = false;
  expect(client.status.state).toBe('live');
  world.line.pair.resume();
  await world.pass(6000);
  expect(client.status).toMatchObject({ state: 'live', lagVersions: 0 });
});

test("serverNow is the server's clock", async () => {
  const world = new World();
  const ahead = {
    nowMs: () => world.clock.nowMs() + 3_600_000,
    steadyMs: () => world.clock.steadyMs(),
    after: world.clock.after.bind(world.clock),
  };
  world.line.server = world.serve(world.db, { clock: ahead });
  const client = await world.connect();
  await world.pass(100);
  expect(Math.abs(client.serverNow() - ahead.nowMs())).toBeLessThan(1000);
});

test('after close, subscriptions reject, and the rows stay', async () => {
  const world = new World();
  const client = await world.subscribed();
  const pending = client.subscribe('units');
  client.close();
  expect(await codeOf(pending)).toBe('CHANNEL_CLOSED');
  expect(await codeOf(client.subscribe('units'))).toBe('CHANNEL_CLOSED');
  expect(positionsOf(client)).toEqual([1]);
  expect(client.status).toMatchObject({ state: 'offline', isEnded: true });
  await world.pass(60_000);
  expect(world.line.pairs).toHaveLength(1);
  expect(world.server.clientCount).toBe(0);
});

test('an unknown view, wrong options, and too many subscriptions', async () => {
  const world = new World({ limits: { subscriptions: 1 } });
  const client = await world.connect();
  expect(await codeOf(client.subscribe('unknown'))).toBe('INVALID_OPTION');
  const first = client.subscribe('units');
  expect(await codeOf(client.subscribe('units'))).toBe('CAPACITY_EXCEEDED');
  await world.pass(100);
  await first;
  expect(await codeOf(world.connect({ hz: 1.5 }))).toBe('INVALID_OPTION');
  expect(await codeOf(world.connect({ hz: 2000 }))).toBe('INVALID_OPTION');
});

test('a server with too many clients is busy; a client comes in when another one leaves', async () => {
  const world = new World({ limits: { clients: 1 } });
  const first = await world.subscribed();
  let reason = '';
  const second = world.connect({ onStatus: (status) => (reason = status.reason) });
  await world.pass(3000);
  expect(reason).toContain('too many clients');
  first.close();
  await world.pass(31_000);
  expect((await second).status.state).toBe('live');
});

test('the handshake has a time limit', async () => {
  const world = new World({ authenticate: () => new Promise(() => undefined) });
  let reason = '';
  void world.connect({ onStatus: (status) => (reason = status.reason) });
  await world.pass(10_200);
  expect(reason).toContain('handshake took too long (4408)');
});

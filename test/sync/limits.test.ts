/** What a server does with clients that send too much, or what they must not: each has its close code. */

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@ecsdb/runtime';
import { SyncServer, type SyncServerOptions, serve, view } from '@ecsdb/sync/server';
import { expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import * as protocol from '../../sync/src/protocol/index.js';
import { schemaOfToml } from '../runtime/support/toml.js';
import { Line, pass } from './support/lines.js';
import { ManualClock } from './support/manual-clock.js';
import { helloOf, RawClient } from './support/raw-client.js';

const SCHEMA = schemaOfToml(`
[tables.unit]
fields = [{ name = "x", type = "f32" }]
`);

function serverOf(db: Database, options: Partial<SyncServerOptions<unknown>> = {}): SyncServer {
  const views = { units: view({ tables: [db.component('unit')] }) };
  return new SyncServer<unknown>(db, { authenticate: () => ({}), views, ...options });
}

const hello = (options: Partial<protocol.Hello> = {}): Uint8Array => helloOf(SCHEMA, options);

test.each<[string, number, readonly (Uint8Array | readonly number[])[]]>([
  ['hello twice', 4400, [hello(), hello()]],
  ['another frame before hello', 4400, [protocol.encodePing(1)]],
  ['an empty frame', 4400, [hello(), []]],
  ['an unknown frame', 4400, [hello(), [0x3f]]],
  ['an unknown frame that can be skipped', 0, [hello(), [0xbf, 1, 2, 3]]],
  ['a frame of a server', 4400, [hello(), protocol.encodeHeartbeat()]],
  ['bytes after the end', 4400, [hello(), [...protocol.encodePing(1), 0]]],
  ['an acknowledgement of nothing', 4400, [hello(), protocol.encodeAck(0)]],
  ['the same subscription twice', 4400, [hello(), ...[1, 1].map(() => subscribe(1))]],
  ['an unknown subscription is given up', 0, [hello(), protocol.encodeUnsubscribe(9)]],
  ['another protocol, with other fields', 4406, [[1, 2, 0xff]]],
  ['another schema', 4409, [hello({ schemaHash: 'ab'.repeat(16) })]],
  ['a frame that is too long', 1009, [hello(), new Uint8Array(65_537)]],
  ['too many frames', 4429, [hello(), ...Array.from({ length: 600 }, () => protocol.encodePing(1))]],
  ['content confirmed that was not sent', 4400, [hello(), protocol.encodeTook(1)]],
  ['what it holds, without being asked', 4400, [hello(), protocol.encodeResume([])]],
])('%s: %i', async (_name, code, frames) => {
  const clock = new ManualClock();
  const server = serverOf(Database.memory(SCHEMA), { clock });
  expect(await new RawClient(server).send(...frames)).toBe(code);
});

function subscribe(subscription: number): Uint8Array {
  return protocol.encodeSubscribe({ subscription, view: 'units', params: '' });
}

test('a second connection with the id of a client closes the first one', async () => {
  const server = serverOf(Database.memory(SCHEMA), { clock: new ManualClock() });
  const first = new RawClient(server);
  await first.send(hello());
  const { clientId } = first.welcome;
  expect(await new RawClient(server).send(hello({ clientId }))).toBe(0);
  expect(first.code).toBe(4410);
  expect(server.clientCount).toBe(1);
});

test('a client that sends pings and reads nothing does not make the server keep answers', async () => {
  const clock = new ManualClock();
  const server = serverOf(Database.memory(SCHEMA), { clock, limits: { pendingBytes: 1000 } });
  const raw = new RawClient(server);
  await raw.send(hello());
  raw.pair.toClient.isStalled = true;
  for (let i = 0; i < 20; i++) {
    await raw.send(...Array.from({ length: 50 }, () => protocol.encodePing(1)));
    clock.advance(1000);
  }
  expect(raw.pair.server.pendingBytes).toBeLessThan(2000);
  await pass(clock, 20_000);
  expect(raw.code).toBe(4408);
});

test('over a socket, long messages and text close the connection', async () => {
  const db = Database.memory(SCHEMA);
  const views = { units: view({ tables: [db.component('unit')] }) };
  const server = await serve(db, { port: 0, authenticate: () => ({}), views });
  const codeAfter = (message: Uint8Array | string): Promise<number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}`);
      socket.on('open', () => socket.send(message));
      socket.on('close', resolve);
    });
  expect(await codeAfter(new Uint8Array(100_000))).toBe(1009);
  expect(await codeAfter('hello')).toBe(4400);
  await server.close();
});

test('a server that was restored from a backup is older than the client, which says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecsdb-older-'));
  const [directory, backup] = [join(folder, 'data'), join(folder, 'backup')];
  const clock = new ManualClock();
  const add = (db: Database): Promise<unknown> =>
    db.write((tx) => tx.put(tx.create(), db.component('unit'), { x: db.version }));
  let db = await Database.open(SCHEMA, { directory });
  await add(db);
  await db.close();
  cpSync(directory, backup, { recursive: true });
  db = await Database.open(SCHEMA, { directory });
  for (let i = 0; i < 5; i++) await add(db);
  const line = new Line(serverOf(db, { clock }));
  const client = await line.connect(SCHEMA, clock);
  void client.subscribe('units');
  await pass(clock, 200);
  expect(client.db.count(client.db.component('unit'))).toBe(6);
  line.server?.close();
  await db.close();
  db = await Database.open(SCHEMA, { directory: backup });
  line.server = serverOf(db, { clock });
  await pass(clock, 2000);
  expect(client.db.count(client.db.component('unit'))).toBe(1);
  expect(client.status).toMatchObject({ state: 'live', reason: expect.stringContaining('older than 6') });
  client.close();
  line.server.close();
  await db.close();
  rmSync(folder, { recursive: true });
});

test('a client with many subscriptions can connect again and again, however few frames it may send', async () => {
  const clock = new ManualClock();
  const db = Database.memory(SCHEMA);
  const server = serverOf(db, { clock, limits: { framesPerSecond: 2 } });
  const line = new Line(server);
  const client = await line.connect(SCHEMA, clock);
  for (let i = 0; i < 100; i++) void client.subscribe('units');
  await pass(clock, 1000);
  for (let i = 0; i < 4; i++) {
    line.pair.cut();
    await pass(clock, 5000);
    expect(client.status).toMatchObject({ state: 'live', reason: '' });
  }
  client.close();
  server.close();
});

test('the subscriptions that are not counted are as many as a client can have', async () => {
  const server = serverOf(Database.memory(SCHEMA), { clock: new ManualClock(), limits: { framesPerSecond: 1 } });
  const frames = Array.from({ length: 400 }, (_, i) => subscribe(i));
  expect(await new RawClient(server).send(hello(), ...frames)).toBe(4429);
});

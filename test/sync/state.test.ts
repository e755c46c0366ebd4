/** The first state of a large channel comes in slices, while other channels go on. */

import { Database, type Entity } from '@ecsdb/runtime';
import { connect, type Progress } from '@ecsdb/sync/client';
import { type AccessReader, type AuthenticationRequest, SyncServer, view } from '@ecsdb/sync/server';
import { decodeServerFrame, FRAME, type Transport, transportPair } from '@ecsdb/sync/testing';
import { expect, jest, test } from '@jest/globals';
import { schemaOfToml } from '../runtime/support/toml.js';
import { Line, pass, settle } from './support/lines.js';
import { ManualClock } from './support/manual-clock.js';

const SCHEMA = schemaOfToml(`
[tables.body]
fields = [{ name = "x", type = "f64" }, { name = "y", type = "f64" }, { name = "z", type = "f32" }]
[tables.looks]
fields = [{ name = "a", type = "f64" }, { name = "b", type = "f64" }, { name = "c", type = "f32" }]
[tables.score]
fields = [{ name = "points", type = "u32" }]
`);
const BODIES = 40_000;
/** Of a message with a part of a slice. */
const SLICE_BYTES_MAX = 16 * 1024 + 2;

/** A connection that notes the sizes of parts of slices. */
function noting(transport: Transport, slices: number[]): Transport {
  return {
    pendingBytes: 0,
    send: (frame) => transport.send(frame),
    close: (code, reason) => transport.close(code, reason),
    listen: ({ message, closed }) =>
      transport.listen({
        message: (bytes) => {
          if (decodeServerFrame(bytes)?.type === FRAME.part) slices.push(bytes.length);
          message(bytes);
        },
        closed,
      }),
  };
}

test('slices are small, invisible until the last one, and hold up no other channel', async () => {
  const db = Database.memory(SCHEMA);
  const [body, looks, score] = ['body', 'looks', 'score'].map((name) => db.component(name));
  if (body === undefined || looks === undefined || score === undefined) throw new Error('the schema has three tables');
  const bodies: Entity[] = [];
  let player: Entity | undefined;
  db.writeSync((tx) => {
    player = tx.create();
    tx.insert(player, score, { points: 1 });
    for (let i = 0; i < BODIES; i++) {
      const entity = tx.create();
      bodies.push(entity);
      tx.insert(entity, body, { x: i, y: -i, z: 0 });
      tx.insert(entity, looks, { a: i, b: 1, c: 2 });
    }
  });
  const clock = new ManualClock();
  const server = new SyncServer(db, {
    authenticate: () => 'anyone',
    clock,
    views: { bodies: view({ tables: [body, looks] }), scores: view({ tables: [score] }) },
  });
  const pair = transportPair();
  const slices: number[] = [];
  const progress: Progress[] = [];
  const onProgress = (now: Progress): void => {
    progress.push(now);
    throw new Error('in a listener');
  };
  const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  server.accept(pair.server);
  const transport = noting(pair.client, slices);
  const client = await connect(SCHEMA, { transport, clock, onProgress });
  const scores = client.subscribe('scores');
  await settle();
  clock.advance(100);
  await scores;
  let isVisible = false;
  const subscribed = client.subscribe('bodies').then(() => {
    isVisible = true;
  });
  await settle();
  clock.advance(34);
  await settle();
  const pointsOf = (): unknown => client.db.get(player as Entity, client.db.component('score'))?.['points'];
  for (let points = 2; !isVisible && points < 1000; points++) {
    const [moved, gone] = [bodies[points * 7], bodies[points * 11]];
    db.writeSync((tx) => {
      tx.update(player as Entity, score, { points });
      if (moved !== undefined && tx.isAlive(moved)) tx.update(moved, body, { x: points });
      if (gone !== undefined && tx.isAlive(gone)) tx.destroy(gone);
      tx.insert(tx.create(), body, { x: points, y: 0, z: 0 });
    });
    expect(client.db.count(client.db.component('body'))).toBe(0);
    pair.toClient.isStalled = true;
    clock.advance(34);
    await settle();
    pair.toClient.isStalled = false;
    pair.resume();
    await settle();
    expect(pointsOf()).toBe(points);
  }
  await subscribed;
  expect(slices.length).toBeGreaterThan(20);
  expect(Math.max(...slices)).toBeLessThanOrEqual(SLICE_BYTES_MAX);
  expect(progress.length).toBeGreaterThan(20);
  expect(emitWarning).toHaveBeenCalledTimes(progress.length);
  emitWarning.mockRestore();
  expect(progress.at(-1)?.receivedBytes).toBeGreaterThan((progress.at(-1)?.totalBytes ?? 0) * 0.9);
  for (const name of ['body', 'looks']) {
    const rows = (from: Database): unknown[] => {
      const found: [Entity, string][] = [];
      from.query(from.component(name)).forEach((row, entity) => {
        found.push([entity, JSON.stringify(row.toObject())]);
      });
      return found.sort(([a], [b]) => a - b);
    };
    expect(rows(client.db)).toEqual(rows(db));
  }
  server.close();
});

test('access that ends before the first slice of a channel does not end the connection', async () => {
  const schema = schemaOfToml(`
[tables.unit]
fields = [{ name = "area", type = "u32" }]
[tables.member]
fields = [{ name = "areas", type = "u32" }]
`);
  const db = Database.memory(schema);
  const [unit, member] = [db.component('unit'), db.component('member')];
  const user = db.writeSync((tx) => {
    for (let i = 0; i < 2000; i++) tx.insert(tx.create(), unit, { area: i % 2 });
    const entity = tx.create();
    tx.insert(entity, member, { areas: 2 });
    return entity;
  });
  const clock = new ManualClock();
  const server = new SyncServer(db, {
    clock,
    limits: { stateBytes: 1000 },
    authenticate: (_: AuthenticationRequest) => (read: AccessReader) => read.get(user, member)['areas'] as number,
    views: {
      areas: view({
        tables: [unit],
        by: [unit, (row) => row.get('area') as number],
        for: ({ user: areas }) => [0, 1].slice(0, areas),
      }),
    },
  });
  const line = new Line(server);
  const client = await line.connect(schema, clock);
  const states: string[] = [];
  client.onStatus(({ state }) => states.push(state));
  void client.subscribe('areas');
  await settle();
  // The first channel is sent in slices; the second one waits.
  while (line.pair.toClient.delivered < 3000) {
    clock.next();
    await settle();
  }
  db.writeSync((tx) => tx.update(user, member, { areas: 1 }));
  await pass(clock, 2000);
  expect(states).not.toContain('offline');
  expect(client.db.count(client.db.component('unit'))).toBe(1000);
  client.close();
  server.close();
});

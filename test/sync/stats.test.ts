/** `server.stats()` says what each client gets, how late it is, and what channels keep for it. */

import { Database } from '@ecsdb/runtime';
import { connect } from '@ecsdb/sync/client';
import { type AuthenticationRequest, SyncServer, view } from '@ecsdb/sync/server';
import { transportPair } from '@ecsdb/sync/testing';
import { expect, test } from '@jest/globals';
import { schemaOfToml } from '../runtime/support/toml.js';
import { ManualClock } from './support/manual-clock.js';
import { nextStep, settle } from './support/members.js';

const SCHEMA = schemaOfToml('[tables.unit]\nfields = [{ name = "team", type = "u8" }, { name = "x", type = "f64" }]');

test('figures of clients and channels, with one client that takes nothing', async () => {
  const db = Database.memory(SCHEMA);
  const unit = db.component('unit');
  const clock = new ManualClock();
  const server = new SyncServer(db, {
    authenticate: ({ token }: AuthenticationRequest) => ({ name: token }),
    clock,
    views: { team: view({ tables: [unit], by: [unit, (row) => row.get('team') as number], for: () => [1] }) },
  });
  const entities = db.writeSync((tx) =>
    Array.from({ length: 20 }, (_, i) => {
      const entity = tx.create();
      tx.insert(entity, unit, { team: i % 2, x: 0 });
      return entity;
    }),
  );
  expect(server.stats()).toMatchObject({
    version: 1,
    clients: [],
    channels: [
      { view: 'team', value: 0, members: 10, holders: 0, marks: 0 },
      { view: 'team', value: 1, members: 10, holders: 0, marks: 0 },
    ],
  });

  const [good, stalled] = [transportPair(), transportPair()];
  for (const [name, { client, server: end }] of Object.entries({ good, stalled })) {
    server.accept(end);
    const connected = await connect(SCHEMA, { transport: client, token: name });
    await nextStep(clock, connected.subscribe('team'));
  }
  stalled.toClient.isStalled = true;
  for (let round = 0; round < 150; round++) {
    db.writeSync((tx) => {
      for (const entity of entities) tx.update(entity, unit, { x: round });
    });
    await nextStep(clock);
  }
  await settle();

  const { version, clients, channels } = server.stats();
  expect(version).toBe(151);
  const [first, second] = clients;
  expect(first).toMatchObject({ user: { name: 'good' }, hz: 30, sentVersion: 151, lagVersions: 0, pendingBytes: 0 });
  expect(first?.stepsPerSecond).toBeGreaterThan(8);
  expect(first?.bytesPerSecond).toBeGreaterThan(300);
  expect(second).toMatchObject({ user: { name: 'stalled' }, channels: 1 });
  expect(second?.lagVersions).toBeGreaterThan(0);
  expect(second?.pendingBytes).toBeGreaterThan(0);
  expect(second?.markBytes).toBeGreaterThan(first?.markBytes ?? 0);
  expect(second?.steps).toBeLessThan(first?.steps ?? 0);
  expect(channels.find(({ value }) => value === 1)).toMatchObject({ members: 10, holders: 2 });
  expect(channels.find(({ value }) => value === 1)?.lagVersions).toBeGreaterThan(0);
  expect(channels.find(({ value }) => value === 1)?.marks).toBeGreaterThan(0);
  expect(channels.find(({ value }) => value === 0)).toMatchObject({ members: 10, holders: 0, marks: 0 });
  const [, held] = channels;
  expect(held?.encodedBytesPerSecond).toBeGreaterThan(300);
  expect(held?.encodedBytesPerSecond).toBeLessThan(held?.encodedBytes ?? 0);
  server.close();
});

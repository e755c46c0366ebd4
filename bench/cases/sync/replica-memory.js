/** How the memory of a replica grows with the highest entity index of the server. */

import { Database } from '@ecsdb/runtime';
import { connect } from '@ecsdb/sync/client';
import { SyncServer, view } from '@ecsdb/sync/server';
import { Body, Cell, sync as schema } from '#generated/sync/index.js';
import { expectEqual, times } from '../../lib/expect.js';
import { StepClock } from '../../lib/sync/clock.js';
import { positionOf } from '../../lib/sync/positions.js';
import { exchange, wire } from '../../lib/sync/wire.js';

const HELD = 1000;

export const title = 'a client holds 1,000 of all entities, the last one among them: until it can read them';
export const operations = 1;
export const contestants = {
  '1,000 entities': () => createHolder(1000),
  '10,000 entities': () => createHolder(10_000),
  '100,000 entities': () => createHolder(100_000),
  '1,000,000 entities': () => createHolder(1_000_000),
};

async function createHolder(entities) {
  const db = Database.memory(schema);
  const every = entities / HELD;
  db.writeSync((tx) => {
    for (let i = 1; i <= entities; i++) {
      const entity = tx.create();
      tx.insert(entity, Body, { position: positionOf(i, 0) });
      tx.insert(entity, Cell, { number: i % every === 0 ? 1 : 0 });
    }
  });
  const clock = new StepClock();
  const views = { held: view({ tables: [Body, Cell], by: [Cell, (row) => row.number], for: () => [1] }) };
  const server = new SyncServer(db, { authenticate: () => ({}), views, clock });
  return { measure: (seconds) => measure({ server, clock }, seconds) };
}

async function measure(world, seconds) {
  const samples = [];
  let bytes = 0;
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || samples.length < 3) {
    const begun = performance.now();
    const client = await loadFirst(world);
    samples.push((performance.now() - begun) / 1000);
    expectEqual(client.db.query(Body, Cell).count(), HELD, 'entities');
    bytes = bytesOf(client.db);
    client.close();
  }
  return { samples, facts: { KB: Math.round(bytes / 1000), 'bytes per held entity': Math.round(bytes / HELD) } };
}

async function loadFirst({ server, clock }) {
  const ends = wire();
  server.accept(ends.server);
  const connected = connect(schema, { transport: ends.client, clock });
  await exchange([ends]);
  const client = await connected;
  const subscribed = client.subscribe('held');
  for (const _ of times(4, () => 0)) {
    await exchange([ends]);
    clock.advance(50);
  }
  await exchange([ends]);
  await subscribed;
  return client;
}

function bytesOf(db) {
  const { registry, tables } = db.stats();
  return tables.reduce((sum, { bytesReserved }) => sum + bytesReserved, registry.bytesReserved);
}

/** The first state of a client. Server and client are in one process, and take turns. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { Database } from '@ecsdb/runtime';
import { connect } from '@ecsdb/sync/client';
import { SyncServer, view } from '@ecsdb/sync/server';
import { Body, Health, sync as schema } from '#generated/sync/index.js';
import { createColyseusState } from '../../libraries/colyseus-state.js';
import { expectEqual, times } from '../expect.js';
import { StepClock } from './clock.js';
import { positionOf } from './positions.js';
import { exchange, wire } from './wire.js';

export function contestants(entities) {
  return {
    ecsdb: async () => {
      const world = createWorld(entities);
      return { measure: (seconds) => measure(() => loadFirst(world), seconds) };
    },
    Colyseus: async () => {
      const { load } = createColyseusState(entities);
      return { measure: (seconds) => measure(load, seconds) };
    },
  };
}

/** A sample is the time of the server and the client. */
async function measure(load, seconds) {
  const samples = [];
  const blocks = [];
  let bytes = 0;
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || samples.length < 3) {
    const begun = performance.now();
    const loaded = await load();
    samples.push((performance.now() - begun) / 1000);
    blocks.push(loaded.longestBlockMs);
    bytes = loaded.bytes;
    loaded.check();
  }
  return { samples, facts: { 'longest block (ms)': Number(Math.min(...blocks).toFixed(1)), MB: bytes / 1e6 } };
}

function createWorld(entities) {
  const db = Database.memory(schema);
  const ids = db.writeSync((tx) =>
    times(entities, (i) => {
      const entity = tx.create();
      tx.insert(entity, Body, { position: positionOf(i, 0) });
      tx.insert(entity, Health, { current: i % 100, max: 100 });
      return entity;
    }),
  );
  const clock = new StepClock();
  const server = new SyncServer(db, {
    authenticate: () => ({}),
    views: { all: view({ tables: [Body, Health] }) },
    clock,
  });
  return { db, ids, clock, server };
}

async function loadFirst({ db, ids, clock, server }) {
  // Otherwise the slices that the client before has got would be sent again.
  db.writeSync((tx) => tx.put(ids[0], Health, { current: 0, max: 100 }));
  const ends = wire();
  server.accept(ends.server);
  const connected = connect(schema, { transport: ends.client, clock });
  await exchange([ends]);
  const client = await connected;
  let isLoaded = false;
  const subscribed = client.subscribe('all').then(() => {
    isLoaded = true;
  });
  let longestBlockMs = 0;
  const timed = (work) => {
    const begun = performance.now();
    work();
    longestBlockMs = Math.max(longestBlockMs, performance.now() - begun);
  };
  while (!isLoaded) {
    timed(() => ends.server.deliver());
    timed(() => clock.advance(1));
    ends.client.deliver();
    await nextTurn();
  }
  await subscribed;
  return {
    longestBlockMs,
    bytes: ends.server.sentBytes,
    check() {
      const { db } = client;
      expectEqual(db.query(Body, Health).count(), ids.length, 'entities');
      for (let i = 0; i < ids.length; i += 1000) expectEqual(db.get(ids[i], Health).current, i % 100, 'health');
      client.close();
    },
  };
}

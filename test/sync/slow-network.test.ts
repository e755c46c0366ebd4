/** A network that needs long for what it is sent looks alive to both ends. */

import { Database } from '@ecsdb/runtime';
import { connect } from '@ecsdb/sync/client';
import { SyncServer, view } from '@ecsdb/sync/server';
import { FRAME, type Transport, transportPair } from '@ecsdb/sync/testing';
import { expect, test } from '@jest/globals';
import { schemaOfToml } from '../runtime/support/toml.js';
import { pass, settle } from './support/lines.js';
import { ManualClock } from './support/manual-clock.js';

const SCHEMA = schemaOfToml(`
[tables.unit]
fields = [{ name = "x", type = "f64" }, { name = "y", type = "f64" }]
`);
const UNITS = 10_000;
const BYTES_PER_SECOND = 5000;
const TICK_MS = 100;

/** Sends messages at a rate. As a socket of Node does, it says that less waits only when all has gone. */
function slowly(inner: Transport, clock: ManualClock): Transport {
  const queue: Uint8Array[] = [];
  let credit = 0;
  let waiting = 0;
  const tick = (): void => {
    credit += (BYTES_PER_SECOND * TICK_MS) / 1000;
    for (let [next] = queue; next !== undefined && next.length <= credit; [next] = queue) {
      credit -= next.length;
      inner.send(next);
      queue.shift();
    }
    if (queue.length === 0) {
      credit = 0;
      waiting = 0;
    }
    clock.after(TICK_MS, tick);
  };
  clock.after(TICK_MS, tick);
  return {
    listen: (events) => inner.listen(events),
    close: (code, reason) => inner.close(code, reason),
    get pendingBytes() {
      return waiting;
    },
    send: (frame) => {
      queue.push(frame);
      waiting += frame.length;
    },
  };
}

test.each([
  ['in one step', 1_000_000],
  ['in slices', 1000],
])('content that takes 40 s %s becomes visible on the first connection', async (_how, stateBytes) => {
  const clock = new ManualClock();
  const db = Database.memory(SCHEMA);
  const unit = db.component('unit');
  db.writeSync((tx) => {
    for (let i = 0; i < UNITS; i++) tx.insert(tx.create(), unit, { x: i, y: -i });
  });
  const server = new SyncServer(db, {
    clock,
    limits: { stateBytes },
    authenticate: () => 'user',
    views: { units: view({ tables: [unit] }) },
  });
  let connections = 0;
  const types = new Set<number | undefined>();
  const transport = (): Transport => {
    connections++;
    const pair = transportPair();
    server.accept(slowly(pair.server, clock));
    const { client } = pair;
    return {
      listen: (events) => client.listen(events),
      close: (code, reason) => client.close(code, reason),
      get pendingBytes() {
        return client.pendingBytes;
      },
      send: (frame) => {
        types.add(frame[0]);
        client.send(frame);
      },
    };
  };
  const connecting = connect(SCHEMA, { clock, transport });
  await pass(clock, 1000);
  const client = await connecting;
  let isVisible = false;
  void client.subscribe('units').then(() => {
    isVisible = true;
  });
  await pass(clock, 30_000);
  expect(isVisible).toBe(false);
  await pass(clock, 30_000);
  await settle();
  expect(isVisible).toBe(true);
  expect(client.db.count(client.db.component('unit'))).toBe(UNITS);
  expect(connections).toBe(1);
  expect(types.has(FRAME.took)).toBe(true);
  client.close();
  server.close();
});

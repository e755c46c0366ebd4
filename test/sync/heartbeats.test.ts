/** Heartbeats find out whether a client is there. A client that gets steps all the time knows without them. */

import { Database } from '@ecsdb/runtime';
import { SyncServer, view } from '@ecsdb/sync/server';
import { expect, test } from '@jest/globals';
import { FRAME } from '../../sync/src/protocol/index.js';
import { schemaOfToml } from '../runtime/support/toml.js';
import { Line, pass } from './support/lines.js';
import { ManualClock } from './support/manual-clock.js';

const SCHEMA = schemaOfToml(`
[tables.unit]
fields = [{ name = "x", type = "f32" }]
`);

/** Connects a client, and changes a row `perSecond` times in each of 30 seconds. */
async function heartbeatsAt(perSecond: number): Promise<{ readonly heartbeats: number; readonly state: string }> {
  const clock = new ManualClock();
  const db = Database.memory(SCHEMA);
  const unit = db.component('unit');
  const entity = db.writeSync((tx) => {
    const created = tx.create();
    tx.insert(created, unit, { x: 0 });
    return created;
  });
  const server = new SyncServer(db, { clock, authenticate: () => ({}), views: { units: view({ tables: [unit] }) } });
  const line = new Line(server);
  const client = await line.connect(SCHEMA, clock);
  const { server: end } = line.pair;
  const send = end.send.bind(end);
  let heartbeats = 0;
  end.send = (frame) => {
    if (frame[0] === FRAME.heartbeat) heartbeats++;
    send(frame);
  };
  const subscribed = client.subscribe('units');
  await pass(clock, 1000);
  await subscribed;
  for (let second = 0; second < 30; second++) {
    for (let i = 0; i < perSecond; i++) {
      db.writeSync((tx) => tx.update(entity, unit, { x: second + i }));
      await pass(clock, 1000 / perSecond);
    }
    if (perSecond === 0) await pass(clock, 1000);
  }
  const { state } = client.status;
  expect(client.status.roundTripMs).toBeDefined();
  client.close();
  server.close();
  return { heartbeats, state };
}

test('a client without steps gets a heartbeat every 5 s', async () => {
  expect(await heartbeatsAt(0)).toEqual({ heartbeats: 6, state: 'live' });
});

test('a client with ten steps in a second gets every third heartbeat', async () => {
  expect(await heartbeatsAt(10)).toEqual({ heartbeats: 2, state: 'live' });
});

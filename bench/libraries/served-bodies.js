/** Bodies that move, served by ecsdb to clients in the same process. */

import { Database } from '@ecsdb/runtime';
import { connect } from '@ecsdb/sync/client';
import { SyncServer, view } from '@ecsdb/sync/server';
import { Body, Cell, sync as schema } from '#generated/sync/index.js';
import { expectEqual, times } from '../lib/expect.js';
import { StepClock } from '../lib/sync/clock.js';
import { positionOf } from '../lib/sync/positions.js';
import { exchange, wire } from '../lib/sync/wire.js';

/** More than the period of a client. */
const STEP_MS = 50;

/** `clients` is a list of what each holds: the numbers of its channels. Body i is in channel i % channels. */
export async function createServed({ bodies, channels, clients }) {
  const db = Database.memory(schema);
  const entities = db.writeSync((tx) =>
    times(bodies, (i) => {
      const entity = tx.create();
      tx.insert(entity, Body, { position: positionOf(i, 0) });
      tx.insert(entity, Cell, { number: i % channels });
      return entity;
    }),
  );
  const clock = new StepClock();
  const server = new SyncServer(db, {
    authenticate: ({ token }) => JSON.parse(token),
    views: { bodies: view({ tables: [Body, Cell], by: [Cell, (row) => row.number], for: ({ user }) => user.cells }) },
    clock,
  });
  const served = clients.map((cells) => ({ cells, ...wire() }));
  for (const client of served) {
    server.accept(client.server);
    const connected = connect(schema, {
      transport: client.client,
      token: JSON.stringify({ cells: client.cells }),
      hz: 20,
      clock,
    });
    await exchange([client]);
    client.connection = await connected;
  }
  const subscribed = served.map(({ connection }) => connection.subscribe('bodies'));
  await exchange(served);
  clock.advance(STEP_MS);
  await exchange(served);
  await Promise.all(subscribed);
  return {
    db,
    server,
    /** Moves the first `count` bodies. */
    move(step, count = bodies) {
      db.writeSync((tx) => {
        for (let i = 0; i < count; i++) {
          tx.update(entities[i], Body, (row) => {
            const { x, y, z } = positionOf(i, step);
            row.position.x = x;
            row.position.y = y;
            row.position.z = z;
          });
        }
      });
    },
    /** Sends a step to all clients. The frames wait. */
    send: () => clock.advance(STEP_MS),
    /** Lets clients apply and acknowledge. */
    receive: () => exchange(served),
    get sentBytes() {
      return served.reduce((sum, client) => sum + client.server.sentBytes, 0);
    },
    /** Compares each body that a client holds. */
    check(step, count = bodies) {
      for (const { cells, connection } of served) {
        for (let i = 0; i < bodies; i++) {
          const isVisible = connection.db.isAlive(entities[i]);
          expectEqual(isVisible, cells.includes(i % channels), `body ${i} is visible`);
          if (!isVisible) continue;
          const { x } = connection.db.get(entities[i], Body).position;
          expectEqual(x, positionOf(i, i < count ? step : 0).x, `x of body ${i}`);
        }
      }
    },
  };
}

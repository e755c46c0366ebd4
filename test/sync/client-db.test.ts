/** `client.db` is a database as any other: queries, lookups and watches work, over what the client holds. */

import { Database, type Entity, type Transaction } from '@ecsdb/runtime';
import type { SyncClient } from '@ecsdb/sync/client';
import { type Access, type AuthenticationRequest, SyncServer, view } from '@ecsdb/sync/server';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf } from '../runtime/support/errors.js';
import { schemaOfToml } from '../runtime/support/toml.js';
import { ManualClock } from './support/manual-clock.js';
import { joined, nextStep } from './support/members.js';

const SCHEMA = schemaOfToml(`
[tables.player]
fields = [
  { name = "name", type = "string<16>", unique = true },
  { name = "room", type = "u8" },
  { name = "gold", type = "u32", indexed = true },
]
[tables.mark]
`);

interface Rooms {
  readonly rooms: readonly number[];
}

/** A server with players in rooms, and a client that sees some rooms. */
class Game {
  readonly db = Database.memory(SCHEMA);
  readonly clock = new ManualClock();
  readonly Player = this.db.component('player');
  readonly server = new SyncServer(this.db, {
    authenticate: ({ token }: AuthenticationRequest) => token,
    clock: this.clock,
    views: {
      rooms: view({
        tables: [this.Player],
        by: [this.Player, (row) => row.get('room') as number],
        for: ({ params }: Access<string, Rooms>) => params.rooms,
      }),
    },
  });

  async join(rooms: readonly number[]): Promise<SyncClient> {
    const client = await joined(this.server, SCHEMA);
    await nextStep(this.clock, client.subscribe('rooms', { rooms }));
    return client;
  }

  add(name: string, room: number, gold = 0): Entity {
    return this.db.writeSync((tx) => {
      const entity = tx.create();
      tx.insert(entity, this.Player, { name, room, gold });
      return entity;
    });
  }

  change(change: (tx: Transaction) => void): Promise<unknown> {
    this.db.writeSync(change);
    return this.step();
  }

  step(): Promise<unknown> {
    return nextStep(this.clock);
  }
}

type Reported = { readonly [Kind in 'inserted' | 'changed' | 'deleted']: readonly Entity[] };

/** What a watch on all players of a client reports. */
function watched(client: SyncClient): Reported[] {
  const reports: Reported[] = [];
  client.db.watch(client.db.component('player'), ({ inserted, changed, deleted }) =>
    reports.push({ inserted: [...inserted], changed: [...changed], deleted: [...deleted] }),
  );
  return reports;
}

test('a watch reports the net change of a step', async () => {
  const game = new Game();
  const client = await game.join([1, 2]);
  const reports = watched(client);
  const ann = game.add('ann', 1);
  const bob = game.add('bob', 1);
  game.db.writeSync((tx) => tx.update(ann, game.Player, { gold: 5 }));
  await game.step();
  expect(reports.splice(0)).toEqual([{ inserted: [ann, bob], changed: [], deleted: [] }]);

  // What is the same at the end was not changed.
  game.db.writeSync((tx) => tx.update(ann, game.Player, { gold: 6 }));
  game.db.writeSync((tx) => tx.update(ann, game.Player, { gold: 5 }));
  const carl = game.add('carl', 2);
  game.db.writeSync((tx) => tx.destroy(carl));
  await game.step();
  expect(reports.splice(0)).toEqual([]);

  await game.change((tx) => {
    tx.update(ann, game.Player, { gold: 7 });
    tx.destroy(bob);
  });
  expect(reports.splice(0)).toEqual([{ inserted: [], changed: [ann], deleted: [bob] }]);
});

test('an entity that leaves a channel and enters another one in a step has not gone', async () => {
  const game = new Game();
  const client = await game.join([1, 2]);
  const [ann, bob] = [game.add('ann', 1), game.add('bob', 3)];
  await game.step();
  const reports = watched(client);
  await game.change((tx) => tx.update(ann, game.Player, { room: 2 }));
  expect(reports.splice(0)).toEqual([{ inserted: [], changed: [ann], deleted: [] }]);
  // There and back: nothing has changed.
  game.db.writeSync((tx) => tx.update(ann, game.Player, { room: 1 }));
  await game.change((tx) => tx.update(ann, game.Player, { room: 2 }));
  expect(reports.splice(0)).toEqual([]);
  await game.change((tx) => {
    tx.update(ann, game.Player, { room: 3 });
    tx.update(bob, game.Player, { room: 2 });
  });
  expect(reports.splice(0)).toEqual([{ inserted: [bob], changed: [], deleted: [ann] }]);
});

test('two views that show the same row are one row for a watch', async () => {
  const game = new Game();
  const client = await game.join([1]);
  const ann = game.add('ann', 1);
  await game.step();
  const reports = watched(client);
  const second = await nextStep(game.clock, client.subscribe('rooms', { rooms: [1, 2] }));
  second?.unsubscribe();
  await game.step();
  expect(reports).toEqual([]);
  expect(client.db.isAlive(ann)).toBe(true);
});

test('lookups find what the client holds, and unique values may move within a step', async () => {
  const game = new Game();
  const client = await game.join([1]);
  const [ann, bob] = [game.add('ann', 1, 5), game.add('bob', 1, 7)];
  game.add('carl', 2, 6);
  await game.step();
  const Player = client.db.component('player');
  const named = (name: string): Entity[] => client.db.lookup(Player, 'name', name).toArray();
  expect(named('ann')).toEqual([ann]);
  expect(named('carl')).toEqual([]);
  await game.change((tx) => {
    tx.update(ann, game.Player, { name: 'bob', gold: 9 });
    tx.update(bob, game.Player, { name: 'ann' });
  });
  expect([named('ann'), named('bob')]).toEqual([[bob], [ann]]);
  expect(client.db.lookup(Player, 'gold', { from: 6 }).count()).toBe(2);
});

test('indexes of a client equal a scan of its rows after random steps', async () => {
  const MOVE = fc.record({ player: fc.nat(7), room: fc.nat(3), gold: fc.nat(5), step: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(MOVE, { maxLength: 40 }), async (moves) => {
      const game = new Game();
      const players = Array.from({ length: 8 }, (_, i) => game.add(`player ${i}`, i % 4, i));
      const client = await game.join([1, 2]);
      for (const { player, room, gold, step } of moves) {
        game.db.writeSync((tx) => tx.update(players[player] as Entity, game.Player, { room, gold }));
        if (step) await game.step();
        const Player = client.db.component('player');
        for (let value = 0; value <= 5; value++) {
          let scanned = 0;
          client.db.query(Player).forEach((row) => {
            if (row.get('gold') === value) scanned++;
          });
          expect(client.db.lookup(Player, 'gold', value).count()).toBe(scanned);
        }
      }
      game.server.close();
    }),
    { numRuns: 40 },
  );
});

test.each<[string, (db: Database) => unknown, string]>([
  ['writeSync', (db) => db.writeSync((tx) => tx.create()), 'Send the change to the server'],
  ['transaction', (db) => db.transaction(), 'Send the change to the server'],
  ['onCommit', (db) => db.onCommit(() => {}), 'Use watch() here'],
  ['commitsSince', (db) => db.commitsSince(0), 'Use watch() here'],
])('%s of a client is refused, and the error says what to do', async (_name, use, advice) => {
  const client = await new Game().join([1]);
  const error = errorOf(() => use(client.db));
  expect(error).toMatchObject({ code: 'TRANSACTION_ERROR', message: expect.stringContaining('is a replica') });
  expect(error.message).toContain(advice);
});

test('write and create of a client reject', async () => {
  const client = await new Game().join([1]);
  for (const use of [client.db.write((tx) => tx.create()), client.db.create()]) {
    await expect(use).rejects.toMatchObject({ code: 'TRANSACTION_ERROR' });
  }
});

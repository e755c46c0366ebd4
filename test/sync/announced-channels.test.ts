/** A client gets nothing of a channel before it knows its number, whichever channels come in slices. */

import { Database } from '@ecsdb/runtime';
import { type Access, SyncServer, view } from '@ecsdb/sync/server';
import { expect, test } from '@jest/globals';
import { schemaOfToml } from '../runtime/support/toml.js';
import { Line, pass, settle } from './support/lines.js';
import { ManualClock } from './support/manual-clock.js';

const SCHEMA = schemaOfToml(`
[tables.unit]
fields = [{ name = "team", type = "u32" }, { name = "x", type = "f32" }]
`);
const STATE_BYTES = 200;

interface World {
  readonly db: Database;
  readonly clock: ManualClock;
  readonly line: Line;
  /** Adds units to a team. */
  add(team: number, count: number): void;
}

function worldWithTeams(counts: readonly number[]): World {
  const db = Database.memory(SCHEMA);
  const unit = db.component('unit');
  const add = (team: number, count: number): void => {
    db.writeSync((tx) => {
      for (let x = 0; x < count; x++) tx.insert(tx.create(), unit, { team, x });
    });
  };
  counts.forEach((count, team) => {
    add(team, count);
  });
  const clock = new ManualClock();
  const server = new SyncServer(db, {
    authenticate: () => 'anyone',
    clock,
    limits: { stateBytes: STATE_BYTES },
    views: {
      teams: view({
        tables: [unit],
        by: [unit, (row) => row.get('team') as number],
        for: ({ params }: Access<unknown, { readonly teams: readonly number[] }>) => params.teams,
      }),
    },
  });
  return { db, clock, line: new Line(server), add };
}

test('small channels of a subscription come with its last large one', async () => {
  const { db, clock, line, add } = worldWithTeams([2, 200, 100, 3]);
  const client = await line.connect(SCHEMA, clock);
  let isVisible = false;
  void client.subscribe('teams', { teams: [0, 1, 2, 3] }).then(() => {
    isVisible = true;
  });
  await settle();
  const counts = new Set<number>();
  for (let i = 0; i < 100 && !isVisible; i++) {
    // Each commit makes a step between the slices.
    add(0, 1);
    counts.add(client.db.count(client.db.component('unit')));
    clock.next();
    await settle();
  }
  expect(isVisible).toBe(true);
  expect([...counts]).toEqual([0]);
  await pass(clock, 100);
  expect(client.db.count(client.db.component('unit'))).toBe(db.count(db.component('unit')));
  expect(line.pairs).toHaveLength(1);
});

test('a large channel is given up before its first slice', async () => {
  const { clock, line, add } = worldWithTeams([200, 2]);
  const client = await line.connect(SCHEMA, clock);
  const small = await Promise.all([client.subscribe('teams', { teams: [1] }), pass(clock, 200)]);
  expect(small).toHaveLength(2);
  const { pair } = line;
  // The frames of a client that subscribes and unsubscribes.
  void client.subscribe('teams', { teams: [0] }).catch(() => undefined);
  await settle();
  line.server?.step();
  pair.client.send(Uint8Array.of(0x03, 2));
  await settle();
  add(1, 1);
  await pass(clock, 200);
  expect(client.db.count(client.db.component('unit'))).toBe(3);
  expect(line.pairs).toHaveLength(1);
});

test('a channel is given up between the welcome and the first step of a client that continues', async () => {
  const { clock, line, add } = worldWithTeams([2, 3]);
  const client = await line.connect(SCHEMA, clock);
  void client.subscribe('teams', { teams: [0] });
  const subscribed = client.subscribe('teams', { teams: [1] });
  await pass(clock, 200);
  const second = await subscribed;
  line.pair.cut();
  for (let i = 0; i < 10 && (line.pairs.length < 2 || line.pair.toClient.delivered === 0); i++) {
    await settle();
    clock.next();
    await settle();
  }
  second.unsubscribe();
  add(0, 1);
  await pass(clock, 200);
  expect(client.db.count(client.db.component('unit'))).toBe(3);
  expect(line.pairs).toHaveLength(2);
});

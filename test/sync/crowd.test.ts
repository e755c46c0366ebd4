/**
 * Many rows and many clients: a thousand clients with channels of their own, thousands of rows that change in a step,
 * and one client that takes nothing for a while.
 */

import { Database, type Entity } from '@ecsdb/runtime';
import { connect, type SyncClient } from '@ecsdb/sync/client';
import { type AuthenticationRequest, SyncServer, view } from '@ecsdb/sync/server';
import { type TransportPair, transportPair } from '@ecsdb/sync/testing';
import { expect, test } from '@jest/globals';
import { schemaOfToml } from '../runtime/support/toml.js';
import { ManualClock } from './support/manual-clock.js';
import { settle } from './support/members.js';

const SCHEMA = schemaOfToml(`
[tables.body]
fields = [{ name = "cell", type = "u16" }, { name = "x", type = "u32" }, { name = "y", type = "u32" }]
`);
const CLIENTS = 1000;
const BODIES = 2400;
const CELLS = 60;
const STEPS = 8;

interface Member {
  readonly cells: ReadonlySet<number>;
  readonly pair: TransportPair;
  readonly client: SyncClient;
}

class World {
  readonly clock = new ManualClock();
  readonly db = Database.memory(SCHEMA);
  readonly body = this.db.component('body');
  readonly server: SyncServer<number[]>;
  readonly entities: Entity[];

  constructor() {
    const { db, body, clock } = this;
    this.entities = db.writeSync((tx) =>
      Array.from({ length: BODIES }, (_, i) => {
        const entity = tx.create();
        tx.insert(entity, body, { cell: i % CELLS, x: i, y: 0 });
        return entity;
      }),
    );
    this.server = new SyncServer(db, {
      authenticate: ({ token }: AuthenticationRequest): number[] => JSON.parse(token),
      views: {
        bodies: view({ tables: [body], by: [body, (row) => row.get('cell') as number], for: ({ user }) => user }),
      },
      clock,
    });
  }

  async join(cells: readonly number[]): Promise<Member> {
    const pair = transportPair();
    this.server.accept(pair.server);
    const options = { transport: pair.client, token: JSON.stringify(cells), clock: this.clock };
    const client = await connect(SCHEMA, options);
    void client.subscribe('bodies');
    return { cells: new Set(cells), pair, client };
  }

  /** Changes a field of a third of the bodies, and the cell of some. */
  change(step: number): void {
    this.db.writeSync((tx) => {
      for (let i = step % 3; i < BODIES; i += 3) {
        const entity = this.entities[i] as Entity;
        if (i % 16 === 0) tx.update(entity, this.body, { cell: (i * 7 + step) % CELLS });
        else tx.update(entity, this.body, i % 2 === 0 ? { x: step * BODIES + i } : { y: step });
      }
    });
  }

  async step(): Promise<void> {
    await settle();
    this.clock.advance(100);
    await settle();
  }

  /** The rows of each cell, as text. */
  contents(db: Database): Map<number, string> {
    const rows = new Map<number, string[]>();
    db.query(db.component('body')).forEach((row, entity) => {
      const cell = row.get('cell') as number;
      const list = rows.get(cell) ?? [];
      list.push(`${entity}:${row.get('x')}:${row.get('y')}`);
      rows.set(cell, list);
    });
    return new Map([...rows].map(([cell, list]) => [cell, list.sort().join(' ')]));
  }
}

test('a thousand clients hold their channels, while one of them is stalled', async () => {
  const world = new World();
  const members: Member[] = [];
  for (let i = 0; i < CLIENTS; i++) {
    members.push(await world.join([i % CELLS, (i * 7 + 11) % CELLS, (i * 13 + 5) % CELLS]));
  }
  await world.step();
  const [stalled, ...others] = members as [Member, ...Member[]];
  for (let step = 1; step <= STEPS; step++) {
    stalled.pair.toClient.isStalled = step > 2 && step < STEPS - 2;
    if (step === STEPS - 2) stalled.pair.resume();
    world.change(step);
    await world.step();
    const contents = world.contents(world.db);
    // All of them at a few steps, some at each.
    const checked = step === 1 || step === STEPS ? others : others.filter((_, i) => i % 50 === step);
    for (const { client, cells } of checked) {
      const held = world.contents(client.db);
      expect(new Set(held.keys())).toEqual(cells);
      expect([...cells].filter((cell) => held.get(cell) !== contents.get(cell))).toEqual([]);
    }
  }
  await world.step();
  expect(world.contents(stalled.client.db).size).toBe(stalled.cells.size);
  for (const cell of stalled.cells) {
    expect(world.contents(stalled.client.db).get(cell)).toBe(world.contents(world.db).get(cell));
  }
  world.server.close();
});

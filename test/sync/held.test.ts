/** What a client says that it holds costs a server as much as it has bytes, and no memory beyond what it may hold. */

import { Database, type Entity } from '@ecsdb/runtime';
import { SyncServer, view } from '@ecsdb/sync/server';
import { afterEach, expect, jest, test } from '@jest/globals';
import * as protocol from '../../sync/src/protocol/index.js';
import { schemaOfToml } from '../runtime/support/toml.js';
import { Line, pass } from './support/lines.js';
import { ManualClock } from './support/manual-clock.js';
import { helloOf, RawClient, subscribeTo } from './support/raw-client.js';

const SCHEMA = schemaOfToml(`
[tables.unit]
fields = [{ name = "x", type = "f32" }]
`);
const HELD = 0x07;

afterEach(() => {
  jest.restoreAllMocks();
});

class World {
  readonly clock = new ManualClock();
  readonly db = Database.memory(SCHEMA);
  readonly unit = this.db.component('unit');
  readonly entities: readonly Entity[];
  readonly server: SyncServer;

  constructor(units: number) {
    this.entities = this.db.writeSync((tx) =>
      Array.from({ length: units }, () => {
        const entity = tx.create();
        tx.insert(entity, this.unit, { x: 1 });
        return entity;
      }),
    );
    const { clock } = this;
    this.server = new SyncServer<unknown>(this.db, {
      authenticate: () => ({}),
      clock,
      views: { units: view({ tables: [this.unit] }) },
    });
  }

  /** A client that has to say what it holds. */
  async resuming(): Promise<RawClient> {
    const earlier = new RawClient(this.server);
    await earlier.send(helloOf(SCHEMA));
    const { position } = earlier.welcome;
    earlier.pair.client.close(1000, '');
    const raw = new RawClient(this.server);
    await raw.send(helloOf(SCHEMA, { position }), subscribeTo('units'));
    expect(raw.welcome.resume).toBe(protocol.RESUME.ids);
    return raw;
  }

  held(entities: readonly Entity[], view = 'units', value = 'btrue'): Uint8Array {
    const channels = [{ view, value, tables: [this.unit.TABLE_ID], entities }];
    return protocol.encodeHeld(protocol.encodeHeldIds(channels)[0] ?? new Uint8Array());
  }
}

/** A frame with these bodies, one after the other. */
function joined(bodies: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from([HELD, ...bodies.flatMap((body) => [...body.subarray(1)])]);
}

test('a channel in many parts is not copied for each of them', async () => {
  const world = new World(10_000);
  const raw = await world.resuming();
  let copied = 0;
  const { concat } = Array.prototype;
  jest.spyOn(Array.prototype, 'concat').mockImplementation(function (this: unknown[], ...items: unknown[]) {
    const result = concat.apply(this, items);
    copied += result.length;
    return result;
  });
  const parts = world.entities.slice(5000).map((entity) => world.held([entity]));
  await raw.send(world.held(world.entities.slice(0, 5000)), joined(parts.slice(0, 2500)), joined(parts.slice(2500)));
  expect(raw.code).toBe(0);
  expect(copied).toBeLessThan(100_000);
  await raw.send(protocol.encodeResume([]));
  await pass(world.clock, 200);
  // The step says that nothing has changed.
  const [step] = raw.framesOf(protocol.FRAME.step);
  expect(step?.length).toBeLessThan(20);
});

test('the parts of a channel ascend', async () => {
  const world = new World(10);
  const raw = await world.resuming();
  expect(await raw.send(world.held(world.entities.slice(5)), world.held(world.entities.slice(0, 5)))).toBe(4400);
});

test.each([
  ['channels', 10_000, ''],
  ['bytes of values', 15, 'x'.repeat(4000)],
])('a client that says that it holds too many %s is closed', async (_what, perFrame, value) => {
  const world = new World(1);
  const raw = await world.resuming();
  for (let i = 0; i < 20 && raw.code === 0; i++) {
    await raw.send(joined(Array.from({ length: perFrame }, () => world.held([], '', value))));
  }
  expect(raw.code).toBe(4400);
  expect(raw.reason).toContain('holds too much');
});

test('a client that does not say what it holds is closed after a while', async () => {
  const world = new World(10);
  const raw = await world.resuming();
  for (let i = 0; i < 6; i++) {
    await raw.send(protocol.encodePing(1), [HELD]);
    await pass(world.clock, 2000);
  }
  expect(raw.code).toBe(4408);
});

test('a client that says what it holds over a slow connection is not closed', async () => {
  const world = new World(10);
  const raw = await world.resuming();
  for (const entity of world.entities) {
    await raw.send(world.held([entity]));
    await pass(world.clock, 5000);
  }
  await raw.send(protocol.encodeResume([]));
  await pass(world.clock, 200);
  expect(raw.code).toBe(0);
  expect(raw.framesOf(protocol.FRAME.step)).toHaveLength(1);
});

test('a client says no more than a server accepts, and leaves whole channels out', () => {
  const channels = Array.from({ length: 1000 }, (_, i) => {
    return { view: 'units', value: `s${'x'.repeat(4000)}${i}`, tables: [0], entities: [] };
  });
  const bytes = protocol.encodeHeldIds(channels).reduce((sum, { length }) => sum + length, 0);
  expect(bytes).toBeGreaterThan(900_000);
  expect(bytes).toBeLessThan(1_100_000);
});

const AREAS = schemaOfToml(`
[tables.unit]
fields = [{ name = "area", type = "string<5000>" }]
`);

/** A server with a unit in each of these areas, whose clients hold all of them. */
class Areas {
  readonly clock = new ManualClock();
  readonly errors: unknown[] = [];
  readonly line: Line;
  readonly server: SyncServer;

  constructor(areas: readonly string[]) {
    const db = Database.memory(AREAS);
    const unit = db.component('unit');
    db.writeSync((tx) => {
      for (const area of areas) tx.insert(tx.create(), unit, { area });
    });
    this.server = new SyncServer<unknown>(db, {
      authenticate: () => ({}),
      clock: this.clock,
      onError: (error) => this.errors.push(error),
      views: { units: view({ tables: [unit], by: [unit, (row) => row.get('area') as string], for: () => areas }) },
    });
    this.line = new Line(this.server);
  }
}

test('the longest value of a channel is continued from by ids', async () => {
  const { clock, line, server } = new Areas(['a', 'r'.repeat(4096)]);
  const client = await line.connect(AREAS, clock);
  void client.subscribe('units');
  await pass(clock, 6000);
  line.server = undefined;
  line.pair.cut();
  await pass(clock, 100_000);
  line.server = server;
  await pass(clock, 60_000);
  expect(client.status).toMatchObject({ state: 'live', mismatches: 0 });
  expect(client.db.count(client.db.component('unit'))).toBe(2);
  expect(line.pair.toClient.delivered).toBeLessThan(9000);
});

test('a longer value is an error of the application', async () => {
  const { clock, line, errors } = new Areas(['a', 'ä'.repeat(2049)]);
  const client = await line.connect(AREAS, clock);
  const refused = client.subscribe('units').catch((error: { code: string }) => error.code);
  await pass(clock, 1000);
  expect(await refused).toBe('INVALID_OPTION');
  expect(errors.map((error) => String((error as Error).cause)).join()).toMatch(/`by`.*4096 bytes.*`for`.*4096 bytes/s);
});

test('an entity with a generation that no entity has is refused', async () => {
  const world = new World(10);
  const raw = await world.resuming();
  expect(await raw.send(world.held([(2 ** 20 * 2 ** 32 + 1) as Entity]))).toBe(4400);
});

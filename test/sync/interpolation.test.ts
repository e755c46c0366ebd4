/** `client.interpolate` blends numbers between the last two steps, by the clock of the client. */

import { type AnyComponent, Component, Database, type Entity } from '@ecsdb/runtime';
import { connect, type SyncClient } from '@ecsdb/sync/client';
import { type AuthenticationRequest, SyncServer, view } from '@ecsdb/sync/server';
import { transportPair } from '@ecsdb/sync/testing';
import { expect, test } from '@jest/globals';
import { Body, Mark, physics } from '../runtime/support/body.js';
import { errorOf } from '../runtime/support/errors.js';
import { schemaOfToml } from '../runtime/support/toml.js';
import { ManualClock } from './support/manual-clock.js';
import { settle } from './support/members.js';

/** Milliseconds between steps at 10 Hz, and the delay. */
const PERIOD = 100;

class Scene {
  readonly db = Database.memory(physics);
  readonly clock = new ManualClock();
  readonly server = new SyncServer(this.db, {
    authenticate: ({ token }: AuthenticationRequest) => token,
    clock: this.clock,
    views: { bodies: view({ tables: [Body, Mark] }) },
  });

  async join(): Promise<SyncClient> {
    const pair = transportPair();
    this.server.accept(pair.server);
    const client = await connect(physics, { transport: pair.client, clock: this.clock, hz: 10 });
    const subscribed = client.subscribe('bodies');
    await this.wait(PERIOD);
    await subscribed;
    return client;
  }

  add(mass: number): Entity {
    return this.db.writeSync((tx) => {
      const entity = tx.create();
      tx.insert(entity, Body, { mass });
      return entity;
    });
  }

  move(entity: Entity, mass: number): void {
    this.db.writeSync((tx) => tx.update(entity, Body, { mass }));
  }

  async wait(ms: number): Promise<void> {
    await settle();
    this.clock.advance(ms);
    await settle();
  }
}

test('a value moves to that of the last step within the delay', async () => {
  const scene = new Scene();
  const client = await scene.join();
  const entity = scene.add(100);
  await scene.wait(PERIOD);
  const smooth = client.interpolate(Body, ['mass'], PERIOD);
  const shown = (): number | undefined => smooth.get(entity)?.[0];
  expect(shown()).toBe(100);

  scene.move(entity, 200);
  await scene.wait(PERIOD);
  const values = [shown()];
  for (let i = 0; i < 5; i++) {
    await scene.wait(PERIOD / 4);
    values.push(shown());
  }
  expect(values).toEqual([100, 125, 150, 175, 200, 200]);
  // `db` shows the last step at once.
  expect(client.db.get(entity, Body).mass).toBe(200);
});

test('with a step in each period, values move without a stop', async () => {
  const scene = new Scene();
  const client = await scene.join();
  const entity = scene.add(0);
  await scene.wait(PERIOD);
  const smooth = client.interpolate(Body, ['mass'], PERIOD);
  const values: (number | undefined)[] = [];
  for (let step = 1; step <= 4; step++) {
    scene.move(entity, step * 100);
    await scene.wait(PERIOD);
    values.push(smooth.get(entity)?.[0]);
  }
  expect(values).toEqual([0, 100, 200, 300]);
});

test('after a pause, a value does not jump', async () => {
  const scene = new Scene();
  const client = await scene.join();
  const entity = scene.add(100);
  await scene.wait(PERIOD);
  const smooth = client.interpolate(Body, ['mass'], PERIOD);
  await scene.wait(50 * PERIOD);
  scene.move(entity, 200);
  await scene.wait(PERIOD);
  expect(smooth.get(entity)?.[0]).toBe(100);
  await scene.wait(PERIOD / 2);
  expect(smooth.get(entity)?.[0]).toBe(150);
});

test('entities come where they are, and go at once', async () => {
  const scene = new Scene();
  const client = await scene.join();
  const smooth = client.interpolate(Body, ['mass'], PERIOD);
  const all = (): [Entity, number][] => {
    const found: [Entity, number][] = [];
    smooth.forEach((entity, [mass = 0]) => void found.push([entity, mass]));
    return found;
  };
  const [first, second] = [scene.add(1), scene.add(2)];
  await scene.wait(PERIOD);
  expect(all()).toEqual([
    [first, 1],
    [second, 2],
  ]);
  scene.db.writeSync((tx) => tx.destroy(first));
  const third = scene.add(3);
  await scene.wait(PERIOD);
  expect(all()).toEqual([
    [second, 2],
    [third, 3],
  ]);
  expect(smooth.get(first)).toBeUndefined();
  smooth.stop();
  scene.move(second, 9);
  await scene.wait(2 * PERIOD);
  expect(smooth.get(second)?.[0]).toBe(2);
});

test('fields that are no single number are refused, and so is a wrong delay', async () => {
  const client = await new Scene().join();
  const refused = (fields: readonly string[], delayMs: number) =>
    errorOf(() => client.interpolate(Body, fields as never, delayMs));
  expect(refused(['speed'], 100)).toMatchObject({ code: 'INVALID_OPTION', field: 'speed' });
  expect(refused(['owner'], 100)).toMatchObject({ code: 'INVALID_OPTION', field: 'owner' });
  expect(refused(['mas'], 100)).toMatchObject({ code: 'INVALID_OPTION', field: 'mas' });
  expect(refused(['mass'], Number.NaN)).toMatchObject({ code: 'INVALID_OPTION', option: 'delayMs' });
});

const SHIPS = schemaOfToml(`
[enums.Team]
variants = ["Red", "Blue"]
[custom_types.Place]
fields = [{ name = "x", type = "f32" }, { name = "near", type = "entity" }, { name = "is_sea", type = "bool" }]
[tables.ship]
fields = [
  { name = "mass", type = "f32" },
  { name = "at", type = "Place" },
  { name = "team", type = "Team" },
  { name = "afloat", type = "bool" },
  { name = "owner", type = "entity" },
  { name = "depth", type = "f32", nullable = true },
  { name = "goal", type = "Place", nullable = true },
  { name = "axes", type = "[f32; 2]" },
]`);

/** In the shape of generated code. */
function shipComponent(): AnyComponent {
  const { descriptor, createRow, createRowMut } = SHIPS.components[0] as AnyComponent;
  const columns = {
    mass: ['f32', 0],
    'at.x': ['f32', 0],
    'at.near': ['f64', 0],
    'at.isSea': ['u8', 0],
    team: ['u8', 0],
    afloat: ['u8', 0],
    owner: ['f64', 0],
    depth: ['f32', 0],
    'goal.x': ['f32', 0],
    axes: ['f32', 0],
  } as const;
  return new Component({ table: descriptor, columns, createRow, createRowMut });
}

test('what is stored as a number and is none is refused, and the error lists the numbers', async () => {
  const db = Database.memory(SHIPS);
  const views = { ships: view({ tables: [db.component('ship')] }) };
  const server = new SyncServer(db, { authenticate: () => ({}), views });
  const pair = transportPair();
  server.accept(pair.server);
  const client = await connect(SHIPS, { transport: pair.client });
  const ship = shipComponent();
  const refused = (fields: unknown, component: unknown = ship) =>
    errorOf(() => client.interpolate(component as AnyComponent, fields as never, 40));
  for (const path of ['at.near', 'at.isSea', 'team', 'afloat', 'owner', 'depth', 'goal.x', 'axes', 'at', 'toString']) {
    expect(refused([path])).toMatchObject({ code: 'INVALID_OPTION', option: 'fields', field: path });
    expect(refused([path]).message).toContain('not nullable: mass, at.x.');
  }
  for (const fields of [undefined, 'mass', [], [5], {}]) {
    expect(refused(fields)).toMatchObject({ code: 'INVALID_OPTION', option: 'fields' });
  }
  for (const component of [null, 'ship', {}, Body]) {
    expect(refused(['mass'], component)).toMatchObject({ code: 'INVALID_OPTION', option: 'component' });
  }
  client.interpolate(ship, ['mass', 'at.x'] as never, 40).stop();
  client.close();
  server.close();
});

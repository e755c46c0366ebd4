/** Watches of all kinds report the difference between two states, whatever transactions made it. */

import type { Changes, Entity } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { turn, type Watched, type Work, World } from './world.js';

type Turns = readonly (readonly Work[])[];

/** A watch, what it watched when it was last called, and its calls since. */
class Observer<Key extends Entity | string> {
  readonly name: string;
  readonly stop: () => void;
  readonly #calls: Changes<Key>[] = [];
  readonly #rows: () => ReadonlyMap<Key, string>;
  #before: ReadonlyMap<Key, string>;

  constructor(
    name: string,
    rows: () => ReadonlyMap<Key, string>,
    start: (listener: (changes: Changes<Key>) => void) => () => void,
  ) {
    this.name = name;
    this.#rows = rows;
    this.#before = rows();
    this.stop = start((changes) => this.#calls.push(changes));
  }

  /** Compares what was reported with the difference of the states. */
  check(): void {
    const before = this.#before;
    const now = this.#rows();
    const present = new Set(before.keys());
    const mentioned = new Set<Key>();
    for (const { inserted, changed, deleted, reset } of this.#calls.splice(0)) {
      const all = [...inserted, ...changed, ...deleted];
      this.#expect(!reset && new Set(all).size === all.length, 'each key is in one list');
      for (const key of deleted) this.#expect(present.delete(key), 'what is deleted was there');
      for (const key of changed) this.#expect(present.has(key), 'what is changed is there');
      for (const key of inserted) this.#expect(!present.has(key), 'what is inserted was not there');
      for (const key of inserted) present.add(key);
      for (const key of all) mentioned.add(key);
    }
    expect([this.name, [...present].sort()]).toEqual([this.name, [...now.keys()].sort()]);
    for (const [key, row] of now)
      this.#expect(before.get(key) === row || mentioned.has(key), 'what differs is reported');
    this.#before = now;
  }

  #expect(holds: boolean, promise: string): void {
    if (!holds) throw new Error(`${this.name}: ${promise}`);
  }
}

function observe({ name, rows, start }: Watched): Observer<Entity> {
  return new Observer(name, rows, start);
}

function observeEntity(world: World, entity: Entity): Observer<string> {
  return new Observer(
    `entity ${entity}`,
    () => world.rowsOf(entity),
    (listener) => world.db.watch(entity, listener),
  );
}

const turns = fc.array(turn, { minLength: 1, maxLength: 8 });

/** Runs the turns. `delivered` resolves once watches were called with what the turn has changed. */
async function play(world: World, works: Turns, seed: number, delivered: () => Promise<void>): Promise<void> {
  const watches = world.watches();
  const observers = new Set<Observer<Entity> | Observer<string>>();
  for (const [number, work] of works.entries()) {
    // Some at a time, so that tables are watched wholly, for some entities, or not at all.
    for (const [position, watched] of watches.entries()) {
      if ((seed + position + number) % 5 === 0) observers.add(observe(watched));
    }
    for (const [position, entity] of world.living().entries()) {
      if ((seed + position + number) % 4 > 0) continue;
      observers.add(observeEntity(world, entity));
      for (const watched of world.watchesOf(entity)) observers.add(observe(watched));
    }
    await Promise.all(work.map((one) => world.run(one)));
    await delivered();
    for (const observer of observers) observer.check();
    for (const [position, observer] of [...observers].entries()) {
      if ((seed + position * 5 + number) % 3 > 0) continue;
      observer.stop();
      observers.delete(observer);
    }
  }
}

test('every watch reports what came, changed and went, whenever it was started', async () => {
  await fc.assert(
    fc.asyncProperty(turns, fc.nat(), async (works, seed) => {
      const world = new World();
      await play(world, works, seed, async () => {});
      await world.close();
    }),
    { numRuns: 200 },
  );
});

test('so do the watches of an attached thread', async () => {
  await fc.assert(
    fc.asyncProperty(turns, fc.nat(), async (works, seed) => {
      const world = new World(true);
      const { owner, db } = world;
      // All watches are called with one version. This one says which.
      const marker = await owner.create();
      const tag = owner.component('tag');
      let called = () => {};
      db.watch(marker, () => called());
      await play(world, works, seed, async () => {
        const isCalled = new Promise<void>((resolve) => {
          called = resolve;
        });
        owner.writeSync((tx) => {
          if (tx.has(marker, tag)) tx.delete(marker, tag);
          else tx.insert(marker, tag);
        });
        await isCalled;
      });
      await world.close();
    }),
    { numRuns: 100 },
  );
});

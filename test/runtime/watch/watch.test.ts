/** When a watch is called, with what, and what it refuses. */

import { Database, type Entity, type EntityChanges, NO_ENTITY, type RowChanges } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { describe, expect, jest, test } from '@jest/globals';
import { Body, Mark, physics } from '../support/body.js';
import { unmarked } from '../support/declared.js';
import { errorOf } from '../support/errors.js';
import { schemaOfToml } from '../support/toml.js';

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function changes(lists: Partial<RowChanges>): RowChanges {
  return { inserted: [], changed: [], deleted: [], reset: false, ...lists };
}

function addBody(db: Database, mass = 1) {
  return db.writeSync((tx) => {
    const entity = tx.create();
    tx.insert(entity, Body, { mass });
    return entity;
  });
}

describe('when a watch is called', () => {
  test('once for all commits of a turn, before the code that waits for them', async () => {
    const db = Database.memory(physics);
    const events: unknown[] = [];
    db.watch(Body, ({ inserted }) => events.push(inserted.length));
    addBody(db);
    addBody(db);
    expect(events).toEqual([]);
    await undefined;
    expect(events).toEqual([2]);
    await db.write((tx) => tx.insert(tx.create(), Body, { mass: 1 })).then(() => events.push('then'));
    expect(events).toEqual([2, 1, 'then']);
    await db.close();
  });

  test('not at all if nothing differs, or if the difference was undone', async () => {
    const db = Database.memory(physics);
    const entity = addBody(db, 3);
    const listener = jest.fn();
    for (const target of [Body, unmarked, db.query(Body)]) db.watch(target, listener);
    db.watch(entity, listener);
    db.writeSync((tx) => tx.update(entity, Body, { mass: 3 }));
    const other = addBody(db);
    db.writeSync((tx) => tx.destroy(other));
    const failed = db.write((tx) => {
      tx.update(entity, Body, { mass: 4 });
      throw new Error('undone');
    });
    await expect(failed).rejects.toThrow('undone');
    await nextTurn();
    expect(listener).not.toHaveBeenCalled();
    await db.close();
  });

  test('not for what a full device has refused', async () => {
    const fileSystem = new SimulatedFileSystem();
    const db = await Database.open(physics, { directory: 'db', fileSystem });
    const listener = jest.fn();
    db.watch(Body, listener);
    fileSystem.onCall(({ kind }) => (kind === 'write' ? { error: 'ENOSPC' } : undefined));
    await expect(db.write((tx) => void tx.insert(tx.create(), Body, { mass: 1 }))).rejects.toMatchObject({
      code: 'DISK_FULL',
    });
    await nextTurn();
    expect(listener).not.toHaveBeenCalled();
    await db.close().catch(() => {});
  });

  test('in the order in which they were added, unless one was stopped', async () => {
    const db = Database.memory(physics);
    const events: string[] = [];
    const entity = addBody(db);
    const add = (name: string) => () => void events.push(name);
    db.watch(Body, add('first'));
    db.watch(db.query(Body), add('second'));
    db.watch(entity, () => {
      events.push('third');
      stop();
    });
    const stop = db.watch(entity, Body, add('stopped'));
    db.watch(Body, add('fourth'));
    await db.update(entity, Body, { mass: 2 });
    expect(events).toEqual(['first', 'second', 'third', 'fourth']);
    stop();
    await db.close();
  });

  test('a watch does not report what was committed before it was added, in the same turn', async () => {
    const db = Database.memory(physics);
    const early: RowChanges[] = [];
    const late: RowChanges[] = [];
    db.watch(Body, (change) => early.push(change));
    const first = addBody(db);
    db.watch(Body, (change) => late.push(change));
    const second = addBody(db);
    db.writeSync((tx) => tx.update(first, Body, { mass: 5 }));
    await undefined;
    expect(early).toEqual([changes({ inserted: [first, second] })]);
    expect(late).toEqual([changes({ inserted: [second], changed: [first] })]);
    await db.close();
  });

  test('the net of a turn that a new watch has divided', async () => {
    const db = Database.memory(physics);
    const kept = addBody(db);
    const calls: RowChanges[] = [];
    db.watch(Body, (change) => calls.push(change));
    const passing = addBody(db);
    db.writeSync((tx) => tx.delete(kept, Body));
    db.watch(Body, () => {});
    db.writeSync((tx) => {
      tx.destroy(passing);
      tx.insert(kept, Body, { mass: 9 });
    });
    await undefined;
    expect(calls).toEqual([changes({ changed: [kept] })]);
    await db.close();
  });

  test('what close() commits is reported while the database can be read', async () => {
    const db = Database.memory(physics);
    const counts: number[] = [];
    db.watch(Body, () => counts.push(db.count(Body)));
    void db.write((tx) => tx.insert(tx.create(), Body, { mass: 1 }));
    await db.close();
    expect(counts).toEqual([1]);
  });

  test('a watch that changes what it watches is called again, and timers are served meanwhile', async () => {
    const db = Database.memory(physics);
    const entity = addBody(db, 0);
    let calls = 0;
    const stop = db.watch(entity, Body, () => {
      calls++;
      db.writeSync((tx) => tx.update(entity, Body, { mass: calls }));
    });
    db.writeSync((tx) => tx.update(entity, Body, { mass: 100 }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(calls).toBeGreaterThan(1);
    stop();
    await db.close();
  });

  test('what a listener throws goes to onError, and affects no other', async () => {
    const errors: unknown[] = [];
    const db = Database.memory(physics, { onError: (error) => errors.push(error) });
    const listener = jest.fn();
    db.watch(Body, () => {
      throw new RangeError('first');
    });
    db.watch(Body, async () => {
      throw new RangeError('second');
    });
    db.watch(Body, listener);
    addBody(db);
    await nextTurn();
    expect(listener).toHaveBeenCalledTimes(1);
    expect(errors.map(String)).toEqual(['RangeError: first', 'RangeError: second']);
    await db.close();
  });
});

describe('an entity', () => {
  test('reports the tables in which its rows came, changed and went', async () => {
    const db = Database.memory(physics);
    const entity = addBody(db);
    const calls: EntityChanges[] = [];
    db.watch(entity, (change) => calls.push(change));
    await db.write((tx) => {
      tx.update(entity, Body, { mass: 7 });
      tx.insert(entity, Mark);
    });
    await db.delete(entity, Body);
    const common = { inserted: [], changed: [], deleted: [], reset: false, destroyed: false };
    expect(calls).toEqual([
      { ...common, inserted: ['mark'], changed: ['body'] },
      { ...common, deleted: ['body'] },
    ]);
    await db.close();
  });

  test('that is destroyed ends its watches, also without rows', async () => {
    const db = Database.memory(physics);
    const [plain, body] = [await db.create(), addBody(db)];
    const calls: EntityChanges[] = [];
    const rows: RowChanges[] = [];
    db.watch(plain, (change) => calls.push(change));
    db.watch(body, (change) => calls.push(change));
    db.watch(body, Body, (change) => rows.push(change));
    await db.write((tx) => {
      tx.destroy(plain);
      tx.destroy(body);
      // Other entities with the same indexes.
      for (let i = 0; i < 2; i++) tx.insert(tx.create(), Body, { mass: 1 });
    });
    const gone = { inserted: [], changed: [], deleted: [], reset: false, destroyed: true };
    expect(calls).toEqual([gone, { ...gone, deleted: ['body'] }]);
    expect(rows).toEqual([changes({ deleted: [body] })]);
    await db.write((tx) => {
      for (const [row] of tx.query(Body.mut)) row.mass = 8;
    });
    expect(calls.length + rows.length).toBe(3);
    await db.close();
  });
});

test('rows of 3 bytes that straddle blocks are found', async () => {
  const schema = schemaOfToml(`[tables.color]
fields = [{ name = "r", type = "u8" }, { name = "g", type = "u8" }, { name = "b", type = "u8" }]`);
  const db = Database.memory(schema);
  const color = db.component('color');
  db.writeSync((tx) => tx.createMany(1000, [color], [{ r: 1, g: 1, b: 1 }]));
  const calls: RowChanges[] = [];
  db.watch(color, (change) => calls.push(change));
  const entities = [...db.entities()];
  for (const at of [170, 341, 682]) {
    const entity = entities[at] ?? NO_ENTITY;
    db.writeSync((tx) => {
      for (const [row, each] of tx.query(color.mut)) if (each === entity) row.set('b', 2);
    });
    await undefined;
    expect(calls.pop()).toEqual(changes({ changed: [entity] }));
  }
  await db.close();
});

describe('a lookup', () => {
  const schema = schemaOfToml(`[tables.player]
fields = [{ name = "name", type = "string<8>", unique = true }, { name = "gold", type = "u32", indexed = true }]`);

  test('of a key reports who has it', async () => {
    const db = Database.memory(schema);
    const player = db.component('player');
    const calls: RowChanges[] = [];
    db.watch(db.lookup(player, 'name', 'ann'), (change) => calls.push(change));
    const [ann, bob] = db.writeSync((tx) =>
      ['ann', 'bob'].map((name) => {
        const entity = tx.create();
        tx.insert(entity, player, { name, gold: 0 });
        return entity;
      }),
    );
    await undefined;
    if (ann === undefined || bob === undefined) throw new Error('both were created');
    db.writeSync((tx) => {
      tx.update(ann, player, { name: 'bob' });
      tx.update(bob, player, { name: 'ann' });
    });
    await undefined;
    db.writeSync((tx) => tx.update(bob, player, { gold: 1 }));
    await undefined;
    db.writeSync((tx) => tx.update(ann, player, { gold: 1 }));
    await undefined;
    expect(calls).toEqual([
      changes({ inserted: [ann] }),
      changes({ inserted: [bob], deleted: [ann] }),
      changes({ changed: [bob] }),
    ]);
    await db.close();
  });

  test('of a transaction, or of another database, is refused', async () => {
    const db = Database.memory(schema);
    const other = Database.memory(schema);
    const player = db.component('player');
    const inside = db.writeSync((tx) => tx.lookup(player, 'gold', 1));
    expect(errorOf(() => db.watch(inside, () => {})).code).toBe('TRANSACTION_ERROR');
    const foreign = other.lookup(other.component('player'), 'gold', 1);
    expect(errorOf(() => db.watch(foreign, () => {})).code).toBe('TRANSACTION_ERROR');
    expect(errorOf(() => db.watch(other.query(other.component('player')), () => {})).code).toBe('TRANSACTION_ERROR');
    await other.close();
    await db.close();
  });
});

describe('a lookup with a limit', () => {
  const schema = schemaOfToml('[tables.score]\nfields = [{ name = "points", type = "u32", indexed = true }]');

  test.each([false, true])('reports who is among the first, reverse: %s', async (reverse) => {
    const db = Database.memory(schema);
    const score = db.component('score');
    const scores = db.writeSync((tx) =>
      [10, 20, 30, 40, 50].map((points) => {
        const entity = tx.create();
        tx.insert(entity, score, { points });
        return entity;
      }),
    );
    if (reverse) scores.reverse();
    const [first, second, third, , last] = scores as [Entity, Entity, Entity, Entity, Entity];
    const calls: RowChanges[] = [];
    db.watch(db.lookup(score, 'points', { reverse, limit: 2 }), (change) => calls.push(change));
    const set = async (entity: Entity, points: number): Promise<RowChanges[]> => {
      db.writeSync((tx) => tx.update(entity, score, { points: reverse ? 60 - points : points }));
      await undefined;
      return calls.splice(0);
    };
    expect(await set(last, 45)).toEqual([]);
    expect(await set(third, 21)).toEqual([]);
    expect(await set(first, 15)).toEqual([changes({ changed: [first] })]);
    expect(await set(third, 12)).toEqual([changes({ inserted: [third], deleted: [second] })]);
    expect(await set(first, 11)).toEqual([changes({ changed: [first] })]);
    expect(await set(first, 55)).toEqual([changes({ inserted: [second], deleted: [first] })]);
    await db.close();
  });
});

describe('what is refused', () => {
  test.each([
    ['a dead entity', [12, () => {}], 'ENTITY_NOT_FOUND'],
    ['a dead entity and a component', [12, Body, () => {}], 'ENTITY_NOT_FOUND'],
    ['no listener', [Body], 'FIELD_TYPE_MISMATCH'],
    ['an entity without a listener', [12], 'FIELD_TYPE_MISMATCH'],
    ['a function that is no query', [() => 1, () => {}], 'FIELD_TYPE_MISMATCH'],
    ['a function around a query', [(db: Database) => unmarked(db).count(), () => {}], 'FIELD_TYPE_MISMATCH'],
    ['a table name', ['body', () => {}], 'FIELD_TYPE_MISMATCH'],
    ['null', [null, () => {}], 'FIELD_TYPE_MISMATCH'],
    ['another object', [{}, () => {}], 'FIELD_TYPE_MISMATCH'],
  ])('%s', async (_name, given, code) => {
    const db = Database.memory(physics);
    const watch: (...given: unknown[]) => unknown = db.watch.bind(db) as never;
    expect(errorOf(() => watch(...given)).code).toBe(code);
    await db.close();
  });

  test.each<[string, (db: Database) => unknown, string]>([
    ['what a lookup has not found', () => undefined, "watch the key: for example by.name.key('ann')"],
    ['what a declared query returns', (db) => unmarked(db), 'the declared query itself, as moving, not moving(db)'],
    ['rows to write', () => Body.mut, 'a component without .mut and .optional'],
    ['optional rows', () => Body.optional, 'a component without .mut and .optional'],
  ])('%s, with what was probably meant', async (_name, target, advice) => {
    const db = Database.memory(physics);
    const watch: (...given: unknown[]) => unknown = db.watch.bind(db) as never;
    expect(errorOf(() => watch(target(db), () => {})).message).toContain(advice);
    await db.close();
  });

  test('a watch inside a transaction, or of a closed database', async () => {
    const db = Database.memory(physics);
    expect(errorOf(() => db.writeSync(() => db.watch(Body, () => {}))).code).toBe('TRANSACTION_ERROR');
    await db.close();
    expect(errorOf(() => db.watch(Body, () => {})).code).toBe('CHANNEL_CLOSED');
  });
});

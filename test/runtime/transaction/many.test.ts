/** Operations on many entities are made as a whole, or refused as a whole, and the transaction can go on. */

import { Database, type Entity, type Transaction } from '@ecsdb/runtime';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Body, Mark, physics } from '../support/body.js';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';

let db: Database;
let entities: readonly Entity[];
beforeEach(() => {
  db = Database.memory(physics);
  entities = db.writeSync((tx) => tx.createMany(5));
});

/** What a transaction sees. */
function stateIn(tx: Transaction): object {
  const bodies = new Map<Entity, object>();
  const marks = new Set<Entity>();
  for (const [body, entity] of tx.query(Body)) bodies.set(entity, body.toObject());
  for (const [, entity] of tx.query(Mark)) marks.add(entity);
  return { count: tx.count(), bodies, marks };
}

/** Expects that a call is refused with these facts, changes nothing, and leaves the transaction usable. */
function expectRefused(facts: object, call: (tx: Transaction) => unknown): void {
  const undo = new Error('undo');
  let next: Entity | undefined;
  const run = (isRefused: boolean): void =>
    db.writeSync((tx) => {
      tx.insertMany(entities.slice(0, 2), Body, { mass: 1 });
      const before = stateIn(tx);
      if (isRefused) expect(errorOf(() => call(tx))).toMatchObject(facts);
      expect(stateIn(tx)).toEqual(before);
      const created = tx.create();
      // An id that a refused call has taken is not lost.
      if (isRefused) expect(created).toBe(next);
      next = created;
      throw undo;
    });
  for (const isRefused of [false, true]) expect(() => run(isRefused)).toThrow(undo);
  db.writeSync((tx) => {
    expect(errorOf(() => call(tx))).toMatchObject(facts);
    expect(tx.count(Body)).toBe(0);
  });
  expect(db.count()).toBe(entities.length);
}

describe('createMany', () => {
  test('creates entities with rows that a function fills', () => {
    const created = db.writeSync((tx) =>
      tx.createMany(3, [Body, Mark], (body, _mark, entity, i) => {
        expect(body.toObject()).toEqual({ mass: 0, speed: [0, 1], owner: null });
        expect(tx.isAlive(entity)).toBe(true);
        body.mass = i + 5;
      }),
    );
    expect(created.map((entity) => db.get(entity, Body).mass)).toEqual([5, 6, 7]);
    expect(created.every((entity) => db.has(entity, Mark))).toBe(true);
    expect(db.count()).toBe(8);
  });

  test('creates entities with the same data, or without rows', () => {
    const [created, bare, none] = db.writeSync((tx) => [
      tx.createMany(2, [Body, Mark], [{ mass: 3, owner: 4n }, {}]),
      tx.createMany(2, [Mark]),
      tx.createMany(0, [Body], [{ mass: 1 }]),
    ]);
    for (const entity of created) expect(db.get(entity, Body)).toEqual({ mass: 3, speed: [0, 1], owner: 4n });
    expect(bare.every((entity) => db.has(entity, Mark))).toBe(true);
    expect(none).toEqual([]);
  });

  test('gives ids of destroyed entities again, with another generation', () => {
    db.writeSync((tx) => tx.destroyMany(entities));
    const created = db.writeSync((tx) => tx.createMany(7));
    expect(new Set(created.map((entity) => entity % 2 ** 32)).size).toBe(7);
    for (const entity of entities) expect(db.isAlive(entity)).toBe(false);
    expect(db.count()).toBe(7);
  });

  test.each([[-1], [1.5], [Number.NaN], ['3'], [undefined], [2 ** 53]])('refuses the count %p', (count) => {
    expectRefused({ code: 'FIELD_TYPE_MISMATCH' }, (tx) => tx.createMany(count as number));
  });

  test('refuses more entities than can exist', () => {
    for (const count of [2 ** 27, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      const got = `${count} entities`;
      expectRefused({ code: 'CAPACITY_EXCEEDED', got }, (tx) => tx.createMany(count));
    }
  });

  test('refuses what is not a list of different components, and data that does not fit', () => {
    const mismatch = { code: 'FIELD_TYPE_MISMATCH' };
    expectRefused(mismatch, (tx) => tx.createMany(2, Mark as never));
    expectRefused(mismatch, (tx) => tx.createMany(2, [Mark, Mark]));
    expectRefused(mismatch, (tx) => tx.createMany(2, [Mark], [] as never));
    expectRefused(mismatch, (tx) => tx.createMany(2, [Mark], {} as never));
    expectRefused({ ...mismatch, field: 'mass' }, (tx) => tx.createMany(2, [Mark, Body], [{}, {}] as never));
    expectRefused({ ...mismatch, field: 'mass' }, (tx) => (tx.createMany as (...given: unknown[]) => void)(2, [Body]));
    expectRefused({ code: 'SCHEMA_ERROR' }, (tx) => tx.createMany(2, [{} as typeof Mark]));
  });
});

describe('insertMany', () => {
  test('inserts the same data, the data of each row, or what a function fills', () => {
    db.writeSync((tx) => {
      tx.insertMany(entities.slice(0, 2), Body, { mass: 1, speed: [5, 6] });
      tx.insertMany(entities.slice(2, 4), Body, [{ mass: 2 }, { mass: 3 }]);
      tx.insertMany(entities.slice(4), Body, (body, entity, i) => {
        body.mass = entity * 10 + i;
        body.owner = 7n;
      });
      tx.insertMany(entities, Mark);
      tx.insertMany([], Body, { mass: 1 });
    });
    const [last = 0] = entities.slice(-1);
    expect(entities.map((entity) => db.get(entity, Body))).toEqual([
      { mass: 1, speed: [5, 6], owner: null },
      { mass: 1, speed: [5, 6], owner: null },
      { mass: 2, speed: [0, 1], owner: null },
      { mass: 3, speed: [0, 1], owner: null },
      { mass: last * 10, speed: [0, 1], owner: 7n },
    ]);
    expect(db.query(Body, Mark).count()).toBe(5);
  });

  test('reads the data once', () => {
    let reads = 0;
    const data = {
      get mass() {
        return ++reads;
      },
    };
    db.writeSync((tx) => tx.insertMany(entities, Body, data));
    expect(entities.map((entity) => db.get(entity, Body).mass)).toEqual([1, 1, 1, 1, 1]);
  });

  test('takes the entities of a query', () => {
    db.writeSync((tx) => {
      tx.insertMany(entities.slice(1, 3), Mark);
      tx.insertMany(tx.query(Mark), Body, { mass: 1 });
    });
    expect(entities.map((entity) => db.has(entity, Body))).toEqual([false, true, true, false, false]);
  });

  test('refuses lists of the wrong length', () => {
    const facts = { code: 'FIELD_TYPE_MISMATCH', expected: 'the data of 3 rows', got: 'an array of length 2' };
    expectRefused(facts, (tx) => tx.insertMany(entities.slice(2), Body, [{ mass: 1 }, { mass: 1 }]));
  });

  test('refuses dead and repeated entities, and entities that have a row', () => {
    const [first, , third, fourth] = entities;
    if (first === undefined || third === undefined || fourth === undefined) throw new Error('five entities');
    const dead = db.writeSync((tx) => {
      const entity = tx.create();
      tx.destroy(entity);
      return entity;
    });
    db.writeSync((tx) => tx.destroy(tx.create()));
    entities = [...entities, dead];
    expect(errorOf(() => db.writeSync((tx) => tx.insertMany([third, dead], Mark)))).toMatchObject({
      code: 'ENTITY_NOT_FOUND',
      entity: dead,
    });
    expect(errorOf(() => db.writeSync((tx) => tx.insertMany([third, fourth, third], Mark)))).toMatchObject({
      code: 'FIELD_TYPE_MISMATCH',
      entity: third,
      expected: 'each entity once',
    });
    db.writeSync((tx) => {
      tx.insert(first, Mark);
      expect(errorOf(() => tx.insertMany([third, first], Mark))).toMatchObject({
        code: 'COMPONENT_EXISTS',
        entity: first,
      });
      expect(errorOf(() => tx.insertMany([third, undefined as never], Mark)).message).toBe(
        'ENTITY_NOT_FOUND: insertMany() expects the ids of entities, got undefined at position 1.',
      );
      expect(errorOf(() => tx.insertMany('all' as never, Mark)).code).toBe('FIELD_TYPE_MISMATCH');
      expect(tx.count(Mark)).toBe(1);
    });
  });

  test('refuses data that does not fit in one row', () => {
    expectRefused({ code: 'FIELD_TYPE_MISMATCH', field: 'owner' }, (tx) =>
      tx.insertMany(entities.slice(2), Body, [{ mass: 1 }, { mass: 2, owner: -1n }, { mass: 3 }]),
    );
  });
});

describe('a function that fills rows', () => {
  const failure = new RangeError('test');
  const forms: readonly [string, (tx: Transaction, fill: (i: number) => unknown) => unknown][] = [
    ['createMany', (tx, fill) => tx.createMany(3, [Body, Mark], (_body, _mark, _entity, i) => fill(i) as undefined)],
    ['insertMany', (tx, fill) => tx.insertMany(entities.slice(2), Body, (_body, _entity, i) => fill(i) as undefined)],
  ];

  test.each(forms)('of %s that throws half-way undoes the call only', (_, call) => {
    db.writeSync((tx) => {
      tx.insertMany(entities.slice(0, 2), Body, { mass: 1 });
      const before = stateIn(tx);
      const fail = (i: number): void => {
        if (i === 1) throw failure;
      };
      expect(() => call(tx, fail)).toThrow(failure);
      expect(stateIn(tx)).toEqual(before);
      expect(tx.create()).toBe(6);
      call(tx, () => undefined);
    });
    expect(db.count(Body)).toBe(5);
  });

  test.each(forms)('of %s cannot be asynchronous', (_, call) => {
    expectRefused({ code: 'TRANSACTION_ERROR' }, (tx) => call(tx, async () => {}));
  });

  test.each(forms)('of %s can read, and cannot change anything else', (_, call) => {
    const [first = 0 as Entity] = entities;
    const changes: readonly ((tx: Transaction) => unknown)[] = [
      (tx) => tx.create(),
      (tx) => tx.destroy(first),
      (tx) => tx.insert(first, Mark),
      (tx) => tx.update(first, Body, { mass: 2 }),
      (tx) => tx.delete(first, Body),
      (tx) => tx.createMany(1),
      (tx) => tx.insertMany([first], Mark),
      (tx) => tx.deleteMany([first], Body),
      (tx) => tx.destroyMany([first]),
      (tx) => tx.query(Body.mut).forEach(() => {}),
    ];
    for (const change of changes) {
      expectRefusedInside(change, call);
      db.writeSync((tx) => tx.deleteMany(tx.query(Body), Body));
    }
    db.writeSync((tx) => {
      tx.insertMany(entities.slice(0, 2), Body, { mass: 1 });
      call(tx, () => {
        expect(tx.get(first, Body).mass).toBe(1);
      });
    });
  });

  function expectRefusedInside(
    change: (tx: Transaction) => unknown,
    call: (tx: Transaction, fill: (i: number) => unknown) => unknown,
  ): void {
    db.writeSync((tx) => {
      tx.insertMany(entities.slice(0, 2), Body, { mass: 1 });
      const before = stateIn(tx);
      const error = errorOf(() => call(tx, () => void change(tx)));
      expect(error).toMatchObject({ code: 'TRANSACTION_ERROR' });
      expect(error.message).toMatch(/the function of createMany\(\) or insertMany\(\)/);
      expect(stateIn(tx)).toEqual(before);
    });
  }

  test.each([false, true])('gets rows that are closed after the call (debug: %p)', (debug) => {
    const world = Database.memory(physics, { debug });
    const kept: { mass: number }[] = [];
    world.writeSync((tx) => {
      tx.createMany(3, [Body, Mark], (body, _mark, _entity, i) => {
        if (debug && i > 0) expect(errorOf(() => kept[0]?.mass).code).toBe('TRANSACTION_ERROR');
        body.mass = i;
        kept.push(body);
      });
      for (const row of kept) expect(errorOf(() => row.mass).code).toBe('TRANSACTION_ERROR');
    });
    expect([...world.query(Body)].map(([, entity]) => world.get(entity, Body).mass)).toEqual([0, 1, 2]);
  });
});

describe('deleteMany and destroyMany', () => {
  beforeEach(() => {
    db.writeSync((tx) => {
      tx.insertMany(entities, Body, (body, _, i) => {
        body.mass = i;
      });
      tx.insertMany(entities.slice(0, 3), Mark);
    });
  });

  test('delete any part of the rows, and keep the others', () => {
    for (let set = 0; set < 2 ** entities.length; set++) {
      const chosen = entities.filter((_, i) => (set & (1 << i)) !== 0);
      for (const order of [chosen, [...chosen].reverse()]) {
        const abort = new Error('undo');
        expect(() =>
          db.writeSync((tx) => {
            expect(tx.deleteMany(order, Body)).toBe(order.length);
            for (const [i, entity] of entities.entries()) {
              expect(tx.tryGet(entity, Body)?.mass).toBe(order.includes(entity) ? undefined : i);
            }
            expect(tx.count(Body)).toBe(entities.length - order.length);
            throw abort;
          }),
        ).toThrow(abort);
        expect(() =>
          db.writeSync((tx) => {
            expect(tx.destroyMany(order)).toBe(order.length);
            for (const [i, entity] of entities.entries()) {
              expect(tx.tryGet(entity, Body)?.mass).toBe(order.includes(entity) ? undefined : i);
              expect(tx.has(entity, Mark)).toBe(i < 3 && !order.includes(entity));
            }
            throw abort;
          }),
        ).toThrow(abort);
        expect([db.count(), db.count(Body), db.count(Mark)]).toEqual([5, 5, 3]);
      }
    }
  });

  test('take the entities of a query', () => {
    db.writeSync((tx) => {
      expect(tx.deleteMany(tx.query(Mark), Body)).toBe(3);
      expect(tx.destroyMany(tx.query(Body))).toBe(2);
    });
    expect([db.count(), db.count(Body), db.count(Mark)]).toEqual([3, 0, 3]);
    const other = Database.memory(physics);
    expect(errorOf(() => db.writeSync((tx) => tx.destroyMany(other.query(Body)))).code).toBe('FIELD_TYPE_MISMATCH');
  });

  test('refuse dead, repeated and missing ones', () => {
    const [first, , , fourth, fifth] = entities;
    if (first === undefined || fourth === undefined || fifth === undefined) throw new Error('five entities');
    const refused: readonly [string, (tx: Transaction) => unknown][] = [
      ['COMPONENT_NOT_FOUND', (tx) => tx.deleteMany([first, fourth, fifth], Mark)],
      ['FIELD_TYPE_MISMATCH', (tx) => tx.deleteMany([first, fifth, first], Body)],
      ['FIELD_TYPE_MISMATCH', (tx) => tx.destroyMany([first, fifth, first])],
      ['ENTITY_NOT_FOUND', (tx) => tx.destroyMany([first, 99 as Entity])],
      ['ENTITY_NOT_FOUND', (tx) => tx.deleteMany([first, -1 as Entity], Body)],
      ['ENTITY_NOT_FOUND', (tx) => tx.destroyMany([first, 0 as Entity])],
      ['ENTITY_NOT_FOUND', (tx) => tx.destroyMany([first, 1.5 as Entity])],
    ];
    db.writeSync((tx) => {
      const before = stateIn(tx);
      for (const [code, call] of refused) {
        expect(errorOf(() => call(tx)).code).toBe(code);
        expect(stateIn(tx)).toEqual(before);
      }
      tx.destroyMany(entities);
      expect(tx.count()).toBe(0);
    });
  });

  test('inside a loop, change its current entity only', () => {
    db.writeSync((tx) => {
      tx.query(Body).forEach((_, entity) => {
        const others = entities.filter((other) => other !== entity && tx.isAlive(other));
        if (others.length > 0) {
          expect(errorOf(() => tx.destroyMany(others)).code).toBe('TRANSACTION_ERROR');
          expect(errorOf(() => tx.deleteMany(others, Body)).code).toBe('TRANSACTION_ERROR');
        }
        expect(errorOf(() => tx.createMany(1, [Body], [{ mass: 1 }])).code).toBe('TRANSACTION_ERROR');
        tx.destroyMany([entity]);
      });
      expect(tx.count()).toBe(0);
    });
  });
});

test('in a builder, they are part of its transaction', async () => {
  const version = await db
    .transaction()
    .insertMany(entities, Body, { mass: 2 })
    .deleteMany(entities.slice(1, 3), Body)
    .destroyMany(entities.slice(3))
    .commit();
  expect(db.version).toBe(version);
  expect([db.count(), db.count(Body)]).toEqual([3, 1]);
});

test('entities have rows in any of more than 64 tables, and lose them all', () => {
  const names = Array.from({ length: 150 }, (_, i) => `table_${i}`);
  const wide = Database.memory(schemaOf({ tables: Object.fromEntries(names.map((name) => [name, { x: 'u32' }])) }));
  const components = names.map((name) => wide.component(name));
  const created = wide.writeSync((tx) =>
    components.flatMap((component, i) => {
      const other = components[(i * 7 + 1) % 150] ?? component;
      return tx.createMany(2, [component, other], [{ x: 1 }, { x: 2 }]);
    }),
  );
  for (const component of components) expect(wide.count(component)).toBe(4);
  wide.writeSync((tx) => tx.destroyMany(created.slice(0, 150)));
  wide.writeSync((tx) => tx.destroyMany(created.slice(150)));
  expect(wide.count()).toBe(0);
  for (const component of components) expect(wide.count(component)).toBe(0);
});

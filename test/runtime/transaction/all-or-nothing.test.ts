/** A refused operation changes nothing, even if its error is caught. Typed and dynamic rows belong to one table. */

import { Database, type Entity } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import { Body, type BodyData, Mark, physics } from '../support/body.js';
import { errorOf } from '../support/errors.js';

function open() {
  const db = Database.memory(physics);
  const entity = db.writeSync((tx) => {
    const created = tx.create();
    tx.insert(created, Body, { mass: 1, speed: [2, 3], owner: 4n });
    return created;
  });
  return { db, entity, before: db.get(entity, Body) };
}

const wrong = { mass: 9, speed: [9, 9], owner: -1n } as const satisfies BodyData;

describe('a refused operation whose error is caught', () => {
  test('does not change the row', () => {
    const { db, entity, before } = open();
    db.writeSync((tx) => {
      expect(errorOf(() => tx.put(entity, Body, wrong)).field).toBe('owner');
      expect(errorOf(() => tx.update(entity, Body, wrong)).field).toBe('owner');
      expect(
        errorOf(() => tx.update(entity, Body, { mass: 9, speed: [9, 'x'] as unknown as [number, number] })).field,
      ).toBe('speed[1]');
      expect(errorOf(() => tx.insert(entity, Body, { mass: 9 })).code).toBe('COMPONENT_EXISTS');
      expect(tx.get(entity, Body)).toEqual(before);
      tx.create();
    });
    expect(db.get(entity, Body)).toEqual(before);
    expect(db.count()).toBe(2);
  });

  test('inserts nothing, and the next insert starts from a clean record', () => {
    const { db } = open();
    const [first, second] = db.writeSync((tx) => {
      const entities = [tx.create(), tx.create()] as const;
      expect(errorOf(() => tx.insert(entities[0], Body, wrong)).code).toBe('FIELD_TYPE_MISMATCH');
      expect(tx.has(entities[0], Body)).toBe(false);
      expect(tx.count(Body)).toBe(1);
      tx.insert(entities[1], Body, { mass: 5 });
      return entities;
    });
    expect(db.get(second, Body)).toEqual({ mass: 5, speed: [0, 1], owner: null });
    expect(db.tryGet(first, Body)).toBeUndefined();
  });

  test('does not undo earlier operations of the transaction on the row', () => {
    const { db, entity } = open();
    db.writeSync((tx) => {
      tx.update(entity, Body, { mass: 50 });
      expect(errorOf(() => tx.put(entity, Body, wrong)).code).toBe('FIELD_TYPE_MISMATCH');
    });
    expect(db.get(entity, Body)).toEqual({ mass: 50, speed: [2, 3], owner: 4n });
  });
});

test('an error of the callback reaches the caller unchanged', async () => {
  const { db } = open();
  const thrown = Object.freeze({ reason: 'test' });
  const fail = (): never => {
    throw thrown;
  };
  await expect(db.write(fail)).rejects.toBe(thrown);
  let caught: unknown;
  try {
    db.writeSync(fail);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBe(thrown);
});

test('a failed transaction is undone completely, also if a nested callback throws', () => {
  const { db, entity, before } = open();
  const abort = new RangeError('abort');
  const attempts: readonly ((tx: Parameters<Parameters<typeof db.writeSync>[0]>[0]) => void)[] = [
    (tx) =>
      tx.update(entity, Body, (row) => {
        row.mass = 5;
        tx.insert(entity, Mark);
        tx.create();
        throw abort;
      }),
    (tx) => {
      for (const [row] of tx.query(Body.mut)) {
        row.speed.view().fill(9);
        tx.destroy(entity);
        throw abort;
      }
    },
    (tx) =>
      tx.query(Body).forEach(() => {
        tx.delete(entity, Body);
        tx.insert(entity, Body, { mass: 3 });
        tx.read(entity, Body, () => {
          throw abort;
        });
      }),
  ];
  for (const attempt of attempts) {
    expect(() => db.writeSync(attempt)).toThrow(abort);
    expect(db.get(entity, Body)).toEqual(before);
    expect([db.count(), db.count(Mark), db.version]).toEqual([1, 0, 1]);
    db.writeSync((tx) => {
      expect(tx.get(entity, Body)).toEqual(before);
      expect(tx.query(Body).count()).toBe(1);
    });
  }
});

test('typed rows and rows accessed by path belong to the same table', () => {
  const { db, entity } = open();
  const dynamic = db.component('body');
  db.writeSync((tx) => {
    tx.update(entity, dynamic, { mass: 10, owner: null });
    expect(tx.get(entity, Body)).toEqual({ mass: 10, speed: [2, 3], owner: null });
    tx.query(Body.mut, dynamic.mut).forEach((typed, row) => {
      typed.mass = 11;
      expect(row.get('mass')).toBe(11);
      row.set('speed[0]', 7);
      expect(typed.speed.at(0)).toBe(7);
    });
    expect(errorOf(() => tx.insert(entity, dynamic, { mass: 1, speed: [0, 0] })).code).toBe('COMPONENT_EXISTS');
    for (let i = 0; i < 1000; i++) {
      const created = tx.create();
      if (i % 2 === 0) tx.insert(created, dynamic, { mass: i });
      else tx.insert(created, Body, { mass: i });
    }
  });
  expect(db.get(entity, dynamic)).toEqual({ mass: 11, speed: [7, 3], owner: null });
  expect(db.count(Body)).toBe(1001);
  const seen: Entity[] = [];
  db.query(Body).forEach((row, visited) => {
    if (visited !== entity) expect(row.toObject()).toEqual({ mass: seen.length - 1, speed: [0, 1], owner: null });
    seen.push(visited);
  });
});

test('a value can be copied from an open row', () => {
  const { db, entity } = open();
  const other = db.writeSync((tx) => tx.create());
  db.read(entity, Body, (row) => {
    db.writeSync((tx) => tx.insert(other, Body, { mass: row.mass, speed: row.speed.toArray() as [number, number] }));
  });
  db.writeSync((tx) => {
    tx.update(other, Body, (target) =>
      tx.read(entity, Body, (source) => {
        target.speed = source.speed;
        target.owner = source.owner;
      }),
    );
  });
  expect(db.get(other, Body)).toEqual({ mass: 1, speed: [2, 3], owner: 4n });
});

describe('data with getters', () => {
  test('cannot write to the table of the operation', () => {
    const { db, entity, before } = open();
    db.writeSync((tx) => {
      const [outer, inner] = [tx.create(), tx.create()];
      const data: BodyData = {
        get mass() {
          tx.insert(inner, Body, { mass: 2 });
          return 1;
        },
      };
      for (const operation of [() => tx.insert(outer, Body, data), () => tx.put(entity, Body, data)]) {
        expect(errorOf(operation).code).toBe('TRANSACTION_ERROR');
      }
      expect(tx.has(outer, Body) || tx.has(inner, Body)).toBe(false);
    });
    expect(db.get(entity, Body)).toEqual(before);
  });
});

test('data must be an object: null, arrays and other values are refused', () => {
  const { db, entity } = open();
  for (const data of [null, [], 5, 'mass']) {
    const insert = () => db.writeSync((tx) => tx.put(entity, Mark, data as unknown as Record<string, never>));
    expect(errorOf(insert)).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', table: 'mark' });
  }
});

test('an id that is not a number is refused', () => {
  const { db } = open();
  const wrongId = 1n as unknown as Entity;
  expect(errorOf(() => db.isAlive(wrongId)).code).toBe('ENTITY_NOT_FOUND');
  expect(errorOf(() => db.has(wrongId, Body)).code).toBe('ENTITY_NOT_FOUND');
  expect(errorOf(() => db.get(wrongId, Body)).code).toBe('ENTITY_NOT_FOUND');
});

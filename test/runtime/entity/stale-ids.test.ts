/** Promise: the id of a destroyed entity never becomes alive again, however often its index is reused. */

import { Database, type Entity, NO_ENTITY } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { schemaOfRow } from '../support/schema.js';

const GENERATIONS = 2 ** 20;

function open() {
  const db = Database.memory(schemaOfRow({ x: { type: 'u32', default: 1 } }));
  return { db, Row: db.component('row') };
}

test('ids count up from one, and a free index is reused with another id', () => {
  const { db } = open();
  const ids = db.writeSync((tx) => [tx.create(), tx.create(), tx.create()] as const);
  expect(ids).toEqual([1, 2, 3]);
  db.writeSync((tx) => tx.destroy(ids[1]));
  const reused = db.writeSync((tx) => tx.create());
  expect(reused >>> 0).toBe(2);
  expect(reused).toBe(2 ** 32 + 2);
  expect(db.isAlive(reused)).toBe(true);
  expect(db.isAlive(ids[1])).toBe(false);
});

test('an index is used 2 ** 20 times and then retired', () => {
  const { db, Row } = open();
  const [, neighbour] = db.writeSync((tx) => [tx.create(), tx.create()] as const);
  let current = db.writeSync((tx) => {
    tx.destroy(1 as Entity);
    return tx.create();
  });
  const seen: Entity[] = [];
  const step = 2 ** 17;
  for (let done = 1; done < GENERATIONS - 1; ) {
    const until = Math.min(done + step, GENERATIONS - 1);
    current = db.writeSync((tx) => {
      let entity = current;
      for (; done < until; done++) {
        tx.destroy(entity);
        entity = tx.create();
        if (done % 10_007 === 0) seen.push(entity);
      }
      return entity;
    });
  }
  expect(current).toBe((GENERATIONS - 1) * 2 ** 32 + 1);
  expect(Number.isSafeInteger(current)).toBe(true);
  db.writeSync((tx) => tx.insert(current, Row));
  expect(db.get(current, Row)).toEqual({ x: 1 });

  const next = db.writeSync((tx) => {
    tx.destroy(current);
    return [tx.create(), tx.create()] as const;
  });
  expect(next).toEqual([3, 4]);
  for (const stale of [...seen, current, 1 as Entity]) expect(db.isAlive(stale)).toBe(false);
  expect(db.isAlive(neighbour)).toBe(true);
  expect(db.count()).toBe(3);
});

test('a rollback undoes the retirement of an index', () => {
  const { db } = open();
  db.writeSync((tx) => {
    let entity = tx.create();
    for (let i = 1; i < GENERATIONS; i++) {
      tx.destroy(entity);
      entity = tx.create();
    }
  });
  const last = ((GENERATIONS - 1) * 2 ** 32 + 1) as Entity;
  expect(() =>
    db.writeSync((tx) => {
      tx.destroy(last);
      expect(tx.create()).toBe(2);
      throw new RangeError('undo');
    }),
  ).toThrow('undo');
  expect(db.isAlive(last)).toBe(true);
  expect(db.isAlive(2 as Entity)).toBe(false);
});

describe('a value that is not the id of a living entity', () => {
  const { db, Row } = open();
  const alive = db.writeSync((tx) => {
    const destroyed = tx.create();
    tx.destroy(destroyed);
    const entity = tx.create();
    tx.insert(entity, Row);
    return entity;
  });
  const values: readonly (readonly [string, unknown])[] = [
    ['NO_ENTITY', NO_ENTITY],
    ['a destroyed id', 1],
    ['an id of a later generation', alive + 2 ** 32],
    ['an index that was never used', 2],
    ['an index far beyond the last', 2 ** 31],
    ['a negative id', -alive],
    ['a fraction', alive + 0.5],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a string', String(alive)],
    ['undefined', undefined],
    ['null', null],
    ['an object', {}],
  ];
  test.each(values)('%s', (_, value) => {
    const entity = value as Entity;
    const checkReads = (source: Pick<Database, 'isAlive' | 'has' | 'tryGet' | 'get' | 'read'>): void => {
      if (typeof value === 'number') {
        expect(source.isAlive(entity)).toBe(false);
        expect(source.has(entity, Row)).toBe(false);
        expect(source.tryGet(entity, Row)).toBeUndefined();
      } else {
        // Not a number, so a mistake of the caller.
        expect(errorOf(() => source.isAlive(entity)).message).toContain('isAlive() expects an entity id');
        expect(errorOf(() => source.has(entity, Row)).message).toContain('has() expects an entity id');
        expect(errorOf(() => source.tryGet(entity, Row)).message).toContain('tryGet() expects an entity id');
      }
      expect(errorOf(() => source.get(entity, Row)).code).toBe('ENTITY_NOT_FOUND');
      expect(errorOf(() => source.read(entity, Row, () => {})).code).toBe('ENTITY_NOT_FOUND');
    };
    checkReads(db);
    db.writeSync((tx) => {
      checkReads(tx);
      for (const write of [
        () => tx.destroy(entity),
        () => tx.insert(entity, Row),
        () => tx.put(entity, Row),
        () => tx.update(entity, Row, {}),
        () => tx.delete(entity, Row),
      ]) {
        expect(errorOf(write).code).toBe('ENTITY_NOT_FOUND');
      }
    });
    expect(db.count()).toBe(1);
  });
});

test('the error names the entity that is not alive', () => {
  const { db, Row } = open();
  expect(errorOf(() => db.get(7 as Entity, Row))).toMatchObject({
    code: 'ENTITY_NOT_FOUND',
    entity: 7,
    got: 'entity 7',
  });
});

test('a rollback undoes the creation of ids', () => {
  const { db } = open();
  let undone: Entity | undefined;
  expect(() =>
    db.writeSync((tx) => {
      undone = tx.create();
      expect(tx.isAlive(undone)).toBe(true);
      expect(db.isAlive(undone)).toBe(false);
      throw new RangeError('undo');
    }),
  ).toThrow('undo');
  expect(db.isAlive(undone as Entity)).toBe(false);
  expect(db.count()).toBe(0);
});

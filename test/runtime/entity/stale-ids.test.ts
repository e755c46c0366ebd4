/** An id that was destroyed never comes alive again, however often its index is used again. */

import { Database, type Entity, NO_ENTITY } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { schemaOfRow } from '../support/schema.js';

const GENERATIONS = 2 ** 20;

function open() {
  const db = Database.memory(schemaOfRow({ x: { type: 'u32', default: 1 } }));
  return { db, Row: db.component('row') };
}

test('ids count up from one, and an index that is free is used again under another id', () => {
  const { db } = open();
  const ids = db.writeSync((tx) => [tx.create(), tx.create(), tx.create()] as const);
  expect(ids).toEqual([1, 2, 3]);
  db.writeSync((tx) => tx.destroy(ids[1]));
  const again = db.writeSync((tx) => tx.create());
  expect(again >>> 0).toBe(2);
  expect(again).toBe(2 ** 32 + 2);
  expect(db.isAlive(again)).toBe(true);
  expect(db.isAlive(ids[1])).toBe(false);
});

test('an index is used 2 ** 20 times, then never again', () => {
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

test('the retirement of an index is undone with its transaction', () => {
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

describe('what is no living id', () => {
  const { db, Row } = open();
  const alive = db.writeSync((tx) => {
    const gone = tx.create();
    tx.destroy(gone);
    const entity = tx.create();
    tx.insert(entity, Row);
    return entity;
  });
  const strangers: readonly (readonly [string, unknown])[] = [
    ['NO_ENTITY', NO_ENTITY],
    ['a destroyed id', 1],
    ['an id of a later generation', alive + 2 ** 32],
    ['an index never given out', 2],
    ['an index far away', 2 ** 31],
    ['a negative id', -alive],
    ['a fraction', alive + 0.5],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a string', String(alive)],
    ['nothing', undefined],
    ['null', null],
    ['an object', {}],
  ];
  test.each(strangers)('%s', (_, value) => {
    const entity = value as Entity;
    const look = (source: Pick<Database, 'isAlive' | 'has' | 'tryGet' | 'get' | 'read'>): void => {
      if (typeof value === 'number') {
        expect(source.isAlive(entity)).toBe(false);
        expect(source.has(entity, Row)).toBe(false);
        expect(source.tryGet(entity, Row)).toBeUndefined();
      } else {
        // No id of any entity, so a mistake.
        expect(errorOf(() => source.isAlive(entity)).message).toContain('isAlive() expects an entity id');
        expect(errorOf(() => source.has(entity, Row)).message).toContain('has() expects an entity id');
        expect(errorOf(() => source.tryGet(entity, Row)).message).toContain('tryGet() expects an entity id');
      }
      expect(errorOf(() => source.get(entity, Row)).code).toBe('ENTITY_NOT_FOUND');
      expect(errorOf(() => source.read(entity, Row, () => {})).code).toBe('ENTITY_NOT_FOUND');
    };
    look(db);
    db.writeSync((tx) => {
      look(tx);
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

test('the error of a dead entity names it', () => {
  const { db, Row } = open();
  expect(errorOf(() => db.get(7 as Entity, Row))).toMatchObject({
    code: 'ENTITY_NOT_FOUND',
    entity: 7,
    got: 'entity 7',
  });
});

test('ids that a failed transaction created are taken back', () => {
  const { db } = open();
  let lost: Entity | undefined;
  expect(() =>
    db.writeSync((tx) => {
      lost = tx.create();
      expect(tx.isAlive(lost)).toBe(true);
      expect(db.isAlive(lost)).toBe(false);
      throw new RangeError('undo');
    }),
  ).toThrow('undo');
  expect(db.isAlive(lost as Entity)).toBe(false);
  expect(db.count()).toBe(0);
});

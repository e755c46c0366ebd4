/** Loops and open rows over the published state, if a transaction is published inside them. */

import { Database, type Entity } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';

const COUNT = 30;

function open() {
  const db = Database.memory(schemaOf({ tables: { a: { x: 'u32' }, b: { x: 'u32' } } }));
  const [A, B] = [db.component('a'), db.component('b')];
  const entities = db.writeSync((tx) =>
    Array.from({ length: COUNT }, (_, i) => {
      const entity = tx.create();
      tx.insert(entity, A, { x: i });
      if (i % 2 === 0) tx.insert(entity, B, { x: i });
      return entity;
    }),
  );
  return { db, A, B, entities };
}

describe.each(['forEach', 'for..of'])('a loop by %s', (form) => {
  test('visits each remaining entity once, with the data published by then', () => {
    const { db, A, entities } = open();
    const seen = new Map<Entity, unknown>();
    const visit = (x: unknown, entity: Entity): void => {
      expect(seen.has(entity)).toBe(false);
      seen.set(entity, x);
      db.writeSync((tx) => {
        for (const other of entities) tx.update(other, A, { x: seen.size * 1000 });
      });
    };
    if (form === 'forEach') db.query(A).forEach((row, entity) => void visit(row.get('x'), entity));
    else for (const [row, entity] of db.query(A)) visit(row.get('x'), entity);
    expect([...seen.keys()]).toEqual(entities);
    expect([...seen.values()]).toEqual([0, ...Array.from({ length: COUNT - 1 }, (_, i) => (i + 1) * 1000)]);
  });

  test('skips deleted entities, entities that no longer match, and new entities', () => {
    const { db, A, B, entities } = open();
    const seen: Entity[] = [];
    const visit = (entity: Entity): void => {
      seen.push(entity);
      if (seen.length !== 3) return;
      db.writeSync((tx) => {
        tx.destroy(entities[10] as Entity);
        tx.delete(entities[12] as Entity, B);
        tx.insert(tx.create(), A, { x: 1 });
        // Reuses the index of the destroyed entity.
        const reused = tx.create();
        tx.insert(reused, A, { x: 1 });
        tx.insert(reused, B, { x: 1 });
      });
    };
    if (form === 'forEach') db.query(A, B).forEach((_a, _b, entity) => void visit(entity));
    else for (const [, , entity] of db.query(A, B)) visit(entity);
    const expected = entities.filter((_, i) => i % 2 === 0 && i !== 10 && i !== 12);
    expect(seen.sort((a, b) => a - b)).toEqual(expected);
  });

  test('the publication closes the row of the current entity', () => {
    const { db, A, entities } = open();
    const visit = (row: { get(path: string): unknown }): void => {
      expect(row.get('x')).toBeDefined();
      db.writeSync((tx) => tx.update(entities[0] as Entity, A, { x: 5 }));
      expect(errorOf(() => row.get('x')).code).toBe('TRANSACTION_ERROR');
    };
    if (form === 'forEach') db.query(A).forEach((row) => void visit(row));
    else for (const [row] of db.query(A)) visit(row);
  });
});

test('a transaction that changes nothing, or fails, closes no row', () => {
  const { db, A, entities } = open();
  db.read(entities[3] as Entity, A, (row) => {
    db.writeSync(() => {});
    expect(() =>
      db.writeSync((tx) => {
        tx.update(entities[3] as Entity, A, { x: 1 });
        throw new RangeError('undo');
      }),
    ).toThrow('undo');
    expect(row.get('x')).toBe(3);
  });
});

test('a publication inside the callback of read() closes its row', () => {
  const { db, A, entities } = open();
  db.read(entities[3] as Entity, A, (row) => {
    db.writeSync((tx) => tx.update(entities[4] as Entity, A, { x: 1 }));
    expect(errorOf(() => row.get('x')).code).toBe('TRANSACTION_ERROR');
  });
});

test('a loop that awaits between its steps continues with the data published meanwhile', async () => {
  const { db, A, entities } = open();
  const seen: Entity[] = [];
  for (const [row, entity] of db.query(A)) {
    expect(row.get('x')).toBe(seen.length === 0 ? 0 : seen.length + 100);
    seen.push(entity);
    await db.write((tx) => {
      const next = entities[seen.length];
      if (next !== undefined) tx.update(next, A, { x: seen.length + 100 });
    });
  }
  expect(seen).toEqual(entities);
});

test('publications inside nested loops over the published state end no loop', () => {
  const { db, A, B, entities } = open();
  const outer: Entity[] = [];
  const inner: Entity[] = [];
  db.query(A).forEach((_, outerEntity) => {
    outer.push(outerEntity);
    db.query(B).forEach((_, innerEntity) => {
      inner.push(innerEntity);
      if (inner.length < 5) db.writeSync((tx) => tx.update(outerEntity, A, { x: 0 }));
    });
  });
  expect(outer).toEqual(entities);
  expect(inner).toHaveLength(COUNT * (COUNT / 2));
});

test('an iterator that pauses during publications continues', () => {
  const { db, A, entities } = open();
  const iterator = db.query(A)[Symbol.iterator]();
  expect(iterator.next().value[1]).toBe(entities[0]);
  for (let i = 0; i < 3; i++) db.writeSync((tx) => tx.create());
  const [row, entity] = iterator.next().value;
  expect([row.get('x'), entity]).toEqual([1, entities[1]]);
  db.writeSync((tx) => tx.create());
  expect(errorOf(() => row.get('x')).code).toBe('TRANSACTION_ERROR');
  expect(iterator.next().value[1]).toBe(entities[2]);
});

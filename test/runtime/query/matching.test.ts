/** Which entities a query matches, in cases that are easy to get wrong. */

import { Database, type Entity } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';

function open() {
  const db = Database.memory(schemaOf({ tables: { a: { x: 'u32' }, b: { x: 'u32' }, tag: {} } }));
  const [A, B, Tag] = [db.component('a'), db.component('b'), db.component('tag')];
  const [plain, both, tagged] = db.writeSync((tx) => {
    const entities = [tx.create(), tx.create(), tx.create()] as const;
    for (const entity of entities) tx.insert(entity, A, { x: 1 });
    tx.insert(entities[1], B, { x: 2 });
    tx.insert(entities[2], Tag);
    return entities;
  });
  return { db, A, B, Tag, plain, both, tagged };
}

function entitiesOf(query: Iterable<readonly unknown[]>): Entity[] {
  return Array.from(query, (args) => args.at(-1) as Entity).sort((a, b) => a - b);
}

test('required, passed and excluded tables', () => {
  const { db, A, B, Tag, plain, both, tagged } = open();
  expect(entitiesOf(db.query(A))).toEqual([plain, both, tagged]);
  expect(entitiesOf(db.query(A, B))).toEqual([both]);
  expect(entitiesOf(db.query(A).with(Tag))).toEqual([tagged]);
  expect(entitiesOf(db.query(A).without(B))).toEqual([plain, tagged]);
  expect(entitiesOf(db.query(A).without(B).without(Tag))).toEqual([plain]);
  expect(entitiesOf(db.query(A).with(B).without(Tag))).toEqual([both]);
  expect(entitiesOf(db.query(Tag))).toEqual([tagged]);
});

test('with() and without() do not change their query', () => {
  const { db, A, B, plain, both, tagged } = open();
  const all = db.query(A);
  const some = all.without(B);
  expect(some.count()).toBe(2);
  expect(entitiesOf(all)).toEqual([plain, both, tagged]);
});

test('a query that excludes a required table matches nothing', () => {
  const { db, A, B } = open();
  expect(db.query(A).without(A).count()).toBe(0);
  expect(entitiesOf(db.query(A).without(A))).toEqual([]);
  expect(db.query(A, B).without(B).count()).toBe(0);
});

test('a component named twice is passed twice', () => {
  const { db, A, plain, both, tagged } = open();
  const seen: Entity[] = [];
  db.writeSync((tx) => {
    tx.query(A.mut, A).forEach((written, read, entity) => {
      written.set('x', entity);
      expect(read.get('x')).toBe(entity);
      seen.push(entity);
    });
  });
  expect(seen.sort()).toEqual([plain, both, tagged]);
  expect(db.query(A, A).count()).toBe(3);
});

test('a query finds rows that were inserted or deleted since its last run', () => {
  const { db, A, B, plain, both } = open();
  const query = db.query(A, B);
  expect(query.count()).toBe(1);
  db.writeSync((tx) => {
    const inside = tx.query(A, B);
    expect(inside.count()).toBe(1);
    tx.insert(plain, B, { x: 3 });
    expect(inside.count()).toBe(2);
    tx.destroy(both);
    expect(entitiesOf(inside)).toEqual([plain]);
    expect(entitiesOf(query)).toEqual([both]);
  });
  expect(entitiesOf(query)).toEqual([plain]);
});

test('a query forgets the matches that it found in a failed transaction', () => {
  const { db, A, B, plain, both } = open();
  const abort = new Error('abort');
  expect(() =>
    db.writeSync((tx) => {
      tx.insert(plain, B, { x: 3 });
      expect(tx.query(A, B).count()).toBe(2);
      throw abort;
    }),
  ).toThrow(abort);
  db.writeSync((tx) => expect(entitiesOf(tx.query(A, B))).toEqual([both]));
});

test('only rows of .mut terms can be written', () => {
  const { db, A, B } = open();
  db.writeSync((tx) => {
    tx.query(A.mut, B).forEach((a, b) => {
      a.set('x', 5);
      expect('set' in a).toBe(true);
      expect('set' in b).toBe(false);
    });
  });
  expect(Array.from(db.query(A, B), ([a]) => a.get('x'))).toEqual([5]);
});

test('a query without a component, and .mut outside a transaction, are refused', () => {
  const { db, A } = open();
  expect(errorOf(() => db.query()).code).toBe('SCHEMA_ERROR');
  const error = errorOf(() => (db as { query(term: unknown): unknown }).query(A.mut));
  expect(error).toMatchObject({ code: 'TRANSACTION_ERROR', table: 'a' });
});

/** A builder commits its operations as one transaction. The one-operation methods commit one transaction each. */

import { Database, type Entity } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import { errorOf, rejectionOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';

function open() {
  const db = Database.memory(schemaOf({ tables: { a: { x: 'u32' }, tag: {} } }));
  const entities = db.writeSync((tx) => [tx.create(), tx.create()] as const);
  return { db, A: db.component('a'), Tag: db.component('tag'), entities };
}

test('a builder changes nothing before commit(), which makes all changes at once', async () => {
  const { db, A, Tag, entities } = open();
  const [one, two] = entities;
  const builder = db.transaction().insert(one, A, { x: 1 }).insert(one, Tag).put(two, A, { x: 2 });
  builder
    .update(two, A, (row) => row.set('x', 3))
    .update(one, A, { x: 4 })
    .delete(one, Tag);
  await Promise.resolve();
  expect(db.count(A)).toBe(0);
  const before = db.version;
  const version = await builder.commit();
  expect(version).toBe(before + 1);
  expect(db.version).toBe(version);
  expect(db.get(one, A)).toEqual({ x: 4 });
  expect(db.get(two, A)).toEqual({ x: 3 });
  expect(db.has(one, Tag)).toBe(false);
  await db.transaction().destroy(one).commit();
  expect(db.isAlive(one)).toBe(false);
});

test('if one operation fails, all are undone', async () => {
  const { db, A, entities } = open();
  const [one, two] = entities;
  const before = db.version;
  const error = await rejectionOf(
    db.transaction().insert(one, A, { x: 1 }).delete(two, A).update(two, A, { x: 1 }).commit(),
  );
  expect(error).toMatchObject({ code: 'COMPONENT_NOT_FOUND', table: 'a', entity: two });
  expect(db.count(A)).toBe(0);
  expect(db.version).toBe(before);
});

test('a builder commits only once', async () => {
  const { db, A, entities } = open();
  const builder = db.transaction().insert(entities[0], A, { x: 1 });
  await builder.commit();
  expect(errorOf(() => builder.commit())).toMatchObject({ code: 'TRANSACTION_ERROR' });
  expect(errorOf(() => builder.destroy(entities[0])).message).toMatch(/builder was used after commit\(\)/);
  expect(db.isAlive(entities[0])).toBe(true);
});

test('an empty builder resolves with the version of the database', async () => {
  const { db } = open();
  expect(await db.transaction().commit()).toBe(db.version);
});

test('one-operation transactions resolve with their versions', async () => {
  const { db, A, entities } = open();
  const [one] = entities;
  const before = db.version;
  const versions = [
    await db.insert(one, A, { x: 1 }),
    await db.put(one, A, { x: 2 }),
    await db.update(one, A, { x: 3 }),
    await db.update(one, A, (row) => row.set('x', 4)),
  ];
  expect(versions).toEqual([1, 2, 3, 4].map((n) => before + n));
  expect(db.get(one, A)).toEqual({ x: 4 });
  expect(await db.delete(one, A)).toBe(before + 5);
  expect(await db.delete(one, A)).toBe(before + 5);
  expect(db.has(one, A)).toBe(false);
});

test('one-operation transactions that are queued together have different versions', async () => {
  const { db, A, entities } = open();
  const before = db.version;
  const versions = await Promise.all(entities.map((entity) => db.insert(entity, A, { x: entity })));
  expect(versions).toEqual([before + 1, before + 2]);
  expect(db.version).toBe(before + 2);
});

test('a one-operation transaction rejects with the error of its operation', async () => {
  const { db, A, entities } = open();
  const [one, two] = entities;
  await db.insert(one, A, { x: 1 });
  expect(await rejectionOf(db.insert(one, A, { x: 1 }))).toMatchObject({
    code: 'COMPONENT_EXISTS',
    table: 'a',
    entity: one,
  });
  expect(await rejectionOf(db.update(two, A, { x: 1 }))).toMatchObject({ code: 'COMPONENT_NOT_FOUND', entity: two });
  expect(await rejectionOf(db.delete(99 as Entity, A))).toMatchObject({ code: 'ENTITY_NOT_FOUND', entity: 99 });
  expect(await rejectionOf(db.put(one, A, { x: -1 }))).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', field: 'x' });
});

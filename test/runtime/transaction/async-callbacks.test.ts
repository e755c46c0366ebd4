/** Promise: an async callback is refused if its arguments are not valid after its first `await`. */

import { Database, type Entity } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import { bodies } from '../support/bodies.js';
import { Body, physics } from '../support/body.js';
import { errorOf, rejectionOf } from '../support/errors.js';

function open(options?: { debug: boolean }): { db: Database; entity: Entity } {
  const db = Database.memory(physics, options);
  const entity = db.writeSync((tx) => {
    const created = tx.create();
    tx.insert(created, Body, { mass: 1 });
    return created;
  });
  return { db, entity };
}

const change = async (row: { mass: number }): Promise<void> => {
  row.mass = 2;
  await undefined;
  row.mass = 3;
};

test('update refuses an async callback, and nothing changes', async () => {
  const { db, entity } = open();
  const refused = { code: 'TRANSACTION_ERROR', message: expect.stringMatching(/update\(\) got an async.*Await/) };
  expect(errorOf(() => db.writeSync((tx) => tx.update(entity, Body, change)))).toMatchObject(refused);
  expect(await rejectionOf(db.update(entity, Body, change))).toMatchObject(refused);
  expect(await rejectionOf(db.transaction().update(entity, Body, change).commit())).toMatchObject(refused);
  expect(db.get(entity, Body).mass).toBe(1);
});

test.each([undefined, { debug: true }])('runs refuses an async callback, with options %p', (options) => {
  const { db } = open(options);
  const refused = { code: 'TRANSACTION_ERROR', message: expect.stringMatching(/runs\(\) got an async.*Await/) };
  expect(errorOf(() => bodies(db).runs(async () => {}))).toMatchObject(refused);
  expect(errorOf(() => db.writeSync((tx) => bodies(tx).runs(async () => {})))).toMatchObject(refused);
});

test('other results of callbacks are ignored', () => {
  const { db, entity } = open();
  db.writeSync((tx) => {
    tx.update(entity, Body, (row) => row.mass++);
    bodies(tx).runs(({ count }) => count);
  });
  expect(db.get(entity, Body).mass).toBe(2);
});

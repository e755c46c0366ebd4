/** Operations on many entities in a transaction of an attached thread: recorded as a whole, or not at all. */

import type { Entity } from '@ecsdb/runtime';
import type { RemoteTransaction } from '@ecsdb/runtime/threads';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Body, Mark, physics } from '../support/body.js';
import { errorOf } from '../support/errors.js';
import { Remote } from './remote-support.js';

let remote: Remote;
let entities: readonly Entity[];
let one: Entity;
let two: Entity;
beforeEach(() => {
  remote = new Remote(physics);
  remote.write((tx) => {
    entities = tx.createMany(4);
  });
  [one, two] = entities as [Entity, Entity];
});

test('they do the same as one by one', () => {
  let created: readonly Entity[] = [];
  remote.write((tx) => {
    created = tx.createMany(3, [Body, Mark], [{ mass: 1 }, {}]);
    tx.createMany(2);
    tx.insertMany(entities, Body, [{ mass: 2 }, { mass: 3 }, { mass: 4 }, { mass: 5 }]);
    tx.insertMany(entities, Mark);
    tx.deleteMany([...created, ...entities.slice(0, 1)], Mark);
  });
  const { db } = remote;
  expect(db.count()).toBe(9);
  expect(created.map((entity) => db.get(entity, Body).mass)).toEqual([1, 1, 1]);
  expect(entities.map((entity) => db.get(entity, Body).mass)).toEqual([2, 3, 4, 5]);
  expect(entities.map((entity) => db.has(entity, Mark))).toEqual([false, true, true, true]);
  remote.write((tx) => tx.destroyMany(entities));
  expect(db.count()).toBe(5);
  remote.check();
});

describe('what is refused at once', () => {
  const mismatch = 'FIELD_TYPE_MISMATCH';
  const refused: readonly [string, (tx: RemoteTransaction) => unknown, string][] = [
    ['a count that is not whole', (tx) => tx.createMany(1.5), mismatch],
    ['repeated components', (tx) => tx.createMany(2, [Mark, Mark]), mismatch],
    ['data of too few components', (tx) => tx.createMany(2, [Body, Mark], [{ mass: 1 }] as never), mismatch],
    ['data that does not fit', (tx) => tx.createMany(2, [Mark, Body], [{}, { mass: -1 }]), mismatch],
    ['a function', (tx) => tx.createMany(2, [Body], (() => {}) as never), 'TRANSACTION_ERROR'],
    ['a function for rows', (tx) => tx.insertMany([one], Body, (() => {}) as never), 'TRANSACTION_ERROR'],
    ['a list of the wrong length', (tx) => tx.insertMany([one, two], Body, [{ mass: 1 }]), mismatch],
    ['one row that does not fit', (tx) => tx.insertMany([one, two], Body, [{ mass: 1 }, { mass: -1 }]), mismatch],
    ['repeated entities', (tx) => tx.insertMany([one, two, one], Mark), mismatch],
    ['repeated entities to delete', (tx) => tx.deleteMany([one, one], Mark), mismatch],
    ['repeated entities to destroy', (tx) => tx.destroyMany([one, one]), mismatch],
    ['what is not an id', (tx) => tx.destroyMany([one, 0.5 as Entity]), 'ENTITY_NOT_FOUND'],
    ['what is not a number', (tx) => tx.deleteMany([one, undefined as never], Mark), 'ENTITY_NOT_FOUND'],
    ['what is not an array', (tx) => tx.destroyMany(remote.db.query(Mark) as never), mismatch],
  ];

  test.each(refused)('%s', (_, call, code) => {
    const stock = new Set(remote.stock);
    remote.write((tx) => {
      tx.insert(one, Mark);
      expect(errorOf(() => call(tx))).toMatchObject({ code });
      tx.insert(two, Mark);
    });
    expect([remote.db.count(), remote.db.count(Mark), remote.db.count(Body)]).toEqual([4, 2, 0]);
    // Ids that the call has taken can be used again.
    for (const id of stock) expect(remote.stock).toContain(id);
  });
});

test('what the owner refuses fails the whole transaction', () => {
  remote.db.writeSync((tx) => tx.insert(entities[2] as Entity, Mark));
  expect(errorOf(() => remote.write((tx) => tx.insertMany(entities, Mark)))).toMatchObject({
    code: 'COMPONENT_EXISTS',
    entity: entities[2],
  });
  expect(remote.db.count(Mark)).toBe(1);
});

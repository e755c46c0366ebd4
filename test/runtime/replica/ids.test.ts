/** New entities of a replica have ids that no other entity had, and reserved ids are taken in order. */

import { Database, type Entity } from '@ecsdb/runtime';
import { applyTransaction, Replica, ReservedIds, reserveIds } from '@ecsdb/runtime/replica';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Session } from '../model/session.js';
import { stepOf } from '../model/steps.js';
import { modelSchema } from '../model/tables.js';
import { schemaOfToml } from '../support/toml.js';
import { freeIds } from './support.js';

const STEPS = fc.array(stepOf({ operations: 12, queued: 4 }), { minLength: 1, maxLength: 8, size: 'max' });

test('after all commits were applied, the next ids are those of the database', async () => {
  await fc.assert(
    fc.asyncProperty(STEPS, async (steps) => {
      const db = Database.memory(modelSchema());
      const session = new Session(db);
      const replica = new Replica(modelSchema());
      db.onCommit(({ bytes }) => replica.apply((rows) => applyTransaction(rows, bytes)));
      for (const step of steps) await session.step(step);
      replica.publish(db.version);
      const ids = freeIds(replica);
      expect(ids).toEqual(freeIds(db));
      for (const id of ids) expect(replica.db.isAlive(id)).toBe(false);
      await db.close();
    }),
    { numRuns: 20, interruptAfterTimeLimit: 40_000 },
  );
});

const SCHEMA = schemaOfToml('[tables.mark]');

/** A database with five entities, two of which are destroyed; and a replica of it. */
function pair(): { readonly db: Database; readonly replica: Replica; readonly follow: () => void } {
  const db = Database.memory(SCHEMA);
  const replica = new Replica(SCHEMA);
  db.onCommit(({ bytes }) => replica.apply((rows) => applyTransaction(rows, bytes)));
  const entities = db.writeSync((tx) => Array.from({ length: 5 }, () => tx.create()));
  db.writeSync((tx) => {
    for (const entity of [1, 3]) tx.destroy(entities[entity] as Entity);
  });
  const follow = (): void => replica.publish(db.version);
  follow();
  return { db, replica, follow };
}

test('the database gives no reserved id to another entity', () => {
  const { db } = pair();
  const reserved = reserveIds(db, 16);
  expect(new Set(reserved).size).toBe(16);
  const created = db.writeSync((tx) => Array.from({ length: 100 }, () => tx.create()));
  for (const id of created) expect(reserved).not.toContain(id);
  for (const id of reserved) expect(db.isAlive(id)).toBe(false);
});

test('ids cannot be reserved inside of a transaction', () => {
  const { db } = pair();
  expect(() => db.writeSync(() => reserveIds(db, 1))).toThrow('reserveIds');
});

test('a replica takes reserved ids in order, and takes them again after it has discarded', () => {
  const { db, replica, follow } = pair();
  const reserved = reserveIds(db, 4);
  const ids = new ReservedIds();
  ids.add(reserved);
  const take = (count: number): (Entity | undefined)[] =>
    replica.apply((rows) => Array.from({ length: count }, () => ids.create(rows)));

  expect(take(2)).toEqual(reserved.slice(0, 2));
  expect(take(1)).toEqual(reserved.slice(2, 3));
  replica.discard();
  expect(take(2)).toEqual(reserved.slice(0, 2));
  expect(() =>
    replica.apply((rows) => {
      ids.create(rows);
      throw new Error('undo');
    }),
  ).toThrow('undo');
  expect(take(3)).toEqual([...reserved.slice(2), undefined]);
  for (const id of reserved) expect(replica.working.isAlive(id)).toBe(true);
  follow();
  for (const id of reserved) expect(replica.db.isAlive(id)).toBe(true);
});

test('an id is used up when its entity is destroyed, and free when it has only left', () => {
  const { db, replica, follow } = pair();
  const [first, second] = reserveIds(db, 2) as [Entity, Entity];
  const ids = new ReservedIds();
  ids.add([first, second]);
  replica.apply((rows) => {
    expect(ids.create(rows)).toBe(first);
    rows.leave(first >>> 0);
    expect(ids.create(rows)).toBe(first);
    rows.destroy(first >>> 0);
    expect(ids.create(rows)).toBe(second);
  });
  follow();
  replica.apply((rows) => {
    ids.forgetUsed(rows);
    expect(ids.create(rows)).toBeUndefined();
  });
});

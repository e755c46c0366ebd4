/** Transactions that are queued together are published together, and each succeeds or fails by itself. */

import { Database, type DynamicComponent, type Entity } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { schemaOf } from '../support/schema.js';

function open(entityCount = 1) {
  const db = Database.memory(schemaOf({ tables: { a: { x: 'u32' }, b: { x: 'u32' } } }));
  const [A, B] = [db.component('a'), db.component('b')];
  const entities = db.writeSync((tx) =>
    Array.from({ length: entityCount }, () => {
      const entity = tx.create();
      tx.insert(entity, A, { x: 0 });
      return entity;
    }),
  );
  return { db, A, B, entities };
}

test('nothing is applied in the same moment, and then everything is published at once', async () => {
  const { db, A, entities } = open(2);
  const [one, two] = entities as [Entity, Entity];
  const seen: unknown[] = [];
  const first = db.write((tx) => {
    tx.update(one, A, { x: 1 });
    return 'first';
  });
  const second = db.write((tx) => {
    seen.push(tx.get(one, A), db.get(one, A));
    tx.update(two, A, { x: 2 });
    return 'second';
  });
  expect(db.get(one, A)).toEqual({ x: 0 });
  void first.then(() => seen.push(db.get(two, A)));
  expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  // The second saw what the first one had done; readers did not; and the first one's promise came after both.
  expect(seen).toEqual([{ x: 1 }, { x: 0 }, { x: 2 }]);
  expect(db.version).toBe(3);
});

test('a failed transaction does not affect others of its group, and its caller gets the error unchanged', async () => {
  const { db, A, entities } = open();
  const [entity] = entities as [Entity];
  const increment = (): Promise<void> =>
    db.write((tx) => tx.update(entity, A, (row) => row.set('x', (row.get('x') as number) + 1)));
  const thrown = { any: 'value' };
  const failing = db.write((tx) => {
    tx.update(entity, A, { x: 1000 });
    tx.create();
    throw thrown;
  });
  const outcomes = await Promise.allSettled([increment(), failing, increment()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect((outcomes[1] as PromiseRejectedResult).reason).toBe(thrown);
  expect(db.get(entity, A)).toEqual({ x: 2 });
  expect(db.count()).toBe(1);
  expect(db.version).toBe(3);
});

test('even undefined can be thrown', async () => {
  const { db } = open();
  const failing = db.write((tx) => {
    tx.create();
    throw undefined;
  });
  await expect(failing).rejects.toBeUndefined();
  expect(db.count()).toBe(1);
});

test('a queue of thousands, every third one failing, over the same few records', async () => {
  const { db, A, entities } = open(3);
  const before = db.version;
  const waiting = Array.from({ length: 3000 }, (_, i) =>
    db.write((tx) => {
      const entity = entities[i % 2] as Entity;
      tx.update(entity, A, (row) => row.set('x', (row.get('x') as number) + 1));
      tx.insert(tx.create(), A, { x: i });
      if (i % 3 === 0) throw new RangeError('third');
      return i;
    }),
  );
  const outcomes = await Promise.allSettled(waiting);
  outcomes.forEach((outcome, i) => {
    if (i % 3 === 0) expect(outcome.status).toBe('rejected');
    else expect(outcome).toEqual({ status: 'fulfilled', value: i });
  });
  expect(db.get(entities[0] as Entity, A)).toEqual({ x: 1000 });
  expect(db.get(entities[1] as Entity, A)).toEqual({ x: 1000 });
  expect(db.version).toBe(before + 2000);
  expect(db.count(A)).toBe(3 + 2000);
  const inserted = new Set<unknown>();
  db.query(A).forEach((row, entity) => {
    if (!entities.includes(entity)) inserted.add(row.get('x'));
  });
  expect(inserted.size).toBe(2000);
});

test('writeSync commits the queue first', async () => {
  const { db, A, entities } = open();
  const [entity] = entities as [Entity];
  const order: string[] = [];
  const queued = db.write((tx) => {
    order.push('queued');
    tx.update(entity, A, { x: 1 });
  });
  const failing = rejectionOf(
    db.write(() => {
      order.push('failing');
      throw new RangeError('no');
    }),
  );
  const result = db.writeSync((tx) => {
    order.push('sync');
    expect(db.get(entity, A)).toEqual({ x: 1 });
    tx.update(entity, A, { x: 2 });
    return 'result';
  });
  expect(result).toBe('result');
  expect(db.get(entity, A)).toEqual({ x: 2 });
  expect(order).toEqual(['queued', 'failing', 'sync']);
  await queued;
  expect(await failing).toEqual(new RangeError('no'));
});

test('a writeSync that fails leaves the queue committed', async () => {
  const { db, A, entities } = open();
  const [entity] = entities as [Entity];
  const queued = db.write((tx) => tx.update(entity, A, { x: 1 }));
  expect(() =>
    db.writeSync((tx) => {
      tx.update(entity, A, { x: 2 });
      throw new RangeError('no');
    }),
  ).toThrow('no');
  expect(db.get(entity, A)).toEqual({ x: 1 });
  await queued;
});

test('a transaction that is queued when another one resolves is in the next group', async () => {
  const { db, A, entities } = open();
  const [entity] = entities as [Entity];
  const chain = async (left: number): Promise<void> => {
    await db.write((tx) => tx.update(entity, A, { x: left }));
    if (left > 0) await chain(left - 1);
  };
  await Promise.all([chain(5), chain(3)]);
  expect(db.get(entity, A)).toEqual({ x: 0 });
  expect(db.version).toBe(1 + 6 + 4);
});

test('any mixture of transactions over shared blocks ends as if each had run alone', async () => {
  const entityCount = 200;
  const change = fc.record({ pick: fc.nat(entityCount - 1), x: fc.nat(1000) });
  const plan = fc.record({ changes: fc.array(change, { minLength: 1, maxLength: 6 }), fails: fc.boolean() });
  const groups = fc.array(fc.array(plan, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(groups, async (given) => {
      const { db, A, B, entities } = open(entityCount);
      let expected = { a: new Array<number>(entityCount).fill(0), b: new Map<Entity, number>() };
      for (const group of given) {
        const outcomes = await Promise.allSettled(
          group.map(({ changes, fails }) =>
            db.write((tx) => {
              for (const { pick, x } of changes) {
                const entity = entities[pick] as Entity;
                tx.update(entity, A, { x });
                if (!tx.delete(entity, B)) tx.insert(entity, B, { x });
              }
              if (fails) throw new RangeError('planned');
            }),
          ),
        );
        for (const { changes, fails } of group) {
          if (fails) continue;
          const next = { a: [...expected.a], b: new Map(expected.b) };
          for (const { pick, x } of changes) {
            const entity = entities[pick] as Entity;
            next.a[pick] = x;
            if (!next.b.delete(entity)) next.b.set(entity, x);
          }
          expected = next;
        }
        expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(group.map(({ fails }) => fails));
        expect(entities.map((entity) => xOf(db, entity, A))).toEqual(expected.a);
        expect(db.count(B)).toBe(expected.b.size);
        for (const [entity, x] of expected.b) expect(xOf(db, entity, B)).toBe(x);
      }
    }),
    { numRuns: 60 },
  );
});

/** The error that a promise is rejected with. It is awaited from the start. */
function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

function xOf(db: Database, entity: Entity, component: DynamicComponent): unknown {
  return db.read(entity, component, (row) => row.get('x'));
}

/** The figures of stats(), and how versions are counted. */

import { Database, type Entity } from '@ecsdb/runtime';
import { share } from '@ecsdb/runtime/threads';
import { describe, expect, test } from '@jest/globals';
import { schemaOf } from '../support/schema.js';
import { AttachedThread } from '../threads/attached-thread.js';

const schema = schemaOf({ tables: { a: { x: 'f64', y: 'u8' }, tag: {}, empty: { x: 'u32' } } });

function open() {
  const db = Database.memory(schema);
  return { db, A: db.component('a'), Tag: db.component('tag') };
}

describe('stats', () => {
  test('of an empty database', () => {
    const { db } = open();
    const stats = db.stats();
    expect(stats).toMatchObject({ version: 0, entities: 0 });
    expect(stats.tables.map(({ name, rows, bytesUsed }) => [name, rows, bytesUsed])).toEqual([
      ['a', 0, 0],
      ['tag', 0, 0],
      ['empty', 0, 0],
    ]);
    expect(stats.commitLatency).toEqual({ count: 0, p50Ms: 0, p99Ms: 0, maxMs: 0 });
  });

  test('count published rows, entities and bytes', () => {
    const { db, A, Tag } = open();
    const entities = db.writeSync((tx) =>
      Array.from({ length: 1000 }, (_, i) => {
        const entity = tx.create();
        if (i % 2 === 0) tx.insert(entity, A, { x: i, y: 1 });
        if (i % 5 === 0) tx.insert(entity, Tag);
        return entity;
      }),
    );
    db.writeSync((tx) => tx.destroy(entities[0] as Entity));
    db.writeSync((tx) => {
      const [a, tag, empty] = db.stats().tables;
      tx.destroy(entities[2] as Entity);
      expect(db.stats().tables).toEqual([a, tag, empty]);
    });
    const stats = db.stats();
    expect(stats).toMatchObject({ version: 3, entities: 998 });
    const [a, tag, empty] = stats.tables;
    expect([a?.rows, tag?.rows, empty?.rows]).toEqual([498, 199, 0]);
    // Both sides hold a record of 16 bytes, an id of 8 and a row number of 4.
    expect(a?.bytesUsed).toBe(2 * 498 * (16 + 8 + 4));
    expect(tag?.bytesUsed).toBe(2 * 199 * (8 + 4));
    for (const table of [a, tag]) expect(table?.bytesReserved).toBeGreaterThanOrEqual(table?.bytesUsed as number);
    expect(empty?.bytesReserved).toBe(0);
    expect(stats.registry.bytesReserved).toBeGreaterThanOrEqual(stats.registry.bytesUsed);
    expect(stats.registry.bytesUsed).toBeGreaterThan(0);
    // Nothing, a, a and tag, tag.
  });

  test('bytes count each side of a database that is shared with three', async () => {
    const { db, A } = open();
    db.writeSync((tx) => tx.insert(tx.create(), A, { x: 1, y: 1 }));
    share(db, { ringBytes: 2 ** 20, sides: 3 });
    expect(db.stats().tables[0]?.bytesUsed).toBe(3 * (16 + 8 + 4));
    await db.close();
  });

  test('queries show whether their rows are in step, and how often they were searched', () => {
    const { db, A, Tag } = open();
    expect(db.stats().queries).toEqual({ inTransactions: [], published: [] });
    const entities = db.writeSync((tx) => tx.createMany(40, [A, Tag], [{ x: 1, y: 1 }, {}]));
    const scan = (): void => db.writeSync((tx) => void tx.query(A.mut, Tag).forEach(() => {}));
    scan();
    scan();
    const inStep = { tables: ['a', 'tag'], without: [], any: [], matches: 40, runs: 1, searches: 1 };
    expect(db.stats().queries).toEqual({ inTransactions: [inStep], published: [] });
    // Each row that is deleted is replaced by the last one, in one of the tables only.
    db.writeSync((tx) => {
      for (const entity of entities.slice(0, 20)) {
        tx.delete(entity, Tag);
        tx.insert(entity, Tag);
      }
    });
    scan();
    const [scattered] = db.stats().queries.inTransactions;
    expect(scattered).toMatchObject({ matches: 40, searches: 2 });
    expect(scattered?.runs).toBeGreaterThan(1);
    expect(db.query(A).without(Tag).count()).toBe(0);
    expect(db.query(A).count()).toBe(40);
    expect(db.stats().queries.published).toEqual([
      { tables: ['a'], without: ['tag'], any: [], matches: 0, runs: 0, searches: 1 },
      { tables: ['a'], without: [], any: [], matches: 40, runs: 1, searches: 1 },
    ]);
  });

  test('ids that other threads hold take no bytes before they are used', async () => {
    const { db } = open();
    const thread = new AttachedThread(db, share(db, { ringBytes: 2 ** 20 }));
    await thread.ask('version');
    const { registry } = db.stats();
    expect(registry.bytesUsed).toBeLessThanOrEqual(registry.bytesReserved);
    const made = await thread.ask('create', 'tag', {});
    expect(db.isAlive(made as Entity)).toBe(true);
    const later = db.stats().registry;
    expect(later.bytesUsed).toBeLessThanOrEqual(later.bytesReserved);
    await thread.terminate();
    await db.close();
  });

  test('latencies are those of the last commits, in order', async () => {
    const { db } = open();
    for (let i = 0; i < 20; i++) await db.write((tx) => void tx.create());
    const slowMs = 30;
    const before = db.stats().commitLatency.count;
    await db.write((tx) => {
      tx.create();
      for (const start = performance.now(); performance.now() - start < slowMs; );
    });
    const { count, p50Ms, p99Ms, maxMs } = db.stats().commitLatency;
    expect(count).toBe(before + 1);
    expect(p50Ms).toBeGreaterThan(0);
    expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
    expect(maxMs).toBeGreaterThanOrEqual(p99Ms);
    expect(maxMs).toBeGreaterThanOrEqual(slowMs);
  });

  test('one in sixteen of the synchronous commits is measured, failed ones counted', () => {
    const { db } = open();
    const before = db.stats().commitLatency.count;
    for (let i = 0; i < 160; i++) {
      try {
        db.writeSync((tx) => {
          tx.create();
          if (i % 3 === 1) throw new Error('refused');
        });
      } catch {}
    }
    const measured = db.stats().commitLatency.count - before;
    expect(measured).toBeGreaterThan(3);
    expect(measured).toBeLessThanOrEqual(10);
  });

  test('forget all but the recent commits', async () => {
    const { db } = open();
    for (let i = 0; i < 3000; i++) await db.write((tx) => void tx.create());
    expect(db.stats().commitLatency.count).toBe(1024);
  });
});

describe('version', () => {
  test('counts the transactions that changed something', async () => {
    const { db, A, Tag } = open();
    expect(db.version).toBe(0);
    const entity = await db.write((tx) => tx.create());
    expect(db.version).toBe(1);
    await db.write(() => {});
    db.writeSync((tx) => {
      tx.count();
      tx.query(A, Tag).forEach(() => {});
      tx.has(entity, A);
      expect(tx.delete(entity, A)).toBe(false);
    });
    expect(db.version).toBe(1);
    await Promise.all([db.write((tx) => tx.insert(entity, Tag)), db.write(() => {}), db.write((tx) => tx.create())]);
    expect(db.version).toBe(3);
  });

  test('stays the same when a transaction fails', async () => {
    const { db } = open();
    db.writeSync((tx) => void tx.create());
    const fail = (tx: { create(): Entity }): void => {
      tx.create();
      throw new RangeError('no');
    };
    expect(() => db.writeSync(fail)).toThrow('no');
    await expect(db.write(fail)).rejects.toThrow('no');
    expect(db.version).toBe(1);
  });

  test('does not change before the group is published', async () => {
    const { db } = open();
    const seen: number[] = [];
    const look = (tx: { create(): Entity }): void => {
      tx.create();
      seen.push(db.version);
    };
    await Promise.all([db.write(look), db.write(look), db.write(look)]);
    expect(seen).toEqual([0, 0, 0]);
    expect(db.version).toBe(3);
  });
});

test('several databases of one schema work in one process', async () => {
  const databases = [open(), open(), open()];
  const component = schema.components[0];
  if (component === undefined) throw new Error('the schema has a table');
  const writes = databases.map(({ db }, i) =>
    db.write((tx) => {
      for (let n = 0; n < i; n++) tx.create();
      const entity = tx.create();
      tx.insert(entity, component, { x: i, y: i });
      return entity;
    }),
  );
  const entities = await Promise.all(writes);
  expect(entities).toEqual([1, 2, 3]);
  databases.forEach(({ db }, i) => {
    expect(db.get(entities[i] as Entity, component)).toEqual({ x: i, y: i });
    expect(db.count()).toBe(i + 1);
  });
  await databases[0]?.db.close();
  expect(databases[1]?.db.count(component)).toBe(1);
  // They share components, also in nested loops.
  let pairs = 0;
  for (const [one] of databases[1]?.db.query(component) ?? []) {
    for (const [two] of databases[2]?.db.query(component) ?? []) {
      pairs++;
      expect([one.toObject(), two.toObject()]).toEqual([
        { x: 1, y: 1 },
        { x: 2, y: 2 },
      ]);
    }
  }
  expect(pairs).toBe(1);
});

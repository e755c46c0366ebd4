/** What loads a database is seen by its listeners, watches, threads and log like any other transaction. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, type Entity } from '@ecsdb/runtime';
import { dump, load } from '@ecsdb/runtime/dump';
import { share } from '@ecsdb/runtime/threads';
import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Replayed } from '../feed/replayed.js';
import { schemaOf } from '../support/schema.js';
import { fill, schemas, steps } from './worlds.js';

const base = mkdtempSync(join(tmpdir(), 'ecsdb-load-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const SCHEMA = schemaOf({ tables: { item: { n: 'u32' }, link: { to: 'entity' } } });
const item = (entity: number, n: number): string => JSON.stringify({ table: 'item', entity, row: { n } });

test('the feed shows every entity and row, and nothing about indexes that were used before', async () => {
  await fc.assert(
    fc.asyncProperty(schemas, steps, fc.constantFrom(undefined, 3), async (schema, decisions, batch) => {
      const db = Database.memory(schema);
      fill(db, decisions, true);
      const copy = Database.memory(schema);
      const replayed = new Replayed();
      copy.onCommit((commit) => replayed.apply(commit), { old: true });
      await load(copy, dump(db), batch === undefined ? {} : { batch });
      expect([...replayed.alive].sort((a, b) => a - b)).toEqual([...db.entities()].sort((a, b) => a - b));
      for (const { name } of schema.descriptor.tables) {
        const entities = [...dump(db, { tables: [name] })].filter((line) => line.startsWith('{"table"'));
        expect(replayed.rows(name)).toHaveLength(entities.length);
      }
    }),
    { numRuns: 50 },
  );
});

test('a watch sees the rows that were loaded', async () => {
  const db = Database.memory(SCHEMA);
  const came: Entity[][] = [];
  db.watch(db.component('item'), ({ inserted }) => came.push([...inserted]));
  await load(db, [item(5, 1), item(9, 2)]);
  await Promise.resolve();
  expect(came.flat().sort()).toEqual([5, 9]);
});

test('reads, queries and later transactions work as after any other transaction', async () => {
  const db = Database.memory(SCHEMA);
  const component = db.component('item');
  const query = db.query(component);
  await load(db, [item(5, 1), item(9, 2), '{"free":4294967299}', '{"retired":7}']);
  expect(query.toArray().map(([row]) => row)).toEqual([{ n: 1 }, { n: 2 }]);
  const created = db.writeSync((tx) => Array.from({ length: 7 }, () => tx.create()));
  expect(created).toEqual([1, 2, 2 ** 32 + 3, 4, 6, 8, 10]);
  db.writeSync((tx) => {
    tx.destroy(5 as Entity);
    tx.delete(9 as Entity, component);
  });
  expect([...query]).toHaveLength(0);
  expect(db.writeSync((tx) => tx.create())).toBe(2 ** 32 + 5);
});

test('a transaction that fails after a load was refused changes nothing of it', async () => {
  const db = Database.memory(SCHEMA);
  await load(db, [item(5, 1)]);
  const before = [...dump(db)];
  await expect(load(db, [item(6, 1), item(5, 2)])).rejects.toThrow('LOAD_REFUSED');
  expect([...dump(db)]).toEqual(before);
  await load(db, [item(6, 1)]);
  expect(db.writeSync((tx) => tx.create())).toBe(1);
});

test('ids, gaps, used and retired indexes outlive a restart', async () => {
  const directory = join(base, 'gaps');
  const options = { directory, durability: 'none' } as const;
  const db = await Database.open(SCHEMA, options);
  await load(db, [item(1_000, 1), '{"free":8589934602}', '{"retired":20}', '{"entity":4294967326}']);
  const lines = [...dump(db)];
  await db.close();
  const again = await Database.open(SCHEMA, options);
  expect([...dump(again)]).toEqual(lines);
  await again.checkpoint();
  await again.close();
  const third = await Database.open(SCHEMA, options);
  expect([...dump(third)]).toEqual(lines);
  const created = await third.write((tx) => Array.from({ length: 21 }, () => tx.create()));
  expect(created.slice(9, 11)).toEqual([8589934602, 11]);
  expect(created).not.toContain(20);
  await third.close();
});

test('a database that is shared with threads does not keep ids, because ids are reserved for them', async () => {
  const db = Database.memory(SCHEMA);
  share(db);
  await expect(load(db, [item(5, 1)])).rejects.toMatchObject({ code: 'TRANSACTION_ERROR' });
  await load(db, [item(5, 1)], { ids: 'new' });
  expect([...db.query(db.component('item'))]).toHaveLength(1);
  await db.close();
});

test('a database that is closed, or changed by others between batches, is left as it is', async () => {
  const db = Database.memory(SCHEMA);
  const destroyed = load(db, [item(5, 1), item(6, 2)], {
    batch: 1,
    onProgress: ({ rowsCommitted }) => {
      if (rowsCommitted === 1) db.writeSync((tx) => tx.destroy(6 as Entity));
    },
  });
  await expect(destroyed).rejects.toThrow(/line 2: entity 6 was destroyed while the input was loaded/);
  await db.close();
  await expect(load(db, [item(7, 1)])).rejects.toMatchObject({ code: 'CHANNEL_CLOSED' });
  expect(() => dump(db)).toThrow(expect.objectContaining({ code: 'CHANNEL_CLOSED' }));
});

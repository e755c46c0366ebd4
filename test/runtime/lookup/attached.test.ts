/** Lookups and constraints in attached threads. */

import { Database, type Entity } from '@ecsdb/runtime';
import { DeclaredQuery, lookupOne, type Row } from '@ecsdb/runtime/codegen-v1';
import { attach, type DatabaseHandle, share } from '@ecsdb/runtime/threads';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf } from '../support/errors.js';
import { schemaOfToml } from '../support/toml.js';
import { AttachedThread } from '../threads/attached-thread.js';

const schema = schemaOfToml(`
[tables.item]
fields = [
  { name = "code", type = "string<8>", primary_key = true },
  { name = "price", type = "f64", indexed = true },
]
[tables.part]
fields = [{ name = "of", type = "string<8>", foreign_key = "item.code", on_delete = "cascade" }]
`);

/** A query that is never used. */
const DECLARED = {
  rows: [],
  with: [],
  without: [],
  loops: () => () => undefined,
  mutLoops: () => () => undefined,
};

function open(count: number) {
  const db = Database.memory(schema);
  const item = db.component('item');
  const add = (from: number, to: number): Entity[] =>
    db.writeSync((tx) =>
      Array.from({ length: to - from }, (_, i) => {
        const entity = tx.create();
        tx.insert(entity, item, { code: `c${from + i}`, price: (from + i) % 10 });
        return entity;
      }),
    );
  const entities = add(0, count);
  return { db, item, add, entities };
}

test('an attached thread finds what is published, also in an index that has grown, and a pin stays', async () => {
  const { db, add, entities } = open(10);
  const thread = attach(schema, share(db));
  const item = thread.component('item');
  expect(thread.lookup(item, 'code', 'c7').first()).toBe(entities[7]);
  expect(thread.lookup(item, 'code', 'c10').first()).toBeUndefined();
  const version = thread.pinVersion((view) => {
    const before = view.lookup(item, 'price', { from: 5, reverse: true }).toArray();
    add(10, 3000);
    expect(view.lookup(item, 'price', { from: 5, reverse: true }).toArray()).toEqual(before);
    expect(view.lookup(item, 'code', 'c2999').first()).toBeUndefined();
    return before.length;
  });
  expect(version).toBe(5);
  const found = thread.lookup(item, 'code', 'c2999').first();
  expect(found).toBe(db.lookup(db.component('item'), 'code', 'c2999').first());
  expect(thread.lookup(item, 'price', 3).count()).toBe(300);
  expect(thread.lookup(item, 'price').toArray()).toEqual(db.lookup(db.component('item'), 'price').toArray());
  thread.close();
  await db.close();
});

test('a transaction of another thread is checked, and its error has the facts', async () => {
  const { db, item, entities } = open(3);
  const thread = new AttachedThread(db);
  await expect(thread.ask('create', 'item', { code: 'c1', price: 1 })).rejects.toMatchObject({
    code: 'CONSTRAINT_PRIMARY_KEY',
    table: 'item',
    index: { name: 'code', fields: ['code'] },
    value: 'c1',
    other: entities[1],
  });
  await expect(thread.ask('create', 'part', { of: 'c9' })).rejects.toMatchObject({ code: 'CONSTRAINT_FOREIGN_KEY' });
  const part = (await thread.ask('create', 'part', { of: 'c1' })) as Entity;
  expect(db.has(part, db.component('part'))).toBe(true);
  db.writeSync((tx) => tx.delete(entities[1] as Entity, item));
  expect(db.has(part, db.component('part'))).toBe(false);
  await thread.terminate();
  await db.close();
});

test('a transaction of an attached thread cannot be read from, and takes what a lookup finds as an array', async () => {
  const { db, item, entities } = open(3);
  const thread = attach(schema, share(db));
  const byCode = lookupOne<Row, [code: string]>(thread.component('item'), 0);
  const reads: { readonly [call: string]: (tx: never) => unknown } = {
    'item.by.code': (tx) => byCode(tx, 'c1'),
    unmarked: (tx) => new DeclaredQuery({ ...DECLARED, name: 'unmarked' }).over(tx),
  };
  for (const [call, read] of Object.entries(reads)) {
    const message = expect.stringContaining(`${call}() was called in a transaction`);
    const refusal = thread.write((tx) => void read(tx as never));
    await expect(refusal).rejects.toMatchObject({ code: 'TRANSACTION_ERROR', message });
  }
  expect(errorOf(() => byCode({} as never, 'c1'))).toMatchObject({
    code: 'FIELD_TYPE_MISMATCH',
    message: expect.stringContaining('item.by.code() expects a database'),
  });
  const cheap = thread.lookup(thread.component('item'), 'price', { to: 1 });
  const given = thread.write((tx) => tx.destroyMany(cheap as never));
  await expect(given).rejects.toMatchObject({ message: expect.stringContaining('toArray() of a lookup') });
  await thread.write((tx) => tx.destroyMany(cheap.toArray()));
  expect(db.lookup(item, 'price').toArray()).toEqual([entities[2]]);
  thread.close();
  await db.close();
});

test('a lookup ends, whatever the nodes of an index contain', async () => {
  const { db } = open(2000);
  const handle: DatabaseHandle = share(db);
  const thread = attach(schema, handle);
  const item = thread.component('item');
  thread.lookup(item, 'code', 'c1').first();
  const [region] = handle.tables[0]?.indexes[0] ?? [];
  if (region === undefined) throw new Error('no index');
  const words = new Uint32Array(region.buffer, region.start, 128 * 40);
  const intact = words.slice();
  const word = fc.oneof(fc.nat(60), fc.constantFrom(2 ** 16, 2 ** 31, 2 ** 32 - 1));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(words.length - 1), word), { maxLength: 60 }), (damage) => {
      for (const [at, value] of damage) words[at] = value;
      try {
        thread.lookup(item, 'code', 'c77').first();
        thread.lookup(item, 'code', { from: 'c2', limit: 5 }).toArray();
        thread.lookup(item, 'code', { reverse: true }).count();
      } finally {
        words.set(intact);
      }
    }),
    { numRuns: 200 },
  );
  thread.close();
  await db.close();
});

/** Lookups, checks of constraints and cascades visit a few nodes and rows, however large the tables are. */

import { Database, type Entity } from '@ecsdb/runtime';
import { afterAll, beforeEach, expect, jest, test } from '@jest/globals';
import { KeyCodec } from '../../../runtime/src/ordered-index/index.js';
import { visited } from '../../../runtime/src/ordered-index/search.js';
import { errorOf } from '../support/errors.js';
import { schemaOfToml } from '../support/toml.js';

const ROWS = 60_000;
/** All of one item. */
const LABELS = 20_000;
/** More nodes than a search visits in trees of this size. */
const SEARCH = 5;

const schema = schemaOfToml(`
[tables.item]
fields = [
  { name = "code", type = "u32", primary_key = true },
  { name = "rank", type = "u32", indexed = true },
]
[tables.part]
fields = [
  { name = "of", type = "u32", foreign_key = "item.code", on_delete = "cascade" },
  { name = "owner", type = "entity", nullable = true, foreign_key = "item", on_delete = "set_null" },
]
[tables.label]
fields = [{ name = "of", type = "u32", foreign_key = "item.code", on_delete = "restrict" }]
`);

const db = Database.memory(schema);
const [item, part, label] = [db.component('item'), db.component('part'), db.component('label')];
const items: Entity[] = [];
db.writeSync((tx) => {
  for (let i = 0; i < ROWS; i++) {
    const entity = tx.create();
    tx.insert(entity, item, { code: i, rank: (i * 7919) % ROWS });
    items.push(entity);
  }
  // Ten parts for each of the first items, and one for each of the others.
  for (let i = 0; i < ROWS; i++)
    tx.insert(tx.create(), part, { of: i < 1000 ? i % 100 : i, owner: items[i % 3000] ?? null });
  for (let i = 0; i < LABELS; i++) tx.insert(tx.create(), label, { of: ROWS - 1 });
});

const encode = jest.spyOn(KeyCodec.prototype, 'encode');
beforeEach(() => {
  visited.nodes = 0;
  encode.mockClear();
});
afterAll(() => encode.mockRestore());

function expectFew(nodes: number, rows: number): void {
  expect(visited.nodes).toBeGreaterThan(0);
  expect(visited.nodes).toBeLessThanOrEqual(nodes);
  expect(encode.mock.calls.length).toBeLessThanOrEqual(rows);
}

test('a lookup by a unique key visits one path', () => {
  expect(db.lookup(item, 'code', 4321).first()).toBe(items[4321]);
  expectFew(SEARCH + 1, 1);
});

test('a range visits the leaves that hold it', () => {
  expect(db.lookup(item, 'rank', { from: 500, limit: 100 }).toArray()).toHaveLength(100);
  expectFew(2 * (SEARCH + 10), 4);
});

test('counting a range visits two paths and the leaves between them', () => {
  expect(db.lookup(item, 'rank', { from: 500, to: 10_499 }).count()).toBe(10_000);
  // At least 30 entries to a leaf.
  expectFew(2 * SEARCH + 10_000 / 30, 4);
  expect(db.lookup(item, 'rank', { from: 10_499, to: 500 }).count()).toBe(0);
});

test('counting stops at the limit', () => {
  expect(db.lookup(item, 'rank', { from: 500, limit: 100 }).count()).toBe(100);
  expectFew(2 * (SEARCH + 10), 4);
});

test('a lookup in a transaction compares what has changed since the last one', () => {
  db.writeSync((tx) => {
    tx.insert(tx.create(), item, { code: 1_000_000, rank: 1 });
    tx.lookup(item, 'code', 1).first();
    visited.nodes = 0;
    encode.mockClear();
    tx.update(items[5] as Entity, item, { rank: 2 });
    tx.lookup(item, 'code', 2).first();
    expectFew(8 * SEARCH, 16);
    tx.lookup(item, 'code', 3).first();
  });
});

test('inserting checks uniqueness and references by searches', () => {
  db.writeSync((tx) => {
    const entity = tx.create();
    tx.insert(entity, item, { code: 2_000_000, rank: 3 });
    tx.insert(tx.create(), part, { of: 2_000_000, owner: entity });
  });
  expectFew(20 * SEARCH, 20);
});

test('a deletion finds what refers to it by searches: ten rows by value, twenty by entity', () => {
  db.writeSync((tx) => tx.destroy(items[42] as Entity));
  expect(db.lookup(part, 'of', 42).count()).toBe(0);
  expectFew(50 * (SEARCH + 5), 200);
});

test('a refused deletion counts what refers to it by leaves', () => {
  const error = errorOf(() => db.writeSync((tx) => tx.destroy(items[ROWS - 1] as Entity)));
  expect(error).toMatchObject({ code: 'CONSTRAINT_FOREIGN_KEY', table: 'label', count: LABELS });
  expectFew(20 * SEARCH + LABELS / 30, 20);
});

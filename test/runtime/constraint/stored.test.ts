/** Opening a directory with other constraints than it was stored with, and indexes after a recovery. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, EcsDbError, type Entity } from '@ecsdb/runtime';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { visited } from '../../../runtime/src/ordered-index/search.js';
import { errorOf } from '../support/errors.js';
import { schemaOfToml } from '../support/toml.js';
import { expectIndexes } from './indexes.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ecsdb-constraints-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const schemaWith = (code: string, of: string, size: string, more = '') =>
  schemaOfToml(`
[tables.item]
fields = [{ name = "code", type = "u32"${code} }, { name = "size", type = "u8"${size} }]
[tables.part]
${more}
fields = [{ name = "of", type = "u32"${of} }]
`);
const loose = schemaWith('', '', '');
const strict = schemaWith(
  ', primary_key = true',
  ', foreign_key = "item.code"',
  ', min = 1, max = 9',
  'parent_table = "item"',
);

async function fill(rows: readonly (readonly [code: number, size: number, of?: number])[]): Promise<Entity[]> {
  const db = await Database.open(loose, { directory });
  const [item, part] = [db.component('item'), db.component('part')];
  const entities = await db.write((tx) =>
    rows.map(([code, size, of]) => {
      const entity = tx.create();
      tx.insert(entity, item, { code, size });
      if (of !== undefined) tx.insert(entity, part, { of });
      return entity;
    }),
  );
  const stranger = await db.write((tx) => {
    const entity = tx.create();
    tx.insert(entity, part, { of: 1 });
    return entity;
  });
  await db.close();
  return [...entities, stranger];
}

test('rows that violate new constraints are listed, and the directory opens once they are right', async () => {
  const [a, b, c, d] = await fill([
    [1, 5],
    [1, 0],
    [2, 9, 7],
  ]);
  const error = await Database.open(strict, { directory }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EcsDbError);
  expect(error).toMatchObject({
    code: 'SCHEMA_MISMATCH',
    differences: [
      `entity ${b} has 0 in field "size" of table "item", which must be u8 from 1 to 9`,
      `entities ${a} and ${b} have the same value 1 in field "code" of table "item"`,
      `entity ${c} has 7 in field "of" of table "part", and no row of table "item" has it`,
      `entity ${d} has a row in table "part" and none in its parent "item"`,
    ],
  });
  const again = await Database.open(loose, { directory });
  await again.write((tx) => {
    tx.update(b as Entity, again.component('item'), { code: 3, size: 1 });
    tx.update(c as Entity, again.component('part'), { of: 3 });
    tx.destroy(d as Entity);
  });
  await again.close();
  const db = await Database.open(strict, { directory });
  expect(db.lookup(db.component('item'), 'code', 3).first()).toBe(b);
  await expect(
    db.write((tx) => tx.insert(tx.create(), db.component('item'), { code: 3, size: 1 })),
  ).rejects.toMatchObject({ code: 'CONSTRAINT_PRIMARY_KEY' });
  await db.close();
});

test.each([
  ['a unique key of two fields', 'a', 'indexes = [{ fields = ["id", "name"], unique = true }]'],
  ['a reference to a value', 'b', 'of', 'foreign_key = "c.id"'],
  ['a reference to an entity', 'b', 'on', 'foreign_key = "c"'],
  ['a parent', 'b', 'parent_table = "c"'],
])('%s is reported in the same words as at the end of a transaction', async (_, table, ...what) => {
  const [place = '', key] = what;
  const schemaOf = (isStrict: boolean) => {
    const head = (name: string): string => (isStrict && key === undefined && name === table ? place : '');
    const tail = (field: string): string => (isStrict && field === place ? `, ${key}` : '');
    return schemaOfToml(`
[tables.a]
${head('a')}
fields = [{ name = "id", type = "u32" }, { name = "name", type = "string<4>" }]
[tables.b]
${head('b')}
fields = [{ name = "of", type = "u32"${tail('of')} }, { name = "on", type = "entity"${tail('on')} }]
[tables.c]
fields = [{ name = "id", type = "u32", primary_key = true }]
`);
  };
  const change = (db: Database): void =>
    db.writeSync((tx) => {
      const entities = [tx.create(), tx.create()];
      for (const entity of entities) tx.insert(entity, db.component('a'), { id: 1, name: 'x' });
      tx.insert(entities[0] as Entity, db.component('b'), { of: 9, on: entities[1] as Entity });
    });
  const stored = await Database.open(schemaOf(false), { directory });
  change(stored);
  await stored.close();
  const refused = await Database.open(schemaOf(true), { directory }).catch((error: unknown) => error);
  const [sentence] = (refused as EcsDbError).differences as readonly string[];
  const { message } = errorOf(() => change(Database.memory(schemaOf(true))));
  expect(message).toContain(`${sentence}`);
});

test('a value that thousands of rows have is found with one search for each row', async () => {
  const rows = 3000;
  await fill(Array.from({ length: rows }, () => [7, 1]));
  visited.nodes = 0;
  await expect(Database.open(strict, { directory })).rejects.toMatchObject({ code: 'SCHEMA_MISMATCH' });
  expect(visited.nodes).toBeLessThan(rows * 8);
});

test('indexes are built at each opening, from a snapshot and the log', async () => {
  for (let opening = 0; opening < 3; opening++) {
    const db = await Database.open(strict, { directory });
    const item = db.component('item');
    db.writeSync(expectIndexes);
    expect(db.query(item).count()).toBe(opening * 500);
    for (let part = 0; part < 5; part++) {
      await db.write((tx) => {
        for (let i = 0; i < 100; i++) {
          const code = opening * 500 + (((part * 100 + i) * 7919) % 500);
          tx.insert(tx.create(), item, { code, size: 1 });
        }
      });
      if (part === 2) await db.checkpoint();
    }
    db.writeSync(expectIndexes);
    await db.close();
  }
});

describe('bounds of numbers inside of custom types', () => {
  const withBounds = (x: string, at: string) =>
    schemaOfToml(`
[custom_types.Point]
fields = [{ name = "x", type = "i16"${x} }, { name = "big", type = "i64", js = "number" }]
[custom_types.Path]
fields = [{ name = "points", type = "[Point; 2]" }, { name = "at", type = "[f32; 3]"${at} }]
[tables.walk]
fields = [{ name = "id", type = "u8" }, { name = "path", type = "Path", nullable = true }]
`);
  const point = (x: number) => ({ x, big: 1 });
  const path = (xs: readonly [number, number], at: readonly [number, number, number] = [0, 0, 0]) => ({
    points: xs.map(point),
    at: [...at],
  });

  async function fillWalks(paths: readonly (ReturnType<typeof path> | null)[]): Promise<Entity[]> {
    const db = await Database.open(withBounds('', ''), { directory });
    const walk = db.component('walk');
    const entities = await db.write((tx) =>
      paths.map((one, id) => {
        const entity = tx.create();
        tx.insert(entity, walk, { id, path: one });
        return entity;
      }),
    );
    await db.close();
    return entities;
  }

  test('are checked when the directory is opened with others', async () => {
    const [, , c, d] = await fillWalks([path([1, 2]), null, path([1, 11]), path([3, 4], [0, 0, 7])]);
    const strictBounds = withBounds(', min = 1, max = 10', ', max = 5');
    await expect(Database.open(strictBounds, { directory })).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
      differences: [
        `entity ${c} has 11 in field "path.points[1].x" of table "walk", which must be i16 from 1 to 10`,
        `entity ${d} has 7 in field "path.at[2]" of table "walk", which must be f32 of at most 5`,
      ],
    });
    const db = await Database.open(withBounds(', max = 11', ', max = 7'), { directory });
    await db.close();
    await expect(Database.open(withBounds(', max = 10', ', max = 7'), { directory })).rejects.toMatchObject({
      code: 'SCHEMA_MISMATCH',
    });
  });

  test('are not checked again when nothing has changed', async () => {
    await fillWalks([path([0, 0])]);
    const same = withBounds(', max = 5', '');
    for (let opening = 0; opening < 2; opening++) await (await Database.open(same, { directory })).close();
  });
});

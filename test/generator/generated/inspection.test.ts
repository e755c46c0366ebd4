/**
 * Printing, serialising or copying an object of the runtime shows the data that it represents, and never the memory
 * behind it.
 */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { serialize } from 'node:v8';
import { type AnyComponent, Database, type Entity, type Reader, type Schema } from '@ecsdb/runtime';
import { attach, share } from '@ecsdb/runtime/threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { compileText, temporaryDirectory, writeFiles } from '../support/generated.js';

const SCHEMA = `
[database]
name = "vault"

[enums.Level]
variants = ["low", "high"]

[custom_types.Pair]
fields = [{ name = "a", type = "f32" }, { name = "b", type = "u64" }]

[custom_types.Deep]
fields = [
  { name = "pair", type = "Pair" },
  { name = "list", type = "[Pair; 2]" },
  { name = "label", type = "string<16>" },
]

[tables.item]
fields = [
  { name = "label", type = "string<16>" },
  { name = "serial", type = "u64" },
  { name = "small", type = "i64", js = "number" },
  { name = "ok", type = "bool" },
  { name = "level", type = "Level" },
  { name = "owner", type = "entity", nullable = true },
  { name = "deep", type = "Deep" },
  { name = "numbers", type = "[f32; 3]" },
  { name = "serials", type = "[u64; 2]" },
  { name = "labels", type = "[string<16>; 2]" },
  { name = "grid", type = "[[u8; 2]; 2]" },
  { name = "absent", type = "Pair", nullable = true },
]

[tables.mark]
fields = []

[queries.items]
write = ["item"]
read = ["mark"]
`;

/** What a test does with a row or a value in it. */
type Shown = { toObject?(): object; toArray?(): unknown[]; toValues?(): unknown[] } & object;
type ItemRow = { toObject(): object } & Record<
  'deep',
  Shown & { pair: Shown; list: Shown & { at(i: number): Shown } }
> &
  Record<'numbers' | 'serials' | 'labels' | 'grid', Shown & { at(i: number): unknown }>;

interface Run {
  readonly item: { column(path: string): { readonly first: number } };
}

interface Loop {
  forEach(visit: (item: ItemRow, mark: object, entity: Entity) => void): void;
  runs(visit: (run: Run) => void): void;
}

interface Generated {
  readonly vault: Schema;
  readonly items: (source: Reader) => Loop;
  readonly Item: AnyComponent;
  readonly Mark: AnyComponent;
}

const directory = temporaryDirectory();
writeFiles(directory, compileText(SCHEMA));
const { vault, items, Item, Mark }: Generated = await import(pathToFileURL(join(directory, 'index.ts')).href);

const BYTES_OF_SECRET = Buffer.from('SECRET');

function itemOf(label: string): object {
  const pair = { a: 1.5, b: 2n };
  const deep = { pair, list: [pair, { a: 3, b: 4n }], label };
  const lists = {
    numbers: [1, 2, 3],
    serials: [5n, 2n ** 63n],
    labels: [label, label],
    grid: [
      [1, 2],
      [3, 4],
    ],
  };
  return { label, serial: 2n ** 64n - 1n, small: -7, ok: true, level: 1, owner: null, deep, ...lists, absent: null };
}

/** The same, with bigints as decimal digits. */
function jsonOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}` : inner)));
}

let db: Database;
/** The only entity whose bytes may be shown. */
let open: Entity;

beforeEach(() => {
  db = Database.memory(vault);
  open = db.writeSync((tx) => {
    const entities = ['SECRET1', 'open', 'SECRET2'].map((label) => {
      const entity = tx.create();
      tx.insert(entity, Item, itemOf(label));
      tx.insert(entity, Mark);
      return entity;
    });
    return entities[1] as Entity;
  });
});

afterEach(() => db.close());

const DEEP = { depth: Number.POSITIVE_INFINITY, maxArrayLength: null, maxStringLength: null };

/** All ways to print, serialise or copy a value without naming a member. */
function textsOf(value: object): string[] {
  const copies = [{ ...value }, Object.assign({}, value), Object.fromEntries(Object.entries(value))];
  const texts = [inspect(value, DEEP), inspect({ in: [{ a: value }] }, DEEP), inspect(new Map([[value, 1]]), DEEP)];
  return [...texts, ...copies.map((copy) => inspect(copy, DEEP)), Object.keys(value).join(), JSON.stringify(value)];
}

function expectNoMemory(value: object): void {
  for (const text of textsOf(value)) {
    expect(text).not.toMatch(/SECRET|\$|Array\(|ArrayBuffer|Store|Table \{|Views|53 45 43 52 45 54/);
    expect(text.length).toBeLessThan(4000);
  }
  for (const key in value) expect(key).not.toMatch(/^\$/);
  expect(Object.keys(value).filter((key) => key.startsWith('$'))).toEqual([]);
  expect(JSON.stringify(value)).toBeDefined();
}

function expectCopiesEmpty(value: object): void {
  expect({ ...value }).toEqual({});
  expect(structuredClone(value)).toEqual({});
  expect(serialize(value).includes(BYTES_OF_SECRET)).toBe(false);
}

/** Each object in the open row, by name, and the plain data that it represents. */
function partsOf(row: ItemRow): [string, object, unknown][] {
  const plain = (part: Shown): unknown => part.toObject?.() ?? part.toValues?.() ?? part.toArray?.();
  const parts: { readonly [name: string]: Shown } = {
    row,
    deep: row.deep,
    pair: row.deep.pair,
    list: row.deep.list,
    element: row.deep.list.at(1),
    numbers: row.numbers,
    serials: row.serials,
    labels: row.labels,
    grid: row.grid,
    line: row.grid.at(1) as Shown,
  };
  return Object.entries(parts).map(([name, part]) => [name, part, plain(part)]);
}

function expectParts(row: ItemRow): void {
  for (const [name, part, plain] of partsOf(row)) {
    expectNoMemory(part);
    expectCopiesEmpty(part);
    expect([name, inspect(part, DEEP)]).toEqual([name, inspect(plain, DEEP)]);
    expect([name, JSON.parse(JSON.stringify(part))]).toEqual([name, jsonOf(plain)]);
  }
}

describe('rows', () => {
  test('of read, update, for..of and loops show their own fields, and so does every value inside them', () => {
    let visits = 0;
    const visit = (row: object): void => {
      visits++;
      // TypeScript does not know the types of generated rows.
      expectParts(row as ItemRow);
    };
    const visitOpen = (row: object, entity: Entity): void => {
      if (entity === open) visit(row);
    };
    const visitPair = (row: object, _mark: object, entity: Entity): void => visitOpen(row, entity);
    db.read(open, Item, visit);
    db.writeSync((tx) => tx.update(open, Item, visit));
    db.writeSync((tx) => tx.read(open, Item, visit));
    for (const [row, entity] of db.query(Item)) visitOpen(row, entity);
    db.query(Item).forEach(visitOpen);
    items(db).forEach(visitPair);
    db.writeSync((tx) => items(tx).forEach(visitPair));
    expect(visits).toBe(7);
  });

  test('of a component without generated code do, too', () => {
    const dynamic = db.component('item');
    db.read(open, dynamic, (row) => {
      expectNoMemory(row);
      expectCopiesEmpty(row);
      expect(inspect(row, DEEP)).toBe(inspect(row.toObject(), DEEP));
    });
  });

  test('say that they are closed when they are printed, and refuse to become JSON', () => {
    const kept: object[] = [];
    db.read(open, Item, (row) => kept.push(...partsOf(row as unknown as ItemRow).map(([, part]) => part)));
    for (const part of kept) {
      expect(inspect(part)).toMatch(/^\[\w+: TRANSACTION_ERROR: a row was used outside/);
      expect(inspect([part])).toContain('TRANSACTION_ERROR');
      expect(() => JSON.stringify(part)).toThrow('a row was used outside');
      expectCopiesEmpty(part);
    }
  });

  test('of a tag show nothing', () => {
    db.read(open, Mark, (row) => {
      expect(inspect(row)).toBe('{}');
      expect(JSON.stringify(row)).toBe('{}');
    });
  });
});

describe('runs', () => {
  test('show their counts, and for columns the position of their elements', () => {
    let kept: readonly object[] = [];
    items(db).runs((run) => {
      const column = run.item.column('serial');
      kept = [run.item, column];
      for (const part of [run, run.item, column]) expectNoMemory(part);
      expect(serialize({ ...run }).includes(BYTES_OF_SECRET)).toBe(false);
      expect(serialize(column).includes(BYTES_OF_SECRET)).toBe(false);
      expect(JSON.parse(JSON.stringify(column))).toEqual({
        kind: 'u64',
        first: column.first,
        stride: Item.size / 8,
        count: 3,
      });
      expect(inspect(column)).toContain("kind: 'u64'");
      expect(JSON.parse(JSON.stringify(run.item))).toEqual({ table: 'item', row: 0, count: 3 });
    });
    for (const part of kept)
      expect(inspect(part)).toContain('a run over table "item" was used after its callback had returned');
  });
});

describe('every other object of the runtime', () => {
  test('shows no memory', async () => {
    const handle = share(db);
    const attached = attach(vault, handle);
    const held: object[] = [db, db.transaction(), db.query(Item), items(db), items(db), Item.mut, Mark.mut];
    held.push(db.query(Item)[Symbol.iterator](), attached, attached.query(Item), items(attached));
    const steps = db.query(Item)[Symbol.iterator]();
    steps.next();
    held.push(steps);
    attached.pinVersion((view) => {
      for (const one of [view, view.query(Item), items(view)]) expectNoMemory(one);
    });
    db.writeSync((tx) => {
      for (const one of [tx, tx.query(Item.mut), items(tx)]) expectNoMemory(one);
      items(tx).forEach(() => {
        expectNoMemory(items(tx));
      });
    });
    for (const one of held) expectNoMemory(one);
    await attached.write((tx) => expectNoMemory(tx));
    expect(inspect(handle, DEEP)).toBe('[DatabaseHandle of "vault"]');
    expect(JSON.stringify(handle)).not.toMatch(/SECRET/);
    expect(inspect(structuredClone(handle))).toContain('ecsdb-threads');
    // Components, schemas and figures are plain data without references to memory.
    for (const one of [Item, vault, db.stats()]) expect(inspect(one, DEEP)).not.toMatch(/SECRET|ArrayBuffer|Array\(/);
    for (const one of [Item, vault, db.stats()]) expect(JSON.stringify(one)).not.toMatch(/SECRET/);
    await attached.close();
  });
});

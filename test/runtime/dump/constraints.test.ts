/** Constraints hold in what was loaded, whatever the order of the lines; violations are named by line. */

import { Database } from '@ecsdb/runtime';
import { dump, LoadError, type LoadOptions, load } from '@ecsdb/runtime/dump';
import { expect, test } from '@jest/globals';
import { schemaOfToml } from '../support/toml.js';

/** Nodes refer to themselves, husbands and wives to each other, children are in a chain of tables. */
const SCHEMA = schemaOfToml(`
[tables.leaf]
fields = [{ name = "of", type = "u32", foreign_key = "twig.id" }]

[tables.twig]
fields = [
  { name = "id", type = "u32", primary_key = true },
  { name = "on", type = "entity", foreign_key = "branch", on_delete = "cascade" },
]

[tables.branch]
fields = [{ name = "n", type = "u8", default = 0 }]

[tables.node]
fields = [
  { name = "name", type = "string<4>", unique = true },
  { name = "above", type = "entity", nullable = true, foreign_key = "node", on_delete = "set_null" },
]

[tables.wife]
fields = [{ name = "husband", type = "entity", foreign_key = "husband", on_delete = "cascade" }]

[tables.husband]
fields = [{ name = "wife", type = "entity", foreign_key = "wife", on_delete = "cascade" }]

[tables.child]
parent_table = "branch"
fields = [{ name = "n", type = "u8", default = 0 }]
`);

const row = (table: string, entity: number, data: object = {}): string => JSON.stringify({ table, entity, row: data });

const FAMILY = [
  row('leaf', 1, { of: 5 }),
  row('leaf', 2, { of: 5 }),
  row('twig', 3, { id: 5, on: 4 }),
  row('child', 4),
  row('branch', 4),
  row('branch', 9),
  row('node', 10, { name: 'a', above: 11 }),
  row('node', 11, { name: 'b', above: 12 }),
  row('node', 12, { name: 'c', above: 10 }),
  row('wife', 20, { husband: 21 }),
  row('husband', 21, { wife: 20 }),
];

test.each<[string, LoadOptions]>([
  ['in one transaction', {}],
  ['row by row', { batch: 1 }],
  ['in batches of two', { batch: 2 }],
  ['with new ids', { ids: 'new' }],
  ['with new ids, row by row', { ids: 'new', batch: 1 }],
])('references forward, backward and in circles hold: %s', async (_what, options) => {
  const db = Database.memory(SCHEMA);
  db.writeSync((tx) => {
    if (options.ids === 'new') tx.createMany(50);
  });
  const { rows, transactions } = await load(db, FAMILY, options);
  expect(rows).toBe(FAMILY.length);
  expect(transactions > 1).toBe(options.batch !== undefined);
  for (const name of ['leaf', 'twig', 'branch', 'node', 'wife', 'husband', 'child']) {
    const expected = FAMILY.filter((line) => JSON.parse(line).table === name).length;
    expect([...db.query(db.component(name))]).toHaveLength(expected);
  }
});

test('every violation is named by its line', async () => {
  const lines = [
    row('leaf', 1, { of: 6 }),
    row('node', 2, { name: 'x' }),
    row('twig', 3, { id: 1, on: 2 }),
    row('node', 4, { name: 'x' }),
    row('child', 5),
  ];
  expect(await refused(Database.memory(SCHEMA), lines)).toEqual([
    [1, expect.stringMatching(/"of" of table "leaf"/)],
    [3, expect.stringMatching(/"on" of table "twig"/)],
    [4, expect.stringMatching(/same value "x"/)],
    [5, expect.stringMatching(/none in its parent "branch"/)],
  ]);
});

test('a violation together with rows of the database has the line of the new row', async () => {
  const db = Database.memory(SCHEMA);
  await load(db, [row('node', 100, { name: 'x' })]);
  // One entity comes before the present one, the other after it.
  expect(await refused(db, [row('node', 4, { name: 'x' })])).toMatchObject([[1, expect.anything()]]);
  expect(await refused(db, ['', row('node', 400, { name: 'x' })])).toMatchObject([[2, expect.anything()]]);
  expect(await refused(db, [row('node', 400, { name: 'x' })], { ids: 'new' })).toMatchObject([[1, expect.anything()]]);
  expect(db.version).toBe(1);
});

test('a violation in a later batch leaves the earlier batches, and says so', async () => {
  const db = Database.memory(SCHEMA);
  const lines = [row('branch', 1), row('branch', 2), row('leaf', 3, { of: 1 })];
  const error: unknown = await load(db, lines, { batch: 1 }).catch((given: unknown) => given);
  expect(error).toMatchObject({ message: expect.stringMatching(/line 3: .*\nEarlier batches are committed/s) });
  expect([...dump(db)].filter((line) => line.startsWith('{"table":"branch"'))).toHaveLength(2);
});

test('rows are added to entities that are alive, and ids that cannot be given are refused', async () => {
  const db = Database.memory(SCHEMA);
  const [kept, destroyed] = db.writeSync((tx) => {
    const created = [tx.create(), tx.create()] as const;
    tx.destroy(created[1]);
    tx.insert(created[0], db.component('node'), { name: 'a' });
    return created;
  });
  await load(db, [row('branch', kept, { n: 7 })]);
  expect(db.get(kept, db.component('branch'))).toMatchObject({ n: 7 });
  const lines = [row('node', kept, { name: 'b' }), row('node', destroyed, { name: 'c' })];
  expect(await refused(db, lines.slice(0, 1))).toEqual([
    [1, expect.stringMatching(/has a row in table "node" of the/)],
  ]);
  expect(await refused(db, lines.slice(1))).toEqual([[1, expect.stringMatching(/was destroyed in the database/)]]);
  expect(await refused(db, [`{"entity":${2 ** 32 + kept}}`])).toEqual([[1, expect.stringMatching(/has its index/)]]);
  // The next generation is free, and gaps are filled before anything else.
  await load(db, [`{"entity":${2 ** 32 + destroyed}}`, '{"entity":6}']);
  expect(db.writeSync((tx) => [tx.create(), tx.create(), tx.create(), tx.create()])).toEqual([3, 4, 5, 7]);
});

test('a dump that is not taken before the next commit throws', () => {
  const db = Database.memory(SCHEMA);
  db.writeSync((tx) => tx.createMany(5));
  const lines = dump(db);
  expect(lines.next().done).toBe(false);
  expect(lines.next().done).toBe(false);
  db.writeSync((tx) => tx.create());
  expect(() => [...lines]).toThrow(expect.objectContaining({ code: 'VERSION_GONE' }));
});

test('options and sources that are wrong are refused by name', async () => {
  const db = Database.memory(SCHEMA);
  const wrong = async (source: unknown, options: object): Promise<unknown> =>
    load(db, source as never, options as never).catch((error: unknown) => error);
  for (const options of [
    { idz: 1 },
    { ids: 'both' },
    { batch: 0 },
    { format: 'xml' },
    { table: 'leaf' },
    { skipUnknown: 1 },
  ]) {
    expect(await wrong([], options)).toMatchObject({ code: 'INVALID_OPTION' });
  }
  expect(await wrong([], { format: 'csv' })).toMatchObject({ code: 'INVALID_OPTION' });
  expect(await wrong([], { format: 'csv', table: 'x' })).toMatchObject({
    code: 'INVALID_OPTION',
    option: 'table',
    got: '"x"',
  });
  for (const source of ['{"entity":1}', 7, [7], undefined]) {
    expect(await wrong(source, {})).toMatchObject({ code: 'FIELD_TYPE_MISMATCH' });
  }
  expect(() => dump(db, { tables: ['x'] })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  expect(() => dump(db, { format: 'csv' })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  expect(db.version).toBe(0);
});

test('progress counts lines, bytes and rows', async () => {
  const db = Database.memory(SCHEMA);
  const calls: number[][] = [];
  const bytes = new TextEncoder().encode(`${FAMILY.join('\n')}\n`);
  await load(db, [bytes], {
    batch: 4,
    onProgress: ({ lines, bytes: read, rowsRead, rowsCommitted }) => calls.push([lines, read, rowsRead, rowsCommitted]),
  });
  expect(calls[0]).toEqual([FAMILY.length, bytes.length, FAMILY.length, 0]);
  expect(calls.at(-1)).toEqual([FAMILY.length, bytes.length, FAMILY.length, FAMILY.length]);
});

async function refused(db: Database, lines: readonly string[], options: LoadOptions = {}): Promise<unknown[]> {
  const before = [...dump(db)];
  const error: unknown = await load(db, lines, options).catch((given: unknown) => given);
  if (!(error instanceof LoadError)) throw error;
  expect([...dump(db)]).toEqual(before);
  return error.lines.map(({ line, message }) => [line, message]);
}

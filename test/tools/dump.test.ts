/** `ecsdb dump`: the output contains everything, so that the database can be rebuilt from it. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Database, type DynamicData, type Schema } from '@ecsdb/runtime';
import { type FieldDescriptor, parseTypeName, type SchemaDescriptor, type TypeName } from '@ecsdb/runtime/schema';
import { schemaFromJson } from '@ecsdb/runtime/storage';
import { beforeAll, expect, test } from '@jest/globals';
import { loadSchema } from '../../generator/load-schema.js';
import { TOOLS_COMMAND } from '../built.js';
import { ecsdb } from './command.js';
import { SCHEMA, temporaryDirectory } from './support.js';

const EVERYTHING = fileURLToPath(new URL('../generator/generated/fixtures/everything.toml', import.meta.url));
const base = temporaryDirectory();
const directory = join(base, 'everything');
const shop = join(base, 'shop');
let schema: Schema;

const POSE = {
  flag: 255,
  at: { x: -0, y: Number.POSITIVE_INFINITY, z: 0.1 },
  path: [
    { x: 1, y: 2, z: 3 },
    { x: 4, y: 5, z: 6 },
    { x: 7, y: 8, z: Number.NaN },
  ],
  name: 'ü"\\',
  who: 2 ** 32 * 7 + 5,
  rank: 10,
  big: -(2 ** 53 - 1),
};
const ROW: DynamicData = {
  a_u8: 255,
  a_i8: -128,
  a_u16: 65535,
  a_i16: -32768,
  a_u32: 2 ** 32 - 1,
  a_i32: -(2 ** 31),
  a_u64: 2n ** 64n - 1n,
  a_i64: -(2n ** 63n),
  a_f32: Number.NaN,
  a_f64: 5e-324,
  a_bool: null,
  an_entity: 2 ** 52 - 1,
  offset: POSE,
  n_team: 1,
  n_rank: null,
  num_u: 2 ** 53 - 1,
  num_i: null,
  teams: [1, 0, 1],
  bools: [true, false, true, false, true, false, true, false, true],
  names: ['', '\u0001\n'],
  ids: [0, 1],
  nums: [0, 2 ** 53 - 1],
  bigs: [-1n, 2n ** 63n - 1n],
  mat: [
    [1, 2, 3, 4],
    [-0, Number.NEGATIVE_INFINITY, Number.NaN, 1e-45],
    [0, 0, 0, 0],
    [1.5, 3.4028234663852886e38, 0, 0],
  ],
  poses: [POSE, { ...POSE, rank: 1, name: '' }],
  long: Array.from({ length: 300 }, (_, i) => i * 200),
  text: 'x\ny',
};

beforeAll(async () => {
  schema = await loadSchema(EVERYTHING);
  const db = await Database.open(schema, { directory });
  const [everything, player, frozen] = ['everything', 'player', 'frozen'].map((name) => db.component(name));
  if (everything === undefined || player === undefined || frozen === undefined) throw new Error('no such table');
  await db.write((tx) => {
    const entity = tx.create();
    tx.insert(entity, everything, ROW);
    tx.insert(entity, frozen, {});
    tx.create();
  });
  await db.write((tx) => {
    const withDefaults = ['a_f32', 'a_f64', 'a_bool', 'an_entity', 'text', 'offset', 'ids', 'mat'];
    const given = Object.fromEntries(Object.entries(ROW).filter(([name]) => !withDefaults.includes(name)));
    tx.insert(tx.create(), everything, given);
  });
  await db.close();

  const other = await Database.open(SCHEMA, { directory: shop });
  const [item, sold] = [other.component('item'), other.component('sold')];
  const first = await other.write((tx) => {
    const entity = tx.create();
    tx.insert(entity, item, { n: 1, name: 'one' });
    return entity;
  });
  await other.write((tx) => tx.update(first, item, (row) => row.set('n', 0x01020304)));
  await other.write((tx) => {
    tx.insert(first, sold, {});
    tx.delete(first, item);
  });
  await other.write((tx) => tx.destroy(first));
  await other.close();
});

test('every value of every type can be read from the lines', async () => {
  const lines = linesOf('dump', directory);
  expect(lines[0]).toEqual({ dump: 'state', schema: expect.objectContaining({ name: 'arena' }), version: 2 });
  const original = await Database.open(schema, { directory });
  const copy = Database.memory(schema);
  let rows = 0;
  for (const { table, entity, row } of lines.slice(1) as { table?: string; entity: number; row: object }[]) {
    if (table === undefined) continue;
    const data = fromDump(schema.descriptor, table, row as Record<string, unknown>);
    const inserted = copy.writeSync((tx) => {
      const created = tx.create();
      tx.insert(created, copy.component(table), data);
      return created;
    });
    const expected = original.get(entity as never, original.component(table));
    expect(copy.get(inserted, copy.component(table))).toEqual(expected);
    rows++;
  }
  expect(rows).toBe(3);
  await original.close();
});

test('values are written as the document says', () => {
  const [first] = linesOf('dump', directory, '--table', 'everything').slice(2) as { row: Record<string, unknown> }[];
  expect(first?.row).toMatchObject({
    a_u64: '18446744073709551615',
    a_i64: '-9223372036854775808',
    a_f32: 'NaN',
    num_u: '9007199254740991',
    n_team: 'Blue',
    n_rank: null,
    bigs: ['-1', '9223372036854775807'],
    offset: { at: { x: -0, y: 'Infinity' }, rank: 'Captain' },
  });
});

test('living entities without rows have lines', () => {
  expect(linesOf('dump', directory)).toContainEqual({ entity: 2 });
});

test('the log: one line for each transaction, updates with the bytes and the fields they touch', () => {
  expect(linesOf('dump', '--log', shop).slice(1)).toEqual([
    {
      version: 1,
      operations: [
        { op: 'spawn', entity: 1 },
        { op: 'insert', table: 'item', entity: 1, row: { n: 1, name: 'one' } },
      ],
    },
    {
      version: 2,
      operations: [{ op: 'update', table: 'item', entity: 1, offset: 0, bytes: '04030201', fields: ['n'] }],
    },
    {
      version: 3,
      operations: [
        { op: 'delete', table: 'item', entity: 1 },
        { op: 'insert', table: 'sold', entity: 1, row: {} },
      ],
    },
    {
      version: 4,
      operations: [
        { op: 'delete', table: 'sold', entity: 1 },
        { op: 'despawn', entity: 1 },
      ],
    },
  ]);
});

test('the log of one table', () => {
  const versions = linesOf('dump', '--log', shop, '--table', 'sold').slice(1) as { version: number }[];
  expect(versions.map(({ version }) => version)).toEqual([3, 4]);
});

test('the stored schema is the one that the database was opened with', () => {
  expect(schemaFromJson(ecsdb('dump', '--schema', directory).stdout)).toEqual(schema.descriptor);
});

test('a table that does not exist: the error lists the tables', () => {
  const { status, stdout, stderr } = ecsdb('dump', shop, '--table', 'itme');
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  expect(stderr).toMatch(/^ecsdb: UNKNOWN_TABLE: .*item, sold/);
});

test('a reader that closes the pipe early is no failure', async () => {
  const many = join(base, 'many');
  const db = await Database.open(SCHEMA, { directory: many });
  const item = db.component('item');
  // Far more than the buffer of a pipe.
  await db.write((tx) => {
    for (let n = 0; n < 20_000; n++) tx.insert(tx.create(), item, { n, name: 'x' });
  });
  await db.close();
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', '{ "$0" "$1" dump "$2"; echo "status $?" >&2; } | head -n 2', process.execPath, TOOLS_COMMAND, many],
    {
      encoding: 'utf8',
    },
  );
  expect(stdout.split('\n')).toHaveLength(3);
  expect(stderr).toBe('status 0\n');
  expect(linesOf('dump', many)).toHaveLength(20_003);
});

function linesOf(...args: readonly string[]): unknown[] {
  const { status, stdout, stderr } = ecsdb(...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The row of a dump as data to insert, by the schema alone: what docs/tools.md says of values, read the other way. */
function fromDump(descriptor: SchemaDescriptor, table: string, row: Record<string, unknown>): DynamicData {
  const { fields } = descriptor.tables.find(({ name }) => name === table) ?? { fields: [] };
  return structFrom(descriptor, fields, row) as DynamicData;
}

function structFrom(
  descriptor: SchemaDescriptor,
  fields: readonly FieldDescriptor[],
  row: Record<string, unknown>,
): object {
  return Object.fromEntries(
    fields.map(({ name, type, js }) => [name, valueFrom(descriptor, parseTypeName(type) as TypeName, js, row[name])]),
  );
}

function valueFrom(descriptor: SchemaDescriptor, type: TypeName, js: 'number' | undefined, value: unknown): unknown {
  if (value === null) return null;
  switch (type.kind) {
    case 'scalar':
      if (type.scalar === 'u64' || type.scalar === 'i64')
        return js === 'number' ? Number(value) : BigInt(value as string);
      return type.scalar === 'f32' || type.scalar === 'f64' ? Number(value) : value;
    case 'string':
      return value;
    case 'array':
      return (value as unknown[]).map((element) => valueFrom(descriptor, type.element, js, element));
    case 'named': {
      const variants = descriptor.enums.find(({ name }) => name === type.name)?.variants;
      if (variants !== undefined) return variants[value as string];
      const { fields } = descriptor.customTypes.find(({ name }) => name === type.name) ?? { fields: [] };
      return structFrom(descriptor, fields, value as Record<string, unknown>);
    }
  }
}

/** `ecsdb info` and `ecsdb check` know the indexes and constraints of a database, and which rows violate them. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database, Schema, schemaFromDescriptor } from '@ecsdb/runtime';
import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { beforeAll, expect, test } from '@jest/globals';
import { CONSTRAINTS } from '../../runtime/src/constraint/index.js';
import { schemaOfToml } from '../runtime/support/toml.js';
import { ecsdb, json } from './command.js';
import { copyOf, filesOf, temporaryDirectory } from './support.js';

const SCHEMA = schemaOfToml(`
[custom_types.Size]
fields = [{ name = "width", type = "u16", min = 1 }, { name = "grams", type = "u64", max = 9_007_199_254_740_993 }]

[tables.product]
fields = [
  { name = "code", type = "string<16>", primary_key = true },
  { name = "stock", type = "i32", min = 0, max = 100 },
  { name = "size", type = "Size" },
  { name = "shelf", type = "u8" },
]
indexes = [{ name = "place", fields = ["shelf", "size.width"], unique = true }]

[tables.line]
parent_table = "product"
fields = [
  { name = "product", type = "string<16>", foreign_key = "product.code", on_delete = "cascade" },
  { name = "buyer", type = "entity", foreign_key = "product", nullable = true, on_delete = "set_null" },
]
`);

const base = temporaryDirectory();
const clean = join(base, 'clean');
const violated = join(base, 'violated');

beforeAll(async () => {
  await fill(SCHEMA, clean, 3, (n) => n);
  // As stored before constraints were enforced: rows 2 to 31 repeat a key, refer to nothing, and lack a parent.
  await fill(unchecked(schemaFromDescriptor(notEnforced(SCHEMA.descriptor))), violated, 32, (n) => n % 2, 'nothing');
});

/** Products with the codes that `codeOf` makes, and a line for each. */
async function fill(schema: Schema, directory: string, rows: number, codeOf: (n: number) => number, refer?: string) {
  const db = await Database.open(schema, { directory });
  const [product, line] = [db.component('product'), db.component('line')];
  await db.write((tx) => {
    for (let n = 0; n < rows; n++) {
      const entity = tx.create();
      const code = `code-${codeOf(n)}`;
      tx.insert(entity, product, { code, stock: 100, size: { width: n + 1, grams: 5n }, shelf: 1 });
      tx.insert(refer === undefined ? entity : tx.create(), line, { product: refer ?? code, buyer: null });
    }
  });
  await db.checkpoint();
  await db.close();
}

/** The descriptor of the same schema as an earlier compiler wrote it. */
function notEnforced({ enforced: _, ...rest }: SchemaDescriptor): SchemaDescriptor {
  return { ...rest, tables: rest.tables.map(({ indexes: _indexes, ...table }) => table) };
}

/** The same schema, with transactions that may violate it. */
function unchecked({ descriptor, components }: Schema): Schema {
  const support = Object.create(CONSTRAINTS, { checksOf: { value: () => undefined } });
  return new Schema({ ...descriptor, components, support });
}

test('info shows indexes, references, bounds and parents, for people', () => {
  const { status, stdout } = ecsdb('info', clean);
  expect(status).toBe(0);
  for (const expected of [
    /^ {2}product +3 rows$/m,
    /^ {4}index code +over code, primary key; 3 entries, \d\.\d KiB, depth 1$/m,
    /^ {4}index place +over shelf, size\.width, unique; 3 entries, /m,
    /^ {4}bounds stock +from 0 to 100$/m,
    /^ {4}bounds size\.width +at least 1$/m,
    /^ {4}foreign key product +refers to product\.code, on delete cascade$/m,
    /^ {4}foreign key buyer +refers to product, on delete set null$/m,
    /^ {4}parent +product$/m,
  ]) {
    expect(stdout).toMatch(expected);
  }
});

test('info shows them for programs, 64-bit bounds without loss', () => {
  const { tables, enforcesConstraints } = json(ecsdb('info', clean, '--json'));
  expect(enforcesConstraints).toBe(true);
  expect(tables).toEqual([
    {
      name: 'product',
      id: expect.any(Number),
      rows: 3,
      rowBytes: expect.any(Number),
      parent: null,
      indexes: [
        {
          name: 'code',
          fields: ['code'],
          primary: true,
          unique: true,
          entries: 3,
          bytesUsed: expect.any(Number),
          depth: 1,
        },
        {
          name: 'place',
          fields: ['shelf', 'size.width'],
          primary: false,
          unique: true,
          entries: 3,
          bytesUsed: expect.any(Number),
          depth: 1,
        },
      ],
      references: [],
      bounds: [
        { field: 'stock', min: 0, max: 100 },
        { field: 'size.width', min: 1, max: null },
        { field: 'size.grams', min: null, max: '9007199254740993' },
      ],
    },
    expect.objectContaining({
      name: 'line',
      parent: 'product',
      references: [
        { field: 'product', table: 'product', targetField: 'code', onDelete: 'cascade' },
        { field: 'buyer', table: 'product', targetField: null, onDelete: 'set_null' },
      ],
    }),
  ]);
});

test('info says that constraints were not enforced', () => {
  expect(ecsdb('info', violated).stdout).toMatch(/constraints +were not enforced when it was last opened/);
  expect(json(ecsdb('info', violated, '--json'))).toMatchObject({ enforcesConstraints: false });
});

test('check of rows that violate nothing: status 0', () => {
  const { status, stdout } = ecsdb('check', clean);
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('intact') });
  expect(stdout).toMatch(/constraints +hold in all rows\n/);
  expect(json(ecsdb('check', clean, '--json'))).toMatchObject({
    verdict: 'sound',
    opens: true,
    violations: { count: 0, listed: [] },
  });
});

test('check lists the first rows that violate constraints, and how many others: status 2, and no damage', async () => {
  const { status, stdout } = ecsdb('check', violated);
  expect(status).toBe(2);
  expect(stdout.match(/^violation \(/gm)).toHaveLength(20);
  expect(stdout).toMatch(
    /^violation \(primary key\): entities \d+ and \d+ have the same value "code-0" in field "code" /m,
  );
  expect(stdout).toContain('74 other violations not listed');
  expect(stdout).toMatch(/constraints +94 violations\n/);
  expect(stdout).toContain(`${violated}: inconsistent; the files are intact`);
  expect(stdout).not.toContain('damaged');
  expect(json(ecsdb('check', violated, '--json'))).toMatchObject({
    verdict: 'inconsistent',
    opens: false,
    refusal: expect.stringContaining('violate constraints'),
    faults: [],
    violations: { count: 94 },
  });
  await expect(Database.open(SCHEMA, { directory: violated })).rejects.toMatchObject({ code: 'SCHEMA_MISMATCH' });
});

test('rows that violate enforced constraints are found, and the database opens', async () => {
  const directory = join(base, 'forged');
  await fill(unchecked(SCHEMA), directory, 2, () => 1);
  const report = json(ecsdb('check', directory, '--json'));
  expect(report).toMatchObject({
    verdict: 'inconsistent',
    opens: true,
    refusal: null,
    violations: { count: 1, listed: [{ constraint: 'primary key', table: 'product' }] },
  });
  expect(ecsdb('check', directory)).toMatchObject({ status: 2, stdout: expect.stringContaining('It opens') });
  const db = await Database.open(SCHEMA, { directory });
  await db.close();
});

test('damage comes first, and violations are listed, too, if the rows can be read', () => {
  const copy = copyOf(violated, 'damaged');
  const [snapshot] = filesOf(copy, /^snap-/);
  const path = join(copy, snapshot as string);
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
  writeFileSync(path, bytes);
  const run = ecsdb('check', copy, '--json');
  expect(run.status).toBe(2);
  expect(json(run)).toMatchObject({
    verdict: 'damaged',
    faults: [{ file: snapshot, severity: 'damaged' }],
    violations: { count: 94 },
  });
});

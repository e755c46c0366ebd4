/** `ecsdb migrate --dry-run` says what opening with another schema would do, and changes nothing. */

import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { schemaToJson } from '@ecsdb/runtime/storage';
import { beforeAll, expect, test } from '@jest/globals';
import { describeSchema, type FieldSpecs } from '../runtime/support/schema.js';
import { ecsdb, json } from './command.js';
import { filesOf, temporaryDirectory } from './support.js';

const base = temporaryDirectory();
const directory = join(base, 'world');

function schema(number: number, fields: FieldSpecs): SchemaDescriptor {
  const history = Array.from({ length: number }, (_, i) => String(i).repeat(32));
  return {
    ...describeSchema({ hash: String(number).repeat(32), history, tables: { player: fields } }),
    version: `1.${number}.0`,
  };
}

function fileOf(name: string, content: string): string {
  const path = join(base, name);
  writeFileSync(path, content);
  return path;
}

const WIDER = fileOf('wider.json', schemaToJson(schema(1, { gold: { type: 'u64', id: 0 } })));
const SHORTER = fileOf('shorter.json', schemaToJson(schema(1, { gold: { type: 'u8', id: 0 } })));
const UNDECIDED = fileOf('other.json', schemaToJson({ ...schema(1, { name: 'u8' }), history: [] }));

beforeAll(async () => {
  const db = await Database.open(schemaFromDescriptor(schema(0, { gold: { type: 'u32', id: 0 } })), { directory });
  await db.write((tx) => {
    for (const gold of [1, 300]) tx.insert(tx.create(), db.component('player'), { gold });
  });
  await db.close();
});

test('a migration that would succeed', () => {
  const before = filesOf(directory, /./).map((name) => readFileSync(join(directory, name)));
  expect(ecsdb('migrate', '--dry-run', directory, WIDER)).toMatchObject({
    status: 0,
    stdout:
      'compatible: field "gold" of table "player" was u32, and is u64\n' +
      `${directory}: schema version 1.0.0 to 1.1.0, 2 rows would be rewritten.\n`,
  });
  expect(filesOf(directory, /./).map((name) => readFileSync(join(directory, name)))).toEqual(before);
});

test('rows that would be refused, and functions that help', () => {
  const refused = ecsdb('migrate', '--dry-run', directory, SHORTER, '--json');
  expect(refused.status).toBe(2);
  expect(json(refused)).toMatchObject({
    isMigrated: true,
    refused: ['entity 2: field "gold" of table "player" has 300, which u8 cannot hold'],
  });
  const module = fileOf(
    'functions.mjs',
    "export default { '1.1.0': { player: (old) => ({ gold: Math.min(old.gold, 255) }) } };",
  );
  expect(ecsdb('migrate', '--dry-run', directory, SHORTER, '--migrations', module).status).toBe(0);
});

test('a function whose version the schema has recorded gets rows of the version before', () => {
  const [before, after] = [schema(1, { gold: { type: 'u16', id: 0 } }), schema(2, { gold: { type: 'u8', id: 0 } })];
  const shapes = [before, after].map(({ tables: [table] }) => ({ enums: [], customTypes: [], table }));
  const migrations = [{ version: '1.2.0', before: shapes[0], after: shapes[1] }];
  const given = fileOf('recorded.json', JSON.stringify({ ...after, migrations }));
  const module = fileOf(
    'later.mjs',
    `export default { '1.2.0': { player: (old) => {
      if (old.gold > 255) throw new Error(JSON.stringify(old));
      return {};
    } } };`,
  );
  const { stdout } = ecsdb('migrate', '--dry-run', directory, given, '--migrations', module);
  expect(stdout).toContain(
    'refused: entity 2, table "player": the migration function of version 1.2.0 threw: {"gold":300}',
  );
});

test('a schema that would be refused', () => {
  const { status, stdout } = ecsdb('migrate', '--dry-run', directory, UNDECIDED);
  expect(status).toBe(2);
  expect(stdout).toContain('refused: field "gold" of table "player" was u32, and is missing\n');
});

test('info says how another schema differs from the stored one, without opening the database', () => {
  const { status, stdout } = ecsdb('info', directory, WIDER);
  expect(status).toBe(0);
  expect(stdout).toContain(
    'schema version 1.1.0 is newer than the stored schema\n' +
      '  compatible: field "gold" of table "player" was u32, and is u64\n',
  );
  expect(json(ecsdb('info', directory, UNDECIDED, '--json'))).toMatchObject({
    comparison: { version: '1.1.0', stored: 'unrelated', differences: [{ kind: 'field-removed' }, {}] },
  });
  expect(ecsdb('info', directory, join(base, 'missing.json')).status).toBe(3);
});

test('wrong usage', () => {
  expect(ecsdb('migrate', directory, WIDER)).toMatchObject({ status: 64 });
  expect(ecsdb('migrate', '--dry-run', directory, fileOf('no.mjs', 'x'))).toMatchObject({ status: 3 });
  const wrong = fileOf('wrong.mjs', 'export default { player: 5 };');
  expect(ecsdb('migrate', '--dry-run', directory, WIDER, '--migrations', wrong)).toMatchObject({ status: 64 });
});

test('repair saves the state from before a migration whose snapshot is damaged', async () => {
  const copy = join(base, 'migrated');
  cpSync(directory, copy, { recursive: true });
  const later = schemaFromDescriptor(schema(1, { gold: { type: 'u64', id: 0 } }));
  const migrated = await Database.open(later, { directory: copy });
  await migrated.write((tx) => tx.insert(tx.create(), migrated.component('player'), { gold: 5n }));
  await migrated.close();
  expect(ecsdb('check', copy)).toMatchObject({ status: 0, stdout: expect.stringContaining('intact') });
  const [snapshot = ''] = filesOf(copy, /^snap-/);
  const bytes = readFileSync(join(copy, snapshot));
  bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 0xff;
  writeFileSync(join(copy, snapshot), bytes);
  expect(ecsdb('check', copy).status).toBe(2);
  const out = join(base, 'repaired');
  const { status, stdout } = ecsdb('repair', copy, '--out', out, '--yes');
  expect(status).toBe(0);
  expect(stdout).toContain('Would be lost: versions 2 to 3');
  expect(stdout).toContain('version 1.0.0: opening the new directory migrates it again');
  const db = await Database.open(later, { directory: out });
  const golds: unknown[] = [];
  for (const [row] of db.query(db.component('player'))) golds.push(row.get('gold'));
  expect(golds).toEqual([1n, 300n]);
  await db.close();
});

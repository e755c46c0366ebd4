/**
 * Promise: for each table that `[migrations]` lists, the lock keeps what it was before and after a version, through all
 * later versions; the descriptor has what the schema still lists.
 */

import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import type { MigrationDescriptor } from '@ecsdb/runtime/schema';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import { Project, schemaText } from './support.js';

const TYPES = `[enums.Team]
variants = ["Red", "Blue"]
[custom_types.Inner]
fields = [{ name = "team", type = "Team" }]
[custom_types.Outer]
fields = [{ name = "inner", type = "[Inner; 2]" }]
[tables.direct]
fields = [{ name = "team", type = "Team" }]
[tables.deep]
fields = [{ name = "outer", type = "Outer" }]
`;

function text(version: string, gold: string, listed = '', more = ''): string {
  const removed = ['gold', 'coins', 'money'].filter((name) => name !== gold);
  const player = `[tables.player]
removed = [${removed.map((name) => `"${name}"`).join(', ')}]
parent_table = "direct"
fields = [
  { name = "id", type = "u32", primary_key = true },
  { name = "${gold}", type = "u32", max = 50 },
]
`;
  return schemaText(version, `${TYPES}${player}${more}[migrations]\n${listed}`);
}

function migrationsOf(schema: { readonly migrations?: readonly MigrationDescriptor[] }): string[] {
  return (schema.migrations ?? []).map(({ version, before, after }) => {
    const fields = [before, after].map(({ table }) => table.fields.map(({ name }) => name).join(','));
    return `${version} ${after.table.name}: ${fields.join(' -> ')}`;
  });
}

const ONE = '"1.1.0" = ["player"]\n';
const TWO = '"1.2.0" = ["player"]\n';

test('the draft has the released version and itself, and is replaced by each run', () => {
  const project = new Project();
  project.accept(text('1.0.0', 'gold'));
  expect(migrationsOf(project.accept(text('1.1.0', 'coins', ONE)))).toEqual(['1.1.0 player: id,gold -> id,coins']);
  expect(migrationsOf(project.accept(text('1.1.0', 'money', ONE)))).toEqual(['1.1.0 player: id,gold -> id,money']);
  expect(project.lock?.match(/"version":"1.1.0","before"/g)).toHaveLength(1);
  expect(migrationsOf(project.accept(text('1.1.0', 'gold')))).toEqual([]);
  expect(project.lock).not.toContain('"migrations"');
});

test('released ones are kept whatever becomes of the table, and the descriptor has those that are listed', () => {
  const project = new Project();
  project.accept(text('1.0.0', 'gold'));
  project.accept(text('1.1.0', 'coins', ONE));
  const both = ['1.1.0 player: id,gold -> id,coins', '1.2.0 player: id,coins -> id,money'];
  expect(migrationsOf(project.accept(text('1.2.0', 'money', ONE + TWO)))).toEqual(both);
  const third = text('1.3.0', 'money', ONE + TWO);
  expect(migrationsOf(project.accept(third))).toEqual(both);
  const lock = project.lock;
  expect(migrationsOf(project.accept(text('1.3.0', 'money', TWO)))).toEqual(both.slice(1));
  expect(project.lock).toBe(lock);
  const player = third.slice(third.indexOf('[tables.player]'), third.indexOf('[migrations]'));
  expect(
    migrationsOf(
      project.accept(third.replace(player, '').replace('[database]\n', '[database]\nremoved = ["player"]\n')),
    ),
  ).toEqual(both);
  expect(migrationsOf(project.accept(text('1.4.0', 'gold', ONE + TWO)))).toEqual(both);
});

test('an entry with a type counts for each table that contains it', () => {
  for (const [name, tables] of [
    ['Team', ['direct', 'deep']],
    ['Inner', ['deep']],
    ['Outer', ['deep']],
    ['direct', ['direct']],
  ] as const) {
    const project = new Project();
    project.accept(text('1.0.0', 'gold'));
    const { migrations = [] } = project.accept(text('1.1.0', 'gold', `"1.1.0" = ["${name}"]\n`));
    expect(migrations.map(({ after }) => after.table.name)).toEqual(tables);
    for (const { before, after } of migrations) {
      expect(before).toEqual(after);
      expect(after.enums.map((one) => one.name)).toEqual(['Team']);
      expect(after.customTypes.map((one) => one.name)).toEqual(after.table.name === 'deep' ? ['Inner', 'Outer'] : []);
    }
  }
});

test('what concerns other tables and rows is left out, and the hash is the same', () => {
  const project = new Project();
  project.accept(text('1.0.0', 'gold'));
  const { migrations = [], hash } = project.accept(text('1.1.0', 'gold', ONE));
  expect(JSON.stringify(migrations)).not.toMatch(/parentTable|indexes|primaryKey|foreignKey/);
  expect(migrations[0]?.after.table.fields[1]).toMatchObject({ id: 1, max: 50 });
  expect(project.accept(text('1.1.0', 'gold')).hash).toBe(hash);
});

test('a table that is new has no rows to migrate', () => {
  const project = new Project();
  const fresh = '[tables.fresh]\nfields = [{ name = "a", type = "u8" }]\n';
  project.accept(text('1.0.0', 'gold'));
  expect(migrationsOf(project.accept(text('1.1.0', 'gold', '"1.1.0" = ["fresh"]\n', fresh)))).toEqual([]);
});

test('an entry that is added after its version was released records nothing', () => {
  const project = new Project();
  project.accept(text('1.0.0', 'gold'));
  project.accept(text('1.1.0', 'gold'));
  expect(migrationsOf(project.accept(text('1.2.0', 'gold', ONE)))).toEqual([]);
});

describe('the lock file', () => {
  function recorded(): Project {
    const project = new Project();
    project.accept(text('1.0.0', 'gold'));
    project.accept(text('1.1.0', 'coins', ONE));
    return project;
  }

  test('is up to date after it was read, and has no list without migrations', () => {
    const project = recorded();
    const lock = project.lock;
    expect(project.run(text('1.1.0', 'coins', ONE), 'frozen').lockText).toBeUndefined();
    expect(project.report(text('1.1.0', 'coins', ONE))).toEqual([]);
    expect(project.lock).toBe(lock);
  });

  test('has a checksum in each line', () => {
    const project = recorded();
    const line = project.lock?.split('\n').find((one) => one.includes('"before"')) ?? '';
    project.lock = project.lock?.replace(line, line.replace('"u32"', '"u16"')) ?? '';
    expect(project.report(text('1.1.0', 'coins', ONE))).toEqual([
      expect.stringMatching(/^ECS122 .*the checksum of migrations\[0\] does not fit/),
    ]);
  });

  test('cannot have a table twice under a version', () => {
    const project = recorded();
    const line = project.lock?.split('\n').find((one) => one.includes('"before"')) ?? '';
    project.lock = project.lock?.replace(line, `${line},\n${line}`) ?? '';
    expect(project.report(text('1.1.0', 'coins', ONE))).toEqual([
      expect.stringMatching(/^ECS124 .*two migrations of table "player" to version 1.1.0/),
    ]);
  });

  test('has at a release what the draft was, also if parts of it were merged after it was recorded', () => {
    const project = recorded();
    const line = project.lock?.split('\n').find((one) => one.includes('"before"')) ?? '';
    const other = new Project();
    other.accept(text('1.0.0', 'gold'));
    other.accept(text('1.1.0', 'money', ONE));
    const stale = other.lock?.split('\n').find((one) => one.includes('"before"')) ?? '';
    expect(line).not.toBe(stale);
    project.lock = project.lock?.replace(line, stale) ?? '';
    expect(migrationsOf(project.accept(text('1.2.0', 'coins', ONE)))).toEqual(['1.1.0 player: id,gold -> id,coins']);
  });
});

test('functions of all versions run on data of each version', async () => {
  const project = new Project();
  const texts = [text('1.0.0', 'gold'), text('1.1.0', 'coins', ONE), text('1.2.0', 'money', ONE + TWO)];
  const schemas = texts.map((one) => schemaFromDescriptor(project.accept(one)));
  const newest = schemas[2] ?? schemas[0];
  const migrations = {
    '1.1.0': { player: (old: { gold: number }) => ({ coins: old.gold + 1 }) },
    '1.2.0': { player: (old: { coins: number }) => ({ money: old.coins * 2 }) },
  };
  for (const [index, [name, money]] of (
    [
      ['gold', 12],
      ['coins', 10],
      ['money', 5],
    ] as const
  ).entries()) {
    const fileSystem = new SimulatedFileSystem();
    const [before, after] = [schemas[index], newest];
    if (before === undefined || after === undefined) throw new Error('expected three versions');
    const db = await Database.open(before, { directory: 'db', fileSystem });
    const entity = await db.write((tx) => {
      const created = tx.create();
      tx.insert(created, db.component('direct'), { team: 0 });
      tx.insert(created, db.component('player'), { id: 1, [name]: 5 });
      return created;
    });
    await db.close();
    const opened = await Database.open(after, { directory: 'db', fileSystem, migrations });
    expect(opened.get(entity, opened.component('player'))).toEqual({ id: 1, money });
    await opened.close();
  }
});

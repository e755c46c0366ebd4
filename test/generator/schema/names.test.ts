/** How names are cased, which names derive from which, and which names are refused. */

import vm from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';
import {
  camelCase,
  exportProblem,
  exportsOf,
  fileStem,
  pascalCase,
  propertyProblem,
} from '../../../generator/schema/names.js';

describe('casing', () => {
  const cases: readonly [name: string, pascal: string, camel: string][] = [
    ['transform', 'Transform', 'transform'],
    ['max_hp', 'MaxHp', 'maxHp'],
    ['maxHp', 'MaxHp', 'maxHp'],
    ['Vec3', 'Vec3', 'Vec3'],
    ['HTTP_code', 'HTTPCode', 'HTTPCode'],
    ['a_1', 'A1', 'a1'],
    ['_private', 'Private', 'private'],
    ['trailing__', 'Trailing', 'trailing'],
    ['a___b', 'AB', 'aB'],
    ['_', '', ''],
    ['_1', '1', '1'],
  ];
  test.each(cases)('%s', (name, pascal, camel) => {
    expect(pascalCase(name)).toBe(pascal);
    expect(camelCase(name)).toBe(camel);
  });
});

test('the exports of each kind of definition', () => {
  expect(exportsOf.table('max_hp')).toEqual([
    'MaxHp',
    'MaxHpRow',
    'MaxHpRowMut',
    'MaxHpData',
    'MaxHpColumns',
    'MaxHpBy',
  ]);
  expect(exportsOf['custom type']('Vec3')).toEqual(['Vec3', 'Vec3Ref', 'Vec3RefMut']);
  expect(exportsOf.enum('Team')).toEqual(['Team', 'isTeam']);
  expect(exportsOf.query('moving')).toEqual(['moving', 'MovingLoop', 'MovingMutLoop', 'MovingRun', 'MovingMutRun']);
  expect(exportsOf.database('my_arena')).toEqual(['myArena', 'MyArenaMigrations']);
});

describe('reserved names', () => {
  test('of the globals of JavaScript, only those are refused that no module can declare or that are values', () => {
    const globals: unknown = vm.runInNewContext('Object.getOwnPropertyNames(globalThis)');
    const names = Array.isArray(globals) ? globals.map(String) : [];
    expect(names.length).toBeGreaterThan(50);
    const refused = names.filter((name) => exportProblem(name) !== undefined);
    expect(refused.sort()).toEqual(['Infinity', 'NaN', 'eval', 'globalThis', 'undefined']);
  });

  test('every word that a strict module cannot declare is refused as an export', () => {
    const words =
      'class delete default await yield let static enum eval arguments implements null true new import of then require';
    for (const word of words.split(' ')) expect(exportProblem(word)).toBeDefined();
  });

  test('members of every object are refused as properties, reserved words are not', () => {
    const members = Object.getOwnPropertyNames(Object.prototype).filter((name) => !name.includes('_'));
    for (const name of [...members, 'toObject', 'toJSON', 'then']) expect(propertyProblem(name)).toBeDefined();
    for (const name of ['default', 'class', 'name', 'length', 'x']) expect(propertyProblem(name)).toBeUndefined();
  });

  test.each(['index', 'Schema', 'QUERIES', 'con', 'Aux', 'com1'])(
    'a table %s has a file that nothing else has',
    (name) => {
      expect(fileStem(name)).toBe(`${name}-table`);
    },
  );

  test('ordinary names are free', () => {
    for (const name of ['Player', 'Transform', 'moving', 'arena']) expect(exportProblem(name)).toBeUndefined();
    for (const name of ['player', 'console', 'transform']) expect(fileStem(name)).toBe(name);
  });
});

describe('names in a schema', () => {
  const head = '[database]\nname = "arena"\n';
  const cases: readonly [what: string, text: string, codes: readonly string[]][] = [
    [
      'a table and a custom type',
      '[custom_types.Position]\nfields = [{ name = "x", type = "f32" }]\n[tables.position]',
      ['ECS013'],
    ],
    [
      'an enum and a custom type',
      '[enums.A]\nvariants = ["X"]\n[custom_types.A]\nfields = [{ name = "x", type = "f32" }]',
      ['ECS012'],
    ],
    [
      'an enum and a function of another',
      '[enums.Team]\nvariants = ["X"]\n[tables.x]\n[queries.isTeam]\nread = ["x"]',
      ['ECS013'],
    ],
    ['a query and the database', '[tables.x]\n[queries.arena]\nread = ["x"]', ['ECS013']],
    ['a query and a table', '[tables.x]\n[tables.x_loop]\n[queries.x]\nread = ["x"]', ['ECS013']],
    ['a query with a reserved word', '[tables.x]\n[queries.delete]\nread = ["x"]', ['ECS011']],
    ['a type with a built-in name', '[enums.u8]\nvariants = ["X"]', ['ECS011']],
    ['a table with the name of something imported', '[tables.entity]', []],
    ['a table with the name of a global value', '[tables.NaN]', ['ECS011']],
    ['a name without letters', '[tables._]', ['ECS011']],
    ['a property without letters', '[tables.x]\nfields = [{ name = "_1", type = "u8" }]', ['ECS011']],
    ['the prototype', '[tables.__proto__]\n[queries.__proto__]\nread = ["__proto__"]', ['ECS011', 'ECS011']],
    ['a table that is called as every constructor', '[tables.constructor]\n[queries.x]\nread = ["constructor"]', []],
    ['variants as written', '[enums.A]\nvariants = ["max_hp", "maxHp", "MaxHp", "constructor", "delete"]', []],
    ['a variant twice', '[enums.A]\nvariants = ["x", "x"]', ['ECS012']],
    ['two renames from one name', '[tables.a]\nwas = "c"\n[tables.b]\nwas = "c"', ['ECS015']],
    ['a field that was itself', '[tables.a]\nfields = [{ name = "x", type = "u8", was = "x" }]', ['ECS015']],
    [
      'one name in several namespaces',
      '[tables.a]\nfields = [{ name = "a", type = "u8" }]\n[queries.b]\nread = ["a"]',
      [],
    ],
  ];
  test.each(cases)('%s', (_, text, codes) => {
    expect(analyse(head + text, 'x.toml').diagnostics.map((diagnostic) => diagnostic.code)).toEqual(codes);
  });
});

describe('for a name that is no identifier, an identifier is suggested', () => {
  test.each(['max-hp', '2nd', 'max hp', 'größe', 'a.b'])('%s', (name) => {
    const text = (one: string): string => `[database]\nname = "arena"\n[tables."${one}"]`;
    const [fault] = analyse(text(name), 'x.toml').diagnostics;
    const suggested = /did you mean "(\w+)"\?$/.exec(fault?.message ?? '')?.[1] ?? '';
    expect(analyse(text(suggested), 'x.toml').diagnostics).toEqual([]);
  });
});

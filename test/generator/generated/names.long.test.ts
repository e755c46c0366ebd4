/**
 * Every name that has a meaning in JavaScript, TypeScript or the runtime is refused, or works: it is generated,
 * type-checked, imported and used.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import { expect, test } from '@jest/globals';
import { transformSync } from 'esbuild';
import { analyse } from '../../../generator/compile.js';
import type { Diagnostic } from '../../../generator/diagnostics/index.js';
import { IDENTIFIER } from '../../../generator/schema/names.js';
import { NODE_MODULES, RUNTIME_PACKAGE } from '../../built.js';
import { compileText, ROOT, temporaryDirectory, writeFiles } from '../support/generated.js';

const WORDS = `abstract accessor any arguments as asserts assert async await bigint boolean break case catch class
  const constructor continue debugger declare default defer delete do else enum eval export extends false finally for
  from function get global if implements import in infer instanceof interface intrinsic is keyof let meta module
  namespace never new null number object of out override package private protected public readonly require return
  satisfies set source static string super switch symbol target this throw true try type typeof undefined unique
  unknown using var void while with yield`;

/** Members that JavaScript, Node and promises read or call implicitly. */
const PROTOCOLS = `then catch finally toJSON inspect iterator asyncIterator next done value dispose asyncDispose
  exports __esModule __dirname __filename prototype caller callee name length message stack cause index raw size has
  get set add at keys values entries forEach map call apply bind species to_json to_object to_string value_of
  has_own_property __proto`;

/** Names in generated code, and globals of browsers and Node. */
const LOCALS = `visit entity entities source match row rows loop data view views key offset bytes records self other
  window document location process Buffer performance status top parent event origin count column columns array first
  stride to_object to_array create move bind assign open close end run runs read write update insert table schema
  database component index types enums queries element elements walk tag null_bitmap fields Ref Data Row Mut Columns
  Loop Run Reader Query Match Accessor CLOSED EXPECTED BOOL ENTITY`;

/** Values and types that generated code imports, with one of the numeric arrays. */
const IMPORTED = (readFileSync(join(ROOT, 'runtime/src/codegen-v1.ts'), 'utf8').match(/\b[A-Z]\w+/g) ?? []).filter(
  (name) => !/^Fixed[A-Z]\d/.test(name) || name === 'FixedF32',
);

/** Globals that generated code uses, and a few that every program uses. */
const USED_GLOBALS = `Array BigInt BigInt64Array BigUint64Array DataView Date Error Float32Array Float64Array
  Function Int16Array Int32Array Int8Array Map Number Object Partial Promise Readonly Record Set String Symbol
  Uint16Array Uint32Array Uint8Array`;

const LOCAL_NAMES = distinct([...LOCALS.split(/\s+/), ...USED_GLOBALS.split(/\s+/), ...IMPORTED]);

const DEVICES = 'con prn aux nul com0 com1 com9 lpt1 lpt9 clock conin conout';

const names = distinct([
  ...LOCAL_NAMES,
  ...[WORDS, PROTOCOLS, DEVICES].flatMap((list) => list.split(/\s+/)),
  ...globalNames(),
  ...[Object, Function, Array, Promise, Map, Symbol, Error].flatMap((one) => [
    ...Object.getOwnPropertyNames(one),
    ...Object.getOwnPropertyNames(one.prototype),
  ]),
  ...[
    'Awaited',
    'Partial',
    'Required',
    'Readonly',
    'Record',
    'Pick',
    'Omit',
    'Exclude',
    'Extract',
    'NonNullable',
    'Parameters',
  ],
  ...[
    'ArrayLike',
    'Iterable',
    'IterableIterator',
    'PropertyKey',
    'PromiseLike',
    'ThisType',
    'Disposable',
    'ReadonlyMap',
  ],
]);

type Write = (names: readonly string[]) => string;

/** A schema that gives each name to one definition of a kind. */
const KINDS: { readonly [kind: string]: Write } = {
  tables: (all) => {
    const tables = all.map((name) => `[tables.${name}]\nfields = [{ name = "x", type = "u8", default = 0 }]`);
    return [...tables, ...all.map((name, at) => `[queries.look_${at}]\nwrite = ["${name}"]`)].join('\n');
  },
  enums: (all) =>
    [
      ...all.map((name) => `[enums.${name}]\nvariants = ["A", "B"]`),
      '[tables.users]',
      `fields = [${all.map((name, at) => `{ name = "f${at}", type = "${name}", default = "B" }`).join()}]`,
    ].join('\n'),
  variants: (all) =>
    [
      `[enums.Choice]\nvariants = [${all.map((name) => `"${name}"`).join()}]`,
      `[tables.users]\nfields = [{ name = "x", type = "[Choice; 2]", default = ["${all[0]}", "${all.at(-1)}"] }]`,
    ].join('\n'),
  customTypes: (all) =>
    [
      ...all.map((name) => `[custom_types.${name}]\nfields = [{ name = "x", type = "u8", default = 0 }]`),
      '[tables.users]',
      `fields = [${all.map((name, at) => `{ name = "f${at}", type = "${name}", default = {} }`).join()}]`,
    ].join('\n'),
  queries: (all) => ['[tables.users]', ...all.map((name) => `[queries.${name}]\nread = ["users"]`)].join('\n'),
  fields: (all) =>
    `[tables.users]\nfields = [${all.map((name) => `{ name = "${name}", type = "u8", default = 0 }`).join()}]`,
  members: (all) =>
    `[custom_types.Group]\nfields = [${all.map((name) => `{ name = "${name}", type = "u8", default = 0 }`).join()}]
    [tables.users]
    fields = [
      { name = "one", type = "Group", default = {} },
      { name = "many", type = "[Group; 2]", default = [{}, {}] },
    ]`,
  keys: (all) =>
    all
      .map(
        (name, at) => `[custom_types.Group${at}]\nfields = [{ name = "${name}", type = "u8", default = 0 }]
        [tables.users_${at}]
        indexes = [{ fields = ["${name}", "group_at.${name}"], unique = true }]
        fields = [
          { name = "${name}", type = "u8", default = 0, unique = true, foreign_key = "users_${at}.${name}" },
          { name = "group_at", type = "Group${at}", default = {} },
        ]`,
      )
      .join('\n'),
};

/** Names that no module can declare, variables of CommonJS modules, and the member of promises. */
const UNDECLARABLE = distinct(
  `arguments async await break case catch class const continue debugger default delete do else enum
  eval export extends false finally for function if implements import in instanceof interface let new null of package
  private protected public return static super switch this throw true try typeof var void while with yield undefined
  globalThis exports module require then`.split(/\s+/),
);

const directory = temporaryDirectory();

/** Uses all exports of a schema, to check that each name refers to its definition. */
const USE = `
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { Component, Database, Schema } from '@ecsdb/runtime';

const kind = process.argv[2];
const exported = Object.values(await import('./' + kind + '/index.js'));
const db = Database.memory(exported.find((one) => one instanceof Schema));
let used = 0;
for (const component of exported.filter((one) => one instanceof Component)) {
  const entity = await db.write((tx) => {
    const created = tx.create();
    tx.insert(created, component);
    return created;
  });
  const data = await db.get(entity, component);
  const other = changed(data);
  await db.update(entity, component, other);
  assert.deepEqual(db.get(entity, component), other);
  assert.deepEqual(JSON.parse(JSON.stringify(db.get(entity, component))), other);
  assert.ok(inspect(other).length > 0);
  await db.update(entity, component, (row) => void Object.assign(row, data));
  assert.deepEqual(db.get(entity, component), data);
  for (const [path, [elements]] of Object.entries(component.columns)) assert.ok(elements, path);
  used++;
}
for (const query of exported.filter((one) => typeof one === 'function' && !/^class/.test(String(one)))) {
  const loop = query(db);
  // The functions that recognise values of enums.
  if (typeof loop === 'boolean') continue;
  let matches = 0;
  loop.forEach(() => matches++);
  assert.equal(matches, 1);
  loop.runs((run) => assert.equal(run.count + run.entities.length, 2));
  used++;
}
console.log(used);

function changed(value) {
  if (Array.isArray(value)) return value.map(changed);
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, changed(one)]));
  }
  return typeof value === 'number' ? Number(value === 0) : value;
}
`;

test('names with a meaning in the language are refused, with a suggestion that is free, or work', () => {
  const refused = new Map<string, readonly string[]>();
  const files = new Map<string, string>();
  for (const [kind, text] of Object.entries(KINDS)) {
    const isFree = (name: string): boolean => nameFaults(text([name])).length === 0;
    const taken = names.filter((name) => !isFree(name));
    refused.set(kind, taken);
    for (const name of taken) {
      for (const { help } of nameFaults(text([name]))) {
        expect([kind, name, help]).toEqual([kind, name, expect.stringMatching(/^choose another name, such as "\w+"$/)]);
        const suggested = /"(\w+)"/.exec(help ?? '')?.[1] ?? '';
        expect([kind, name, suggested, isFree(suggested)]).toEqual([kind, name, suggested, true]);
      }
    }
    const free = withoutCollisions(
      names.filter((name) => !taken.includes(name)),
      text,
    );
    expect(free.length).toBeGreaterThan(200);
    for (const [file, code] of compileText(HEAD + text(free))) {
      if (!file.endsWith('.ts')) continue;
      files.set(join(kind, file.replace(/ts$/, 'js')), transformSync(code, { loader: 'ts', target: 'es2022' }).code);
    }
    // Only names that generated code uses are type-checked; checking all names would take a minute.
    const checked = kind === 'keys' ? WORDS.split(/\s+/) : LOCAL_NAMES;
    for (const [file, code] of compileText(HEAD + text(free.filter((name) => checked.includes(name))))) {
      files.set(join('types', kind, file), code);
    }
  }
  writeFiles(directory, files);
  // Names of queries are exported without underscores, otherwise as written.
  expect(sorted(refused.get('queries'))).toEqual(sorted([...UNDECLARABLE, 'NaN', 'Infinity', '__proto__']));
  // The others start with a capital letter.
  expect(sorted(refused.get('tables'))).toEqual(sorted(['NaN', 'Infinity', '__proto__']));
  const builtIn = ['entity', 'string'];
  for (const kind of ['enums', 'customTypes']) {
    expect(sorted(refused.get(kind))).toEqual(sorted(['NaN', 'Infinity', '__proto__', ...builtIn]));
  }
  expect(refused.get('fields')).toEqual(
    expect.arrayContaining(['then', 'toJSON', 'constructor', 'valueOf', '__proto__']),
  );
  expect(refused.get('members')).toEqual(refused.get('fields'));
  expect(refused.get('keys')).toEqual(refused.get('fields'));
  expect(refused.get('variants')).toEqual(['__proto__']);

  writeFileSync(join(directory, 'use.js'), USE);
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  const config = { compilerOptions: SETTINGS, include: ['types'] };
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config));
  mkdirSync(join(directory, 'node_modules/@ecsdb'), { recursive: true });
  symlinkSync(RUNTIME_PACKAGE, join(directory, 'node_modules/@ecsdb/runtime'));
  const tsc = join(NODE_MODULES, 'typescript/bin/tsc');
  expect(spawnSync(process.execPath, [tsc, '-p', directory], { encoding: 'utf8' }).stdout).toBe('');
});

test.each(Object.keys(KINDS))('definitions with such names can be imported and used: %s', (kind) => {
  const { stdout, stderr } = spawnSync(process.execPath, [join(directory, 'use.js'), kind], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(Number(stdout)).toBeGreaterThan(0);
});

const HEAD = '[database]\nname = "arena"\n';

const SETTINGS = {
  target: 'ES2022',
  lib: ['ES2022'],
  module: 'NodeNext',
  types: [],
  strict: true,
  noUnusedLocals: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  noEmit: true,
};

function sorted(list: readonly string[] = []): readonly string[] {
  return list.toSorted();
}

function distinct(list: readonly string[]): string[] {
  return [...new Set(list)].filter((name) => IDENTIFIER.test(name));
}

function globalNames(): string[] {
  const own: unknown = vm.runInNewContext('Object.getOwnPropertyNames(globalThis)');
  return [...(Array.isArray(own) ? own.map(String) : []), ...Object.getOwnPropertyNames(globalThis)];
}

function nameFaults(text: string): readonly Diagnostic[] {
  return analyse(HEAD + text, 'x.toml').diagnostics.filter(({ code }) => code.startsWith('ECS01'));
}

/** Without names that become the same in TypeScript, such as `to_json` and `toJson`. */
function withoutCollisions(list: readonly string[], text: Write): readonly string[] {
  const collisions = nameFaults(text(list)).map(({ message }) => {
    return [...message.matchAll(/"(\w+)"/g)]
      .map(([, name]) => name)
      .find((name) => name !== undefined && list.includes(name));
  });
  const rest = list.filter((name) => !collisions.includes(name));
  return rest.length === list.length ? list : withoutCollisions(rest, text);
}

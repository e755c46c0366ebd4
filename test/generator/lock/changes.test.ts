/** Promise: each change of a released schema is reported with its class, at its place in the file. */

import { describe, expect, test } from '@jest/globals';
import { Project, schemaText } from './support.js';

/** From line 5 of the file on. */
const FIRST = `[enums.Team]
repr = "u8"
variants = ["Red", "Blue"]
[custom_types.Vec]
fields = [{ name = "x", type = "f32" }, { name = "y", type = "f32" }]
[tables.player]
fields = [
  { name = "id", type = "u64", unique = true },
  { name = "gold", type = "u32", nullable = true },
  { name = "team", type = "Team", default = "Red" },
]
[tables.place]
fields = [
  { name = "at", type = "Vec" },
  { name = "owner", type = "u64", min = 1, max = 100 },
  { name = "note", type = "string<24>" },
]
`;

type Case = readonly [change: string, from: string, to: string, reports: readonly string[]];

const COMPATIBLE: readonly Case[] = [
  ['a comment', '[tables.player]', '# a comment\n[tables.player]\ndescription = "One."', []],
  ['a new table', '[tables.place]', '[tables.t]\n[tables.place]', ['ECS110 16:9 table "t" is new']],
  [
    'a new nullable field',
    '  { name = "gold"',
    '  { name = "n", type = "u8", nullable = true },\n  { name = "gold"',
    ['ECS110 13:12 field "n" of table "player" is new'],
  ],
  [
    'a new field with a default',
    '  { name = "gold"',
    '  { name = "n", type = "u8", default = 1 },\n  { name = "gold"',
    ['ECS110 13:12 field "n" of table "player" is new'],
  ],
  ['a new variant', '"Red", "Blue"', '"Green", "Red", "Blue"', ['ECS110 7:13 variant "Green" of enum "Team" is new']],
  [
    'a wider integer',
    '"u32", nullable',
    '"u64", nullable',
    ['ECS110 13:12 field "gold" of table "player" was u32, and is u64'],
  ],
  [
    'a larger string',
    'string<24>',
    'string<48>',
    ['ECS110 20:12 field "note" of table "place" was string<24>, and is string<48>'],
  ],
  ['a wider enum', '"u8"', '"u16"', ['ECS110 5:8 enum "Team" was stored as u8, and is stored as u16']],
  [
    'another order',
    '{ name = "x", type = "f32" }, { name = "y", type = "f32" }',
    '{ name = "y", type = "f32" }, { name = "x", type = "f32" }',
    ['ECS110 8:15 the fields of custom type "Vec" have another order'],
  ],
  [
    'a new index',
    '"u32", nullable = true',
    '"u32", nullable = true, indexed = true',
    ['ECS110 13:12 the index over gold of table "player" is new'],
  ],
  [
    'a looser bound',
    'max = 100',
    'max = 200',
    ['ECS110 19:12 field "owner" of table "place" was from 1 to 100, and is from 1 to 200'],
  ],
  [
    'a renamed table',
    '[tables.place]',
    '[tables.spot]\nwas = "place"',
    ['ECS110 16:9 table "place" was renamed to "spot"'],
  ],
  [
    'a renamed field',
    'name = "gold"',
    'name = "coins", was = "gold"',
    ['ECS110 13:12 field "gold" of table "player" was renamed to "coins"'],
  ],
  [
    'a renamed variant',
    '"Red", "Blue"',
    '"Red", { name = "Azure", was = "Blue" }',
    ['ECS110 7:20 variant "Blue" of enum "Team" was renamed to "Azure"'],
  ],
];

const DECISIONS: readonly Case[] = [
  [
    'a removed table',
    FIRST.slice(FIRST.indexOf('[tables.place]')),
    '',
    ['ECS111 1:1 table "place" existed, and is missing'],
  ],
  [
    'a removed field',
    '  { name = "gold", type = "u32", nullable = true },\n',
    '',
    ['ECS111 10:9 field "gold" of table "player" was u32, and is missing'],
  ],
  [
    'a removed field of a custom type',
    ', { name = "y", type = "f32" }',
    '',
    ['ECS111 8:15 field "y" of custom type "Vec" was f32, and is missing'],
  ],
  ['a removed variant', ', "Blue"', '', ['ECS111 5:8 variant "Blue" of enum "Team" was 1, and is missing']],
  [
    'a narrower integer',
    '"u32", nullable',
    '"u16", nullable',
    ['ECS111 13:12 field "gold" of table "player" was u32, and is u16'],
  ],
  [
    'a smaller string',
    'string<24>',
    'string<12>',
    ['ECS111 20:12 field "note" of table "place" was string<24>, and is string<12>'],
  ],
  [
    'a required field',
    '"u32", nullable = true',
    '"u32"',
    ['ECS111 13:12 field "gold" of table "player" could be null, and cannot be null'],
  ],
  [
    'a new field without default',
    '  { name = "gold"',
    '  { name = "n", type = "u8" },\n  { name = "gold"',
    ['ECS111 13:12 field "n" of table "player" is new, cannot be null, and has no default'],
  ],
  [
    'a unique value',
    '"u32", nullable = true',
    '"u32", nullable = true, unique = true',
    ['ECS111 13:12 the unique index over gold of table "player" is new'],
  ],
  [
    'a foreign key',
    'min = 1, max = 100',
    'min = 1, max = 100, foreign_key = "player.id"',
    [
      'ECS110 19:12 the index over owner of table "place" is new',
      'ECS111 19:12 field "owner" of table "place" referred to nothing, and refers to "player.id"',
    ],
  ],
  [
    'a parent',
    '[tables.place]',
    '[tables.place]\nparent_table = "player"',
    ['ECS111 17:1 table "place" had no parent, and has "player"'],
  ],
  [
    'a tighter bound',
    'max = 100',
    'max = 50',
    ['ECS111 19:12 field "owner" of table "place" was from 1 to 100, and is from 1 to 50'],
  ],
];

const ERRORS: readonly Case[] = [
  ['another type', 'string<24>', 'bool', ['ECS112 20:12 field "note" of table "place" was string<24>, and is bool']],
  [
    'another id',
    '[tables.place]',
    '[tables.place]\nid = 9',
    ['ECS113 17:6 table "place" has the id 1 in the released version, and cannot get 9'],
  ],
  [
    'the id of another table',
    '[tables.place]',
    '[tables.new]\nid = 1\n[tables.place]',
    ['ECS113 17:6 table "new" cannot have the id 1, which was given to "place"'],
  ],
  [
    'another value',
    '["Red", "Blue"]',
    '{ Red = 0, Blue = 2 }',
    ['ECS113 7:30 enum "Team": variant "Blue" has the value 1 in the released version, and cannot get 2'],
  ],
];

function changed(from: string, to: string, version = '1.1.0', rest = ''): string {
  expect(FIRST).toContain(from);
  return schemaText(version, FIRST.replace(from, to) + rest, '');
}

function released(): Project {
  const project = new Project();
  project.accept(schemaText('1.0.0', FIRST));
  return project;
}

/** Warnings about padding are not meant here. */
function report(project: Project, schema: string): string[] {
  return project.report(schema).filter((line) => !line.startsWith('ECS101'));
}

describe.each([
  ['compatible', COMPATIBLE],
  ['needs a decision', DECISIONS],
  ['error', ERRORS],
])('%s', (kind, cases) => {
  test.each(cases)('%s', (_, from, to, reports) => {
    const project = released();
    const before = project.lock;
    expect(report(project, changed(from, to)).sort()).toEqual([...reports].sort());
    expect(project.lock === before).toBe(kind !== 'compatible');
  });
});

test.each(DECISIONS.filter(([change]) => !change.startsWith('a removed table')))(
  '[migrations] decides %s',
  (_, from, to) => {
    const owners = ['player', 'place', 'Vec', 'Team'];
    const decided = `[migrations]\n"1.1.0" = [${owners.map((name) => `"${name}"`).join(', ')}]\n`;
    expect(
      report(released(), changed(from, to, '1.1.0', decided)).filter((line) => !line.startsWith('ECS110')),
    ).toEqual([]);
    // An entry of another version decides nothing.
    const earlier = decided.replace('1.1.0', '1.0.0');
    expect(report(released(), changed(from, to, '1.1.0', earlier)).some((line) => line.startsWith('ECS111'))).toBe(
      true,
    );
  },
);

test('a table decides for the types that it alone has, and a type for all tables', () => {
  const [from, to] = [', { name = "y", type = "f32" }', ''];
  for (const name of ['place', 'Vec']) {
    const decided = `[migrations]\n"1.1.0" = ["${name}"]\n`;
    expect(report(released(), changed(from, to, '1.1.0', decided))).toEqual([expect.stringMatching(/^ECS110 /)]);
  }
  const other = '[migrations]\n"1.1.0" = ["player"]\n';
  expect(report(released(), changed(from, to, '1.1.0', other))).toEqual([expect.stringMatching(/^ECS111 /)]);
});

test('a function can decide another type, but no id', () => {
  const decided = '[migrations]\n"1.1.0" = ["place"]\n';
  expect(report(released(), changed('string<24>', 'bool', '1.1.0', decided))).toEqual([
    'ECS110 20:12 field "note" of table "place" was string<24>, and is bool',
  ]);
  expect(report(released(), changed('[tables.place]', '[tables.place]\nid = 9', '1.1.0', decided))).toEqual([
    expect.stringMatching(/^ECS113 /),
  ]);
});

test('`removed` decides the removal of a table, a field and a variant', () => {
  const smaller = FIRST.slice(0, FIRST.indexOf('[tables.place]'))
    .replace('  { name = "gold", type = "u32", nullable = true },\n', '')
    .replace('fields = [\n', 'removed = ["gold"]\nfields = [\n')
    .replace('["Red", "Blue"]', '["Red"]\nremoved = ["Blue"]');
  const project = released();
  expect(report(project, schemaText('1.1.0', smaller, 'removed = ["place"]'))).toEqual([
    'ECS110 1:1 table "place" existed, and is missing',
    'ECS110 5:8 variant "Blue" of enum "Team" was 1, and is missing',
    'ECS110 11:9 field "gold" of table "player" was u32, and is missing',
  ]);
  // A declaration has to stay until the version is released.
  expect(report(project, schemaText('1.1.0', smaller))).toEqual(['ECS111 1:1 table "place" existed, and is missing']);
  expect(report(project, schemaText('1.2.0', smaller))).toEqual([]);
});

test('another custom type or enum is another type, however equal; `was` makes it a rename', () => {
  const text = (version: string, vec: string, team: string): string =>
    schemaText(version, FIRST.replaceAll('Vec', vec).replaceAll('Team', team));
  expect(report(released(), text('1.1.0', 'Point', 'Side'))).toEqual([
    'ECS112 14:12 field "team" of table "player" was Team, and is Side',
    'ECS112 18:12 field "at" of table "place" was Vec, and is Point',
  ]);
  const renamed = text('1.1.0', 'Point', 'Side')
    .replace('[enums.Side]', '[enums.Side]\nwas = "Team"')
    .replace('[custom_types.Point]', '[custom_types.Point]\nwas = "Vec"');
  const project = released();
  expect(report(project, renamed)).toEqual([
    'ECS110 5:8 enum "Team" was renamed to "Side"',
    'ECS110 9:15 custom type "Vec" was renamed to "Point"',
  ]);
  expect(report(project, renamed.replace('1.1.0', '1.2.0'))).toEqual([]);
  expect(report(project, text('1.3.0', 'Point', 'Side'))).toEqual([]);
});

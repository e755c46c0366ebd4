/** For every text, analyse returns a layout or an error, and never throws. */

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { analyse } from '../../../generator/compile.js';
import { DIAGNOSTIC_FORMATS, formatDiagnostics } from '../../../generator/diagnostics/index.js';

const SCHEMA = `#:schema ./ecsdb.schema.json
[database]
name = "arena"
version = "1.0.0"

[enums.Team]
variants = ["Red", "Blue"]
[enums.Rank]
repr = "u8"
variants = { Private = 1, Captain = 10 }

[custom_types.Vec3]
fields = [{ name = "x", type = "f32" }, { name = "y", type = "f32", default = 1.5 }]

[tables.player]
id = 3
fields = [
  { name = "id", type = "u64", primary_key = true, js = "number" },
  { name = "name", type = "string<24>", indexed = true, default = "nobody" },
  { name = "team", type = "Team", default = "Red" },
  { name = "level", type = "u16", min = 1, max = 100, default = 1 },
]
indexes = [{ fields = ["team", "level"] }, { name = "best", fields = ["level", "name"], unique = true }]

[[tables.transform.fields]]
name = "position"
type = "[Vec3; 2]"
[[tables.transform.fields]]
name = "target"
type = "u64"
nullable = true
foreign_key = "player.id"
on_delete = "set_null"

[tables.frozen]
parent_table = "player"

[queries.moving]
write = ["transform"]
without = ["frozen"]

[queries.seen]
with = ["player"]
optional = ["transform"]
any = [["transform", "frozen"]]
`;

const tokens = SCHEMA.match(/[A-Za-z_0-9]+|"[^"]*"|\s+|./g) ?? [];
const odd = fc.constantFrom(
  ...[
    '[',
    ']',
    '[[',
    ']]',
    '{',
    '}',
    ',',
    '=',
    '.',
    '#',
    '"',
    "'",
    '"""',
    '\n',
    '\r',
    '\0',
    '\uFEFF',
    '\\',
    '😀',
    '\uD800',
  ],
  ...['nan', 'inf', '-1', '1e400', '9223372036854775808', '1979-05-27', 'true', '[]', '{}', '__proto__', 'constructor'],
  ...[
    '"[u8; 0]"',
    '"[Vec3; 99999]"',
    '"string<0>"',
    '"transform"',
    '"[[[[[[[[[[[[[[[[[[[u8; 1]"',
    'id = ""',
    '"__proto__"',
  ],
  ...tokens,
);

function expectAnAnswer(text: string): void {
  const { diagnostics, layout } = analyse(text, 'x.toml');
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  expect(layout === undefined).toBe(errors.length > 0);
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  for (const { line, column, length } of diagnostics) {
    expect(line).toBeGreaterThan(0);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThan(0);
    expect(column - 1).toBeLessThanOrEqual(lines[line - 1]?.length ?? 0);
    expect(length).toBeGreaterThan(0);
  }
  const places = diagnostics.map(({ line, column }) => line * 1e6 + column);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  for (const format of DIAGNOSTIC_FORMATS) formatDiagnostics(diagnostics, text, format);
}

test('for the schema from which the others are made', () => {
  expect(analyse(SCHEMA, 'x.toml').layout).toBeDefined();
  expectAnAnswer(SCHEMA);
});

test('for schemas with replaced, removed, doubled and moved tokens', () => {
  const edit = fc.tuple(
    fc.nat(tokens.length - 1),
    fc.constantFrom('replace', 'insert', 'remove', 'copy'),
    odd,
    fc.nat(tokens.length - 1),
  );
  const mutated = fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => {
    const words: string[] = [...tokens];
    for (const [at, how, word, from] of edits) {
      words.splice(
        at,
        how === 'insert' || how === 'copy' ? 0 : 1,
        ...(how === 'remove' ? [] : [how === 'copy' ? (words[from] ?? '') : word]),
      );
    }
    return words.join('');
  });
  fc.assert(fc.property(mutated, expectAnAnswer), { numRuns: 500 });
});

test('for valid TOML with any value anywhere', () => {
  const value = fc.constantFrom(
    '1',
    '-1.5',
    '"x"',
    'true',
    '[]',
    '{}',
    '[[1]]',
    '{ a = 1 }',
    '[{}]',
    '1979-05-27',
    '9007199254740993',
    'nan',
    '[{ name = 1 }]',
    '[{ fields = 1 }, { fields = ["a", "a.b"], name = "" }]',
    '["a", 1]',
  );
  const path = fc.constantFrom(
    ...[
      'database',
      'database.name',
      'database.version',
      'enums',
      'enums.A',
      'enums.A.variants',
      'enums.A.repr',
      'enums.A.variants.x',
    ],
    ...[
      'custom_types',
      'custom_types.V',
      'custom_types.V.fields',
      'tables',
      'tables.t',
      'tables.t.fields',
      'tables.t.id',
      'tables.t.was',
    ],
    ...[
      'tables.t.parent_table',
      'queries',
      'queries.q',
      'queries.q.read',
      'queries.q.with',
      'queries.q.any',
      'queries.q.optional',
      'tables.t.indexes',
      'tables.t.indexes.x',
      'tables."".id',
      'x."~/".y',
      'tables.1',
      'tables.0',
    ],
  );
  const text = fc.uniqueArray(fc.tuple(path, value), { maxLength: 5, selector: ([key]) => key }).map((pairs) => {
    return pairs.map(([key, one]) => `${key} = ${one}\n`).join('');
  });
  fc.assert(fc.property(text, expectAnAnswer), { numRuns: 500 });
});

test('for a field with any value for any key', () => {
  const keys = [
    'name',
    'type',
    'nullable',
    'indexed',
    'unique',
    'primary_key',
    'foreign_key',
    'on_delete',
    'default',
    'js',
    'was',
    'min',
    'max',
  ];
  const value = fc.constantFrom(
    ...[
      '"a"',
      '"u64"',
      '"[f32; 2]"',
      '"V"',
      '"E"',
      '"entity"',
      '"t"',
      '"t.a"',
      '"cascade"',
      '"set_null"',
      '"number"',
      '"string<3>"',
    ],
    ...['1', '-1.5', 'true', 'false', '[1, 2]', '{ x = 1 }', '{ y = 1 }', '[]', '9007199254740993', 'nan', '07:32:00'],
  );
  const field = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...keys), value), { maxLength: 8, selector: ([key]) => key })
    .map((pairs) => `{ ${pairs.map(([key, one]) => `${key} = ${one}`).join(', ')} }`);
  const text = fc.array(field, { maxLength: 3 }).map(
    (fields) => `[database]
name = "a"
[enums.E]
variants = ["X"]
[custom_types.V]
fields = [{ name = "x", type = "u8" }]
[tables.t]
fields = [${fields.join(', ')}]
indexes = [{ fields = ["a", "a.x"] }, { fields = ["a"], unique = true }]
`,
  );
  fc.assert(fc.property(text, expectAnAnswer), { numRuns: 500 });
});

test('for deeply nested values', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{ a = ', ' }'],
  ] as const) {
    for (const depth of [50, 5000])
      expectAnAnswer(`[database]\nname = "a"\nx = ${open.repeat(depth)}1${close.repeat(depth)}\n`);
  }
});

// How long it takes is measured by the benchmark generator/tables-1000.
test('a thousand tables with a thousand warnings', () => {
  const types = ['u8', 'f32', 'u64', 'Vec', '[f32; 4]', 'string<24>', 'bool', 'entity', 'i16', 'f64', 'u32', 'i8'];
  const fields = types.map((type, index) => `  { name = "field_${index}", type = "${type}" },\n`).join('');
  const tables = Array.from({ length: 1000 }, (_, index) => `[tables.table_${index}]\nfields = [\n${fields}]\n`);
  const head = '[database]\nname = "large"\n[custom_types.Vec]\nfields = [{ name = "x", type = "f32" }]\n';
  const text = `${head}${tables.join('')}`;
  const { layout, diagnostics } = analyse(text, 'x.toml');
  expect(layout?.tables).toHaveLength(1000);
  expect(diagnostics).toHaveLength(1000);
});

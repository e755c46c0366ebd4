/** Which defaults fit which types, and the values that they become. */

import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';
import { describeSchema } from '../../../generator/layout/index.js';

const HEAD = `[database]
name = "arena"
[enums.Team]
variants = { Red = 5, Blue = 6 }
[custom_types.Vec]
fields = [
  { name = "x", type = "f32" },
  { name = "max_y", type = "f32", default = 2 },
]
[custom_types.Pair]
fields = [{ name = "from", type = "Vec" }, { name = "team", type = "Team", default = "Blue" }]
`;

function analyseField(field: string): ReturnType<typeof analyse> {
  return analyse(`${HEAD}[tables.t]\nfields = [{ name = "f", ${field} }]\n`, 'x.toml');
}

describe('fits', () => {
  const cases: readonly [field: string, expected: unknown][] = [
    ['type = "u8", default = 255', 255],
    ['type = "i8", default = -128', -128],
    ['type = "u8", default = 0xff', 255],
    ['type = "u8", default = -0', 0],
    ['type = "u64", default = 18446744073709551615', 2n ** 64n - 1n],
    ['type = "u64", default = 1', 1n],
    ['type = "i64", default = -9223372036854775808', -(2n ** 63n)],
    ['type = "u64", js = "number", default = 9007199254740991', Number.MAX_SAFE_INTEGER],
    ['type = "[u64; 2]", js = "number", default = [1, 2]', [1, 2]],
    ['type = "f32", default = 1', 1],
    ['type = "f32", default = 0.1', 0.1],
    ['type = "f32", default = -0.0', -0],
    ['type = "f64", default = nan', Number.NaN],
    ['type = "f32", default = -inf', Number.NEGATIVE_INFINITY],
    ['type = "bool", default = true', true],
    ['type = "entity", default = 0', 0],
    ['type = "Team", default = "Blue"', 6],
    ['type = "[Team; 2]", default = ["Blue", "Red"]', [6, 5]],
    ['type = "string<2>", default = "é"', 'é'],
    ['type = "string<2>", default = ""', ''],
    [
      'type = "[[u8; 2]; 2]", default = [[1, 2], [3, 4]]',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['type = "[u8; 3]", default = 7', [7, 7, 7]],
    ['type = "[u64; 2]", default = 7', [7n, 7n]],
    ['type = "[u64; 2]", js = "number", default = 7', [7, 7]],
    ['type = "[string<4>; 2]", default = "ab"', ['ab', 'ab']],
    ['type = "[entity; 2]", default = 0', [0, 0]],
    ['type = "[Team; 3]", default = "Blue"', [6, 6, 6]],
    [
      'type = "[Vec; 2]", default = { x = 1 }',
      [
        { x: 1, maxY: 2 },
        { x: 1, maxY: 2 },
      ],
    ],
    [
      'type = "[[u8; 2]; 3]", default = 1',
      [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
    ],
    [
      'type = "[[u8; 2]; 2]", default = [1, [2, 3]]',
      [
        [1, 1],
        [2, 3],
      ],
    ],
    ['type = "[u8; 2]", nullable = true, default = 1', [1, 1]],
    ['type = "Vec", default = { x = 1, max_y = 3 }', { x: 1, maxY: 3 }],
    ['type = "Vec", default = { x = 1 }', { x: 1, maxY: 2 }],
    ['type = "Pair", default = { from = { x = 1 } }', { from: { x: 1, maxY: 2 }, team: 6 }],
    ['type = "u8", nullable = true', null],
    ['type = "u8", nullable = true, default = 1', 1],
    ['type = "u8"', undefined],
    ['type = "Vec"', undefined],
  ];
  test.each(cases)('%s', (field, expected) => {
    const { layout, diagnostics } = analyseField(field);
    expect(diagnostics.filter((diagnostic) => diagnostic.severity === 'error')).toEqual([]);
    expect(layout?.tables[0]?.fields[0]?.field.default).toEqual(expected);
  });
});

describe('does not fit', () => {
  const cases: readonly [field: string, messages: string | string[]][] = [
    ['type = "u8", default = -1', 'expected an integer from 0 to 255, not the integer -1'],
    ['type = "u8", default = 1.5', 'expected an integer from 0 to 255, not the float 1.5'],
    ['type = "i16", default = "1"', 'expected an integer from -32768 to 32767, not the string "1"'],
    ['type = "u64", default = -1', 'expected an integer from 0 to 18446744073709551615, not the integer -1'],
    [
      'type = "i64", js = "number", default = 9007199254740992',
      'expected an integer from -9007199254740991 to 9007199254740991, not the integer 9007199254740992',
    ],
    ['type = "f32", default = 1e39', 'expected a number that f32 can hold, not the float 1e+39'],
    ['type = "f32", default = true', 'expected a number, not true'],
    ['type = "bool", default = 1', 'expected true or false, not the integer 1'],
    ['type = "entity", default = 1', 'expected 0, which is no entity, not the integer 1'],
    ['type = "Team", default = 5', 'expected a variant of "Team" ("Red", "Blue"), not the integer 5'],
    ['type = "string<1>", default = "é"', 'expected at most 1 bytes of UTF-8, not the string "é" of 2 bytes'],
    ['type = "string<9>", default = 1979-05-27', 'expected a string, not a date'],
    [
      'type = "[u8; 3]", default = [1, 2]',
      'expected 3 values, one for each element, or one value for all, not an array of 2',
    ],
    ['type = "[u8; 2]", default = 256', 'expected an integer from 0 to 255, not the integer 256'],
    ['type = "[Team; 2]", default = "Green"', 'expected a variant of "Team" ("Red", "Blue"), not the string "Green"'],
    ['type = "[Vec; 2]", default = {}', 'field "x" of "Vec" is missing'],
    [
      'type = "[[u8; 2]; 3]", default = [1, 2]',
      'expected 3 values, one for each element, or one value for all, not an array of 2',
    ],
    [
      'type = "[u8; 3]", default = [256, 1, "x"]',
      [
        'expected an integer from 0 to 255, not the integer 256',
        'expected an integer from 0 to 255, not the string "x"',
      ],
    ],
    ['type = "Vec", default = [1, 2]', 'expected a table with the fields of "Vec", not an array of 2'],
    ['type = "Vec", default = {}', 'field "x" of "Vec" is missing'],
    ['type = "Vec", default = { x = 1, maxy = 2 }', '"Vec" has no field "maxy"; did you mean "max_y"?'],
  ];
  test.each(cases)('%s', (field, messages) => {
    const { diagnostics } = analyseField(field);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([messages].flat().map(() => 'ECS040'));
    for (const [index, message] of [messages].flat().entries()) expect(diagnostics[index]?.message).toContain(message);
  });
});

test('one value for all elements means the same as a list of it', () => {
  const hashOf = (field: string): string | undefined => analyseField(field).layout?.schemaHash;
  expect(hashOf('type = "[u8; 3]", default = 7')).toBe(hashOf('type = "[u8; 3]", default = [7, 7, 7]'));
  expect(hashOf('type = "[u8; 3]", default = 7')).not.toBe(hashOf('type = "[u8; 3]", default = 8'));
});

test('with one value for more elements than a record can contain, only the type is at fault', () => {
  const { diagnostics } = analyseField('type = "[[u8; 999999999]; 999999999]", default = 1');
  expect(diagnostics.map(({ code }) => code)).toEqual(['ECS023']);
});

test('if data omits such a field, every element gets the value, also without generated code', () => {
  const field = 'type = "[[Pair; 2]; 2]", default = { from = { x = 1 } }';
  const { layout } = analyseField(field);
  if (layout === undefined) throw new Error('the schema has errors');
  const schema = schemaFromDescriptor(describeSchema(layout));
  const [component] = schema.components;
  const db = Database.memory(schema);
  const entity = db.writeSync((tx) => {
    const created = tx.create();
    if (component !== undefined) tx.insert(created, component);
    return created;
  });
  const pair = { from: { x: 1, max_y: 2 }, team: 6 };
  const rows = schema.components.map((one) => db.get(entity, one));
  expect(JSON.parse(JSON.stringify(rows))).toEqual([
    {
      f: [
        [pair, pair],
        [pair, pair],
      ],
    },
  ]);
});

/** Types, keys and relations: what is valid, and more cases of what is refused than the fixtures have. */

import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';

const HEAD = `[database]
name = "arena"
[custom_types.Vec]
fields = [{ name = "x", type = "f32" }]
[enums.Team]
variants = ["Red"]
`;

function errorsOf(text: string): string[] {
  const { diagnostics } = analyse(HEAD + text, 'x.toml');
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  return errors.map(({ code, message }) => `${code} ${message}`);
}

describe('type names', () => {
  const cases: readonly [type: string, error: string][] = [
    ['', 'ECS020 "" is not a type'],
    ['u8[3]', 'ECS020 "u8[3]" is not a type; did you mean "[u8; 3]"?'],
    ['[u8; -1]', 'ECS020 "[u8; -1]" is not a type'],
    ['[u8]', 'ECS020 "[u8]" is not a type; did you mean "[u8; N]"?'],
    ['string<>', 'ECS020 "string<>" is not a type; did you mean "string<24>"?'],
    ['Vec<3>', 'ECS020 "Vec<3>" is not a type'],
    ['string<0>', 'ECS023 the capacity of a string must be 1 to 65533 bytes, not 0'],
    ['string<999999999999>', 'ECS023 the capacity of a string must be 1 to 65533 bytes, not 999999999999'],
    ['[u8; 0]', 'ECS023 the length of an array must be at least 1, not 0'],
    [
      '[u8; 999999999999999]',
      'ECS023 "[u8; 999999999999999]" has 1099511627776 bytes; the limit of a whole record is 65536',
    ],
    ['F32', 'ECS021 unknown type "F32"; did you mean "f32"?'],
    ['[vec; 3]', 'ECS021 unknown type "vec"; did you mean "Vec"?'],
    ['float', 'ECS021 unknown type "float"; did you mean "f32"?'],
    ['boolean', 'ECS021 unknown type "boolean"; did you mean "bool"?'],
    ['constructor', 'ECS021 unknown type "constructor"'],
    ['__proto__', 'ECS021 unknown type "__proto__"'],
    ['player', 'ECS021 unknown type "player"'],
  ];
  test.each(cases)('%s', (type, error) => {
    expect(errorsOf(`[tables.t]\nfields = [{ name = "f", type = "${type}" }]\n`)).toEqual([error]);
  });
});

test('custom types may be declared in any order and are resolved in the order of their nesting', () => {
  const { layout } = analyse(
    `[database]
name = "arena"
[custom_types.Outer]
fields = [{ name = "inner", type = "[Inner; 2]" }]
[custom_types.Other]
fields = [{ name = "x", type = "u8" }]
[custom_types.Inner]
fields = [{ name = "other", type = "Other" }]
`,
    'x.toml',
  );
  expect(layout?.schema.customTypes.map((type) => type.name)).toEqual(['Other', 'Inner', 'Outer']);
});

test('every cycle of custom types is reported once', () => {
  const type = (name: string, contained: string): string =>
    `[custom_types.${name}]\nfields = [{ name = "x", type = "${contained}" }]\n`;
  const text = [type('A', 'A'), type('B', '[C; 2]'), type('C', 'B'), type('D', 'C')].join('');
  expect(errorsOf(text)).toEqual([
    'ECS022 a custom type cannot contain itself: "A" contains "A"',
    'ECS022 a custom type cannot contain itself: "B" contains "C" contains "B"',
  ]);
});

test('custom types nest up to 64 deep, whatever order they are declared in', () => {
  const chain = (length: number): string[] =>
    Array.from({ length }, (_, index) => {
      const inner = index === 0 ? 'u8' : `T${index - 1}`;
      return `[custom_types.T${index}]\nfields = [{ name = "x", type = "${inner}" }]\n`;
    });
  for (const order of [(list: string[]) => list, (list: string[]) => list.toReversed()]) {
    expect(errorsOf(order(chain(64)).join(''))).toEqual([]);
    expect(errorsOf(order(chain(65)).join(''))).toEqual([
      'ECS080 custom type "T64" nests 65 levels of types; the limit is 64',
    ]);
    expect(errorsOf(order(chain(3000)).join(''))).toContainEqual(
      expect.stringMatching(/^ECS080 custom type "T\d+" nests 65 levels of types; the limit is 64$/),
    );
  }
});

describe('keys', () => {
  test.each(['u8', 'i64', 'f32', 'f64', 'bool', 'Team', 'string<8>', 'entity'])(
    '%s may be a key and indexed',
    (type) => {
      const field = `type = "${type}", primary_key = true, unique = true, indexed = true`;
      expect(errorsOf(`[tables.t]\nfields = [{ name = "f", ${field} }]\n`)).toEqual([]);
    },
  );
  test.each(['Vec', '[u8; 2]'])('%s may not', (type) => {
    for (const key of ['primary_key', 'unique', 'indexed']) {
      const errors = errorsOf(`[tables.t]\nfields = [{ name = "f", type = "${type}", ${key} = true }]\n`);
      expect(errors).toEqual([`ECS051 "${key}" needs a type whose values have an order; those of ${type} have none`]);
    }
  });
});

describe('foreign keys', () => {
  const target = `[tables.player]
fields = [
  { name = "id", type = "u64", primary_key = true },
  { name = "mail", type = "string<8>", unique = true },
  { name = "self", type = "entity", unique = true },
]
[tables.pair]
indexes = [{ fields = ["c"], unique = true }, { fields = ["c", "d"], unique = true }, { fields = ["d", "c"] }]
fields = [
  { name = "c", type = "u64" },
  { name = "d", type = "u64" },
  { name = "a", type = "u64", primary_key = true },
  { name = "b", type = "u64", primary_key = true },
]
`;
  const field = (rest: string): string => `${target}[tables.t]\nfields = [{ name = "f", indexed = true, ${rest} }]\n`;
  const cases: readonly [what: string, field: string, errors: string[]][] = [
    ['to a primary key', 'type = "u64", foreign_key = "player.id"', []],
    ['with another js', 'type = "u64", js = "number", foreign_key = "player.id"', []],
    ['to a unique field', 'type = "string<8>", foreign_key = "player.mail"', []],
    ['to the only field of a unique index', 'type = "u64", foreign_key = "pair.c"', []],
    [
      'to one field of a unique index',
      'type = "u64", foreign_key = "pair.d"',
      ['ECS053 "pair.d" is neither a primary key nor unique'],
    ],
    ['with another spelling of the type', 'type = "string< 8 >", foreign_key = "player.mail"', []],
    ['to a whole table', 'type = "entity", foreign_key = "player"', []],
    ['to a field of type entity', 'type = "entity", foreign_key = "player.self"', []],
    ['to its own table', 'type = "entity", foreign_key = "t", nullable = true, on_delete = "set_null"', []],
    [
      'to a part of a key',
      'type = "u64", foreign_key = "pair.a"',
      ['ECS053 "pair.a" is only one field of a primary key with several'],
    ],
    [
      'with too many parts',
      'type = "u64", foreign_key = "a.b.c"',
      ['ECS052 "a.b.c" is not a foreign key; write "table.field"'],
    ],
    ['to nothing', 'type = "u64", foreign_key = ""', ['ECS052 unknown table ""']],
    [
      'to a longer string',
      'type = "string<9>", foreign_key = "player.mail"',
      ['ECS054 "player.mail" has type string<8>, but this field has type string<9>; use the same type for both'],
    ],
  ];
  test.each(cases)('%s', (_, rest, errors) => {
    expect(errorsOf(field(rest))).toEqual(errors);
  });
});

describe('parents', () => {
  const table = (name: string, parent: string): string => `[tables.${name}]\nparent_table = "${parent}"\n`;
  test('a table may be the parent of many', () => {
    expect(errorsOf(`[tables.a]\n${table('b', 'a')}${table('c', 'a')}${table('d', 'c')}`)).toEqual([]);
  });
  test('a table is not its own parent', () => {
    expect(errorsOf(table('a', 'a'))).toEqual(['ECS058 a table cannot be its own parent: "a" -> "a"']);
  });
  test('each cycle is reported once, and tables whose parents form it are not', () => {
    const text =
      table('x', 'a') + table('a', 'b') + table('b', 'a') + table('y', 'x') + table('c', 'd') + table('d', 'c');
    expect(errorsOf(text)).toEqual([
      'ECS058 a table cannot be its own parent: "a" -> "b" -> "a"',
      'ECS058 a table cannot be its own parent: "c" -> "d" -> "c"',
    ]);
  });
});

test('arrays of tables mean the same as inline fields', () => {
  const inline = '[tables.t]\nfields = [{ name = "a", type = "u8" }, { name = "b", type = "u16" }]\n';
  const blocks = '[[tables.t.fields]]\nname = "a"\ntype = "u8"\n[[tables.t.fields]]\nname = "b"\ntype = "u16"\n';
  const hashes = [inline, blocks].map((text) => analyse(HEAD + text, 'x.toml').layout?.schemaHash);
  expect(hashes[0]).toBeDefined();
  expect(hashes[1]).toBe(hashes[0]);
});

describe('limits', () => {
  const table = (count: number): string => {
    const fields = Array.from({ length: count }, (_, index) => `{ name = "f${index}", type = "u8" },\n`);
    return `[tables.t]\nfields = [\n${fields.join('')}]\n`;
  };
  test('1,024 fields', () => {
    expect(errorsOf(table(1024))).toEqual([]);
    expect(errorsOf(table(1025))).toEqual(['ECS080 the number of fields of "t" is 1025; the limit is 1024']);
  });
  test('65,536 variants', () => {
    const variants = (count: number): string =>
      `[enums.E]\nvariants = [${Array.from({ length: count }, (_, index) => `"v${index}"`).join(',')}]\n`;
    expect(errorsOf(variants(65_536))).toEqual([]);
    expect(errorsOf(variants(65_537))).toEqual(['ECS080 the number of variants of "E" is 65537; the limit is 65536']);
  });
  test('65,535 tables', () => {
    const tables = (count: number): string => Array.from({ length: count }, (_, index) => `t${index} = {}\n`).join('');
    expect(errorsOf(`[tables]\n${tables(65_535)}`)).toEqual([]);
    expect(errorsOf(`[tables]\n${tables(65_536)}`)).toEqual([
      'ECS080 the number of tables is 65536; the limit is 65535',
    ]);
  });
  test('128 characters in a name', () => {
    expect(errorsOf(`[tables.${'x'.repeat(128)}]`)).toEqual([]);
    expect(errorsOf(`[tables.t]\nfields = [{ name = "${'x'.repeat(129)}", type = "u8" }]`)).toEqual([
      'ECS080 this name is too long; the limit is 128 characters',
    ]);
  });
  test('16 MiB of text', () => {
    expect(errorsOf('#'.repeat(17 * 1024 * 1024))).toHaveLength(1);
  });
  test('numbers beyond 2^53 are diagnosed where they do not fit', () => {
    expect(errorsOf('[tables.t]\nid = 9007199254740993\n')).toEqual([
      'ECS080 a table id must be an integer from 0 to 65535, not the integer 9007199254740993',
    ]);
    expect(errorsOf('[enums.E]\nvariants = { A = 9007199254740993 }\n')).toEqual([
      'ECS031 enum "E": the value of "A" must be 0 to 4294967295 to fit u32, not 9007199254740993',
    ]);
  });
});

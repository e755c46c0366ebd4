/** The rules of the layout, with a table of cases for each, and the hashes of layouts. */

import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';
import { bestOrder, describeSchema, type SchemaLayout, type TableLayout } from '../../../generator/layout/index.js';

const HEAD = `[database]
name = "arena"
[enums.Small]
repr = "u8"
variants = ["A", "B"]
[enums.Wide]
variants = ["A"]
[custom_types.Pair]
fields = [{ name = "small", type = "u8" }, { name = "large", type = "u64" }]
`;

function layoutOf(text: string): SchemaLayout {
  const { layout, diagnostics } = analyse(text, 'x.toml');
  if (layout === undefined) throw new Error(diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  return layout;
}

function tableOf(...fields: string[]): TableLayout {
  const items = fields.map((field, index) => {
    const [type = '', nullable] = field.split('?');
    return `{ name = "f${index}", type = "${type}"${nullable === undefined ? '' : ', nullable = true'} }`;
  });
  const [table] = layoutOf(`${HEAD}[tables.t]\nfields = [${items.join(', ')}]\n`).tables;
  if (table === undefined) throw new Error('no table');
  return table;
}

describe('sizes and alignments of types', () => {
  const cases: readonly [type: string, size: number, align: number][] = [
    ['u8', 1, 1],
    ['i8', 1, 1],
    ['bool', 1, 1],
    ['u16', 2, 2],
    ['i16', 2, 2],
    ['u32', 4, 4],
    ['i32', 4, 4],
    ['f32', 4, 4],
    ['u64', 8, 8],
    ['i64', 8, 8],
    ['f64', 8, 8],
    ['entity', 8, 4],
    ['string<1>', 4, 2],
    ['string<2>', 4, 2],
    ['string<24>', 26, 2],
    ['string< 25 >', 28, 2],
    ['Small', 1, 1],
    ['Wide', 4, 4],
    ['Pair', 16, 8],
    ['[u8; 3]', 3, 1],
    ['[[f32; 4]; 4]', 64, 4],
    ['[Pair;2]', 32, 8],
    ['string<65533>', 65536, 2],
    ['[u8; 65536]', 65536, 1],
  ];
  test.each(cases)('%s', (type, size, align) => {
    const { fields, ...table } = tableOf(type);
    expect(fields[0]).toMatchObject({ offset: 0, size, align });
    expect(table).toMatchObject({ size, align, padding: [], nullBitmap: null });
  });
});

test('the spelling of a type is made canonical', () => {
  expect(tableOf('[ [f32;4] ; 04 ]').fields[0]?.field.typeName).toBe('[[f32; 4]; 4]');
});

describe('the null bitmap', () => {
  const cases: readonly [what: string, fields: string[], size: number, bitmap: object][] = [
    ['follows the last field, before the rounding', ['u64', 'u8?'], 16, { offset: 9, bytes: 1 }],
    ['makes a record larger where no room is left', ['u64?'], 16, { offset: 8, bytes: 1 }],
    ['has a bit for each nullable field only', ['u8', 'u8?', 'u8', 'u8?'], 5, { offset: 4, bytes: 1 }],
    ['takes a second byte for the ninth', Array.from({ length: 9 }, () => 'u8?'), 11, { offset: 9, bytes: 2 }],
    ['keeps eight in one byte', Array.from({ length: 8 }, () => 'u8?'), 9, { offset: 8, bytes: 1 }],
  ];
  test.each(cases)('%s', (_, fields, size, nullBitmap) => {
    expect(tableOf(...fields)).toMatchObject({ size, nullBitmap });
  });

  test('numbers its bits in declared order', () => {
    expect(tableOf('u8?', 'u8', 'u8?').fields.map((field) => field.nullBit)).toEqual([0, undefined, 1]);
  });
});

test('a tag has size 0 and alignment 1', () => {
  expect(tableOf()).toMatchObject({ size: 0, align: 1, fields: [], padding: [], nullBitmap: null });
});

test('padding is everything that belongs to no field', () => {
  expect(tableOf('u8', 'u32', 'u8?', 'u64', 'u8').padding).toEqual([
    { offset: 1, size: 3 },
    { offset: 9, size: 7 },
    { offset: 26, size: 6 },
  ]);
});

describe('the best order', () => {
  test('is by descending alignment, and in declared order if that is equal', () => {
    expect(bestOrder(tableOf('u8', 'u64', 'u16', 'u64', 'u8'))).toEqual({
      fields: ['f1', 'f3', 'f2', 'f0', 'f4'],
      size: 24,
      saved: 16,
    });
  });
  test('is the declared order if no other saves bytes', () => {
    expect(bestOrder(tableOf('u8', 'u8', 'u16', 'u32'))).toEqual({
      fields: ['f0', 'f1', 'f2', 'f3'],
      size: 8,
      saved: 0,
    });
  });
  test('counts the null bitmap', () => {
    expect(bestOrder(tableOf('u8?', 'u32', 'u8')).size).toBe(8);
  });
});

test('a record may have 65,536 bytes and not one more', () => {
  expect(tableOf('[u8; 65535]', 'u8').size).toBe(65_536);
  expect(() => tableOf('[u8; 65535]', 'u8?')).toThrow('has 65537 bytes; the limit is 65536');
});

describe('TABLE_ID', () => {
  const cases: readonly [what: string, ids: (number | undefined)[], expected: number[]][] = [
    ['counts up in declared order', [undefined, undefined, undefined], [0, 1, 2]],
    ['an explicit one wins', [7, undefined, undefined], [7, 0, 1]],
    ['passes over those that later tables ask for', [undefined, undefined, 1, 0], [2, 3, 1, 0]],
    ['may be the largest u16', [65_535, undefined], [65_535, 0]],
  ];
  test.each(cases)('%s', (_, ids, expected) => {
    const tables = ids.map((id, index) => `[tables.t${index}]\n${id === undefined ? '' : `id = ${id}\n`}`);
    expect(layoutOf(HEAD + tables.join('')).tables.map((table) => table.table.tableId)).toEqual(expected);
  });
});

describe('hashes', () => {
  const base = `[database]
name = "arena"
version = "1.0.0"
[enums.Team]
repr = "u8"
variants = ["Red", "Blue"]
[custom_types.Vec]
fields = [{ name = "x", type = "f32" }, { name = "y", type = "f32" }]
[tables.a]
id = 0
fields = [{ name = "at", type = "Vec" }, { name = "team", type = "Team", default = "Red" }]
[tables.b]
id = 1
fields = [{ name = "big", type = "u64", default = 1 }]
`;
  const reference = layoutOf(base);

  test('do not change by accident, because data on disk contains them', () => {
    expect(reference.schemaHash).toBe('2783ab576cb4785f7179794a0fd376df');
    expect(reference.tables.map((table) => table.layoutHash)).toEqual(['5a9c7becd5ba9d64', '66181478231ecd92']);
  });

  const changes: readonly [what: string, from: string, to: string, schema: boolean, layouts: boolean[]][] = [
    ['a comment', '[tables.a]', '# moved\n[tables.a]', false, [false, false]],
    ['a description', '[tables.a]', '[tables.a]\ndescription = "where"', false, [false, false]],
    ['the version', '1.0.0', '1.0.1', false, [false, false]],
    ['spelling', 'type = "u64"', "type = ' u64'", false, [false, false]],
    ['a default', 'default = 1', 'default = 2', true, [false, false]],
    ['an added variant', '"Blue"]', '"Blue", "Green"]', true, [false, false]],
    ['the name of an enum', 'Team', 'Side', true, [false, false]],
    ['the name of a table', 'tables.b', 'tables.c', true, [false, false]],
    ['the representation of an enum', '"u8"', '"u16"', true, [true, false]],
    ['the name of a field', '"big"', '"huge"', true, [false, true]],
    ['the name of a field of a custom type', '"y"', '"z"', true, [true, false]],
    ['the type of a field', '"u64"', '"i64"', true, [false, true]],
    ['a field that may be null', 'type = "u64"', 'type = "u64", nullable = true', true, [false, true]],
    ['a key', 'type = "u64"', 'type = "u64", unique = true', true, [false, false]],
    ['a bound', 'default = 1', 'default = 1, max = 9', true, [false, false]],
    ['an index', 'id = 0', 'id = 0\nindexes = [{ fields = ["team", "at.x"] }]', true, [false, false]],
    ['a table id', 'id = 1', 'id = 2', true, [false, false]],
    ['the name of the database', 'arena', 'stadium', true, [false, false]],
  ];
  test.each(changes)('%s', (_, from, to, schema, layouts) => {
    const changed = layoutOf(base.replaceAll(from, to));
    expect(changed.schemaHash !== reference.schemaHash).toBe(schema);
    expect(changed.tables.map((table, index) => table.layoutHash !== reference.tables[index]?.layoutHash)).toEqual(
      layouts,
    );
  });

  test('do not depend on the order of tables', () => {
    const [head = '', a = '', b = ''] = base.split(/(?=\[tables)/);
    expect(layoutOf(head + b + a).schemaHash).toBe(reference.schemaHash);
  });

  test('depend on numbers that JSON cannot distinguish', () => {
    const values = ['0.0', '-0.0', 'nan', 'inf', '-inf', '1', '9007199254740993'];
    const hashes = values.map((value) => {
      return layoutOf(`${HEAD}[tables.t]\nfields = [{ name = "x", type = "f64", default = ${value} }]`).schemaHash;
    });
    expect(new Set(hashes).size).toBe(values.length);
  });
});

test('the descriptor contains all of the schema', () => {
  const descriptor = describeSchema(
    layoutOf(`[database]
name = "arena"
version = "2.1.0"
[enums.Rank]
repr = "u16"
variants = { Private = 1, Captain = 10 }
[custom_types.Vec]
fields = [{ name = "max_x", type = "f32", default = 1 }, { name = "y", type = "f32" }]
[tables.player]
fields = [
  { name = "id", type = "u64", primary_key = true, js = "number" },
  { name = "rank", type = "Rank", default = "Captain", indexed = true },
]
[tables.transform]
id = 9
parent_table = "player"
fields = [
  { name = "at", type = "Vec", default = { y = 2.5 } },
  { name = "owner", type = "u64", nullable = true, foreign_key = "player.id", on_delete = "set_null", unique = true },
  { name = "large", type = "i64", default = -1, min = -7, max = 7 },
]
[[tables.transform.indexes]]
fields = ["at.max_x", "owner"]
[queries.moving]
write = ["transform"]
with = ["player"]
[queries.placed]
with = ["player"]
optional = ["transform"]
any = [["transform", "frozen"]]
[tables.frozen]
`),
  );
  const { hash, tables, ...rest } = descriptor;
  expect(hash).toMatch(/^[0-9a-f]{32}$/);
  for (const table of tables) expect(table.layoutHash).toMatch(/^[0-9a-f]{16}$/);
  const plain = { align: 4, nullable: false };
  expect(rest).toEqual({
    name: 'arena',
    version: '2.1.0',
    enums: [{ name: 'Rank', repr: 'u16', variants: { Private: 1, Captain: 10 } }],
    customTypes: [
      {
        name: 'Vec',
        size: 8,
        align: 4,
        fields: [
          { name: 'max_x', property: 'maxX', type: 'f32', offset: 0, size: 4, ...plain, default: 1 },
          { name: 'y', property: 'y', type: 'f32', offset: 4, size: 4, ...plain },
        ],
      },
    ],
    queries: [
      { name: 'moving', write: ['transform'], read: [], with: ['player'], without: [] },
      {
        ...{ name: 'placed', write: [], read: [], with: ['player'], without: [] },
        ...{ optional: ['transform'], any: [['transform', 'frozen']] },
      },
    ],
    enforced: 1,
  });
  const wide = { size: 8, align: 8 };
  expect(tables).toMatchObject([
    {
      name: 'player',
      tableId: 0,
      size: 16,
      align: 8,
      nullBitmap: null,
      indexes: [
        { name: 'id', fields: ['id'], primary: true, unique: true },
        { name: 'rank', fields: ['rank'] },
      ],
      fields: [
        { name: 'id', type: 'u64', js: 'number', offset: 0, ...wide, nullable: false, primaryKey: true },
        { name: 'rank', type: 'Rank', offset: 8, size: 2, align: 2, nullable: false, indexed: true, default: 10 },
      ],
    },
    {
      name: 'transform',
      tableId: 9,
      size: 32,
      align: 8,
      nullBitmap: { offset: 24, bytes: 1 },
      parentTable: 'player',
      indexes: [
        { name: 'owner', fields: ['owner'], unique: true },
        { name: 'atMaxXAndOwner', fields: ['at.max_x', 'owner'] },
      ],
      fields: [
        { name: 'at', type: 'Vec', offset: 0, size: 8, align: 4, default: { maxX: 1, y: 2.5 } },
        {
          ...{ name: 'owner', type: 'u64', offset: 8, ...wide, nullable: true, unique: true, default: null },
          foreignKey: { table: 'player', field: 'id', onDelete: 'set_null' },
        },
        { name: 'large', type: 'i64', offset: 16, ...wide, default: -1n, min: -7n, max: 7n },
      ],
    },
    { name: 'frozen', tableId: 1, size: 0 },
  ]);
});

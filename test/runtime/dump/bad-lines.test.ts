/** Lines that cannot be loaded: each is named, with its number and what was expected, and nothing changes. */

import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import { type BadLine, dump, LoadError, type LoadOptions, type LoadSource, load } from '@ecsdb/runtime/dump';
import { describe, expect, test } from '@jest/globals';
import { schemaOfToml } from '../support/toml.js';

const SCHEMA = schemaOfToml(`
[enums.Rank]
variants = ["Low", "High"]

[custom_types.Vec]
fields = [{ name = "x", type = "f32" }, { name = "y", type = "f32" }]

[tables.player]
fields = [
  { name = "name", type = "string<8>" },
  { name = "level", type = "u8", min = 1, max = 9, default = 1 },
  { name = "big", type = "i64", default = 0 },
  { name = "at", type = "Vec", nullable = true },
  { name = "rank", type = "Rank", default = "Low" },
  { name = "friends", type = "[entity; 2]", default = [0, 0] },
  { name = "ranks", type = "[Rank; 2]", default = ["Low", "Low"] },
  { name = "ok", type = "bool", default = true },
]

[tables.tag]
`);

const player = (row: object | string, entity: number | string = 1): string =>
  `{"table":"player","entity":${entity},"row":${typeof row === 'string' ? row : JSON.stringify(row)}}`;
const ANN = { name: 'ann' };

describe('a line', () => {
  test.each<[string, string, BadLine['code'], RegExp]>([
    ['that is not JSON', '{"table":', 'NOT_JSON', /is not JSON/],
    ['that is a list', '[]', 'NOT_A_DUMP', /not one of a dump; expected a row/],
    ['that is null', 'null', 'NOT_A_DUMP', /not one of a dump/],
    ['with unknown keys', '{"table":"player","entity":1,"row":{},"x":1}', 'NOT_A_DUMP', /not one of a dump/],
    ['that begins a dump in the middle', '{"dump":"state"}', 'NOT_A_DUMP', /not one of a dump/],
    ['of the log', '{"dump":"log"}', 'NOT_A_DUMP', /only dumps of the state/],
    ['with an unknown table', '{"table":"plaier","entity":1,"row":{}}', 'UNKNOWN_TABLE', /"plaier".*player, tag/],
    ['with a table that is no text', '{"table":1,"entity":1,"row":{}}', 'UNKNOWN_TABLE', /table 1 is not/],
    ['with an unknown field', player({ ...ANN, lvl: 1 }), 'UNKNOWN_FIELD', /"lvl".*expected only name, level/],
    ['with an unknown part', player({ ...ANN, at: { x: 1, y: 2, z: 3 } }), 'UNKNOWN_FIELD', /field "at".*"z"/],
    ['without a required field', player({}), 'MISSING_FIELD', /no field "name"/],
    ['with an inherited name', player('{"toString":1,"name":"a"}'), 'UNKNOWN_FIELD', /"toString"/],
    ['with __proto__', player('{"__proto__":{"name":"a"}}'), 'MISSING_FIELD', /no field "name"/],
    ['without a part', player({ ...ANN, at: { x: 1 } }), 'MISSING_FIELD', /field "at" has no field "y"/],
    ['without a row', '{"table":"player","entity":1}', 'WRONG_VALUE', /expects an object/],
    ['with null in a required field', player({ name: null }), 'WRONG_VALUE', /field "name" expects a text.*null/],
    ['with a wrong type', player({ name: 1 }), 'WRONG_VALUE', /field "name" expects a text of at most 8 bytes/],
    ['with a text that is too long', player({ name: 'ääääb' }), 'WRONG_VALUE', /at most 8 bytes.*9 bytes/],
    ['with half a character', player('{"name":"\\ud800"}'), 'WRONG_VALUE', /lone surrogate/],
    ['below min', player({ ...ANN, level: 0 }), 'WRONG_VALUE', /"level" expects u8 from 1 to 9, got the number 0/],
    ['above the type', player({ ...ANN, level: 256 }), 'WRONG_VALUE', /"level" expects/],
    ['with a fraction', player({ ...ANN, level: 1.5 }), 'WRONG_VALUE', /"level" expects/],
    ['with a number too large for i64', player({ ...ANN, big: '9223372036854775808' }), 'WRONG_VALUE', /"big"/],
    [
      'with an inexact number for i64',
      player('{"name":"a","big":9007199254740993}'),
      'WRONG_VALUE',
      /"big".*as a text/,
    ],
    ['with an infinite literal', player('{"name":"a","at":{"x":1e999,"y":0}}'), 'WRONG_VALUE', /"at.x" expects f32/],
    ['with too large an f32', player({ ...ANN, at: { x: 1e39, y: 0 } }), 'WRONG_VALUE', /"at.x" expects f32/],
    ['with an unknown variant', player({ ...ANN, rank: 'Mid' }), 'UNKNOWN_VARIANT', /"rank" has the string "Mid"/],
    ['with a short list', player({ ...ANN, ranks: ['Low'] }), 'WRONG_VALUE', /"ranks" expects a list of 2/],
    ['with a wrong element', player({ ...ANN, ranks: ['Low', {}] }), 'WRONG_VALUE', /"ranks\[1\]" expects a variant/],
    ['with a wrong reference', player({ ...ANN, friends: [0, -1] }), 'WRONG_VALUE', /"friends\[1\]" expects the id/],
    ['with a number as bool', player({ ...ANN, ok: 1 }), 'WRONG_VALUE', /"ok" expects true or false/],
    ['with entity 0', player(ANN, 0), 'WRONG_ENTITY', /expects the id of an entity, got 0/],
    ['with an entity that is a text', player(ANN, '"1"'), 'WRONG_ENTITY', /got "1"/],
    ['with too high an index', '{"entity":4294967295}', 'WRONG_ENTITY', /highest is 134217727/],
    ['with index 0', '{"entity":4294967296}', 'WRONG_ENTITY', /expects the id/],
    ['without an entity', '{"table":"tag","row":{}}', 'WRONG_ENTITY', /has no entity/],
    ['with a gap before its index', '{"entity":100000000}', 'CONFLICT', /too high.*at most 4194304/],
  ])('%s is refused', async (_what, line, code, message) => {
    const bad = await refused(['{"entity":7}', '', line]);
    expect(bad).toEqual([{ line: 3, code, message: expect.stringMatching(message) }]);
  });

  test.each<[string, string[], BadLine['code'], RegExp]>([
    ['a second row', [player(ANN), player(ANN)], 'DUPLICATE', /entity 1 has a second row.*the first is on line 1/],
    [
      'two entities of one index',
      [player(ANN), player(ANN, 4294967297)],
      'WRONG_ENTITY',
      /on line 1 it is that of entity 1/,
    ],
    ['a living entity that is free', ['{"entity":1}', '{"free":4294967297}'], 'WRONG_ENTITY', /index 1/],
    ['an index that is free twice', ['{"free":4294967297}', '{"free":4294967297}'], 'DUPLICATE', /index 1/],
    ['an index that is retired and alive', ['{"retired":1}', '{"entity":1}'], 'WRONG_ENTITY', /retired/],
  ])('%s: the second line is refused', async (_what, lines, code, message) => {
    expect(await refused(lines)).toEqual([{ line: 2, code, message: expect.stringMatching(message) }]);
  });

  test('of huge depth is refused, and takes no stack', async () => {
    const nested = (open: string, close: string, depth: number): string =>
      `{"table":"player","entity":1,"row":${open.repeat(depth)}${close.repeat(depth)}}`;
    const lines = [nested('[', ']', 20_000_000), nested('{"a":', '}', 20_000), nested('[', ']', 1_000)];
    expect((await refused(lines)).map(({ code }) => code)).toEqual(['TOO_DEEP', 'TOO_DEEP', 'WRONG_VALUE']);
    // Brackets in texts are no levels.
    expect(await refused([player({ name: '[{"\\'.repeat(20_000) })])).toMatchObject([{ code: 'WRONG_VALUE' }]);
  });

  test('that is longer than the limit is refused before it is read as a whole', async () => {
    const piece = new Uint8Array(2 ** 20).fill(0x20);
    function* endless(): Generator<Uint8Array> {
      for (let i = 0; i < 70; i++) yield piece;
      yield new TextEncoder().encode('\n{"entity":0}\n');
    }
    expect(await refused(endless())).toMatchObject([
      { line: 1, code: 'TOO_LONG' },
      { line: 2, code: 'WRONG_ENTITY' },
    ]);
  });

  test('that is not UTF-8 is refused by its number, and lines around it are read', async () => {
    const text = new TextEncoder().encode(`${player(ANN)}\n#\n{"entity":0}\n`);
    text[text.indexOf(0x23)] = 0xff;
    expect(await refused([text])).toMatchObject([
      { line: 2, code: 'NOT_UTF8' },
      { line: 3, code: 'WRONG_ENTITY' },
    ]);
  });
});

test('a byte order mark, carriage returns, empty lines and a missing last line end are accepted', async () => {
  const db = Database.memory(SCHEMA);
  const bytes = new TextEncoder().encode(`\ufeff${player(ANN)}\r\n\r\n{"entity":2}`);
  // Whatever the pieces are.
  expect(
    await load(
      db,
      [...bytes].map((byte) => Uint8Array.of(byte)),
    ),
  ).toMatchObject({ lines: 3, rows: 1, entities: 2 });
});

test.each([
  ['at a line end', 2, 0],
  ['within a line', 2, 5],
  ['before the last line end, in the last line', 1, 3],
])('a dump that was cut off %s is refused', async (_what, lines, characters) => {
  const db = Database.memory(SCHEMA);
  db.writeSync((tx) => tx.insert(tx.create(), db.component('player'), ANN));
  const all = [...dump(db)];
  const kept = all
    .slice(0, -lines)
    .map((line) => `${line}\n`)
    .join('');
  const text = kept + (all.at(-lines)?.slice(0, characters) ?? '');
  const bad = await refused([new TextEncoder().encode(text)]);
  expect(bad.at(-1)).toMatchObject({ code: 'TRUNCATED', message: expect.stringMatching(/incomplete/) });
});

test('lines after the end of a dump are refused', async () => {
  const lines = [...dump(Database.memory(SCHEMA))];
  expect(await refused([...lines, ...lines])).toMatchObject(lines.map((_, i) => ({ line: lines.length + i + 1 })));
});

test('all bad lines are counted, the first hundred are listed, and the message has twenty', async () => {
  const db = Database.memory(SCHEMA);
  const lines = Array.from({ length: 1_000 }, () => '{}');
  const error = await load(db, lines).catch((given: unknown) => given);
  expect(error).toBeInstanceOf(LoadError);
  const { lines: listed, count, message, code } = error as LoadError;
  expect({ count, listed: listed.length, code }).toEqual({ count: 1_000, listed: 100, code: 'LOAD_REFUSED' });
  expect(message.split('\n')).toHaveLength(23);
  expect(message).toContain('and 980 more\nNothing was changed.');
});

describe('names that the schema does not have', () => {
  const lines = [
    player({ ...ANN, lvl: 1, rank: 'Mid', at: { x: 1, y: 2, z: 3 } }),
    '{"table":"guild","entity":5,"row":{"a":1}}',
    '{"table":"tag","entity":2,"row":{}}',
  ];

  test('are all refused, line by line', async () => {
    expect((await refused(lines)).map(({ line }) => line)).toEqual([1, 2]);
    await expect(load(Database.memory(SCHEMA), lines)).rejects.toThrow(/Or load with other options: skipUnknown /);
  });

  test('can be left out, and are reported', async () => {
    const db = Database.memory(SCHEMA);
    const { rows, skipped } = await load(db, lines, { skipUnknown: true });
    expect(rows).toBe(2);
    expect(skipped.count).toBe(4);
    expect(skipped.listed.map(({ line, code }) => [line, code])).toEqual([
      [1, 'UNKNOWN_FIELD'],
      [1, 'UNKNOWN_VARIANT'],
      [1, 'UNKNOWN_FIELD'],
      [2, 'UNKNOWN_TABLE'],
    ]);
    expect([...dump(db)].slice(2)).toEqual([
      player(
        '{"name":"ann","level":1,"big":"0","at":{"x":1,"y":2},"rank":"Low","friends":[0,0],' +
          '"ranks":["Low","Low"],"ok":true}',
      ),
      '{"table":"tag","entity":2,"row":{}}',
      '{"dump":"end"}',
    ]);
  });

  test('an unknown variant in a list is refused nevertheless', async () => {
    const line = player({ ...ANN, ranks: ['Low', 'Mid'] });
    expect(await refused([line], { skipUnknown: true })).toMatchObject([{ code: 'UNKNOWN_VARIANT' }]);
  });
});

describe('references', () => {
  const lines = [player({ ...ANN, friends: [2, 9] }), player({ name: 'bob', friends: [1, 0] }, 2)];

  test('to entities that the input does not contain are refused with new ids', async () => {
    expect(await refused(lines, { ids: 'new' })).toEqual([
      { line: 1, code: 'UNKNOWN_REFERENCE', message: expect.stringMatching(/"friends.1" refers to entity 9/) },
    ]);
  });

  test('can be cleared, and the others follow', async () => {
    const db = Database.memory(SCHEMA);
    db.writeSync((tx) => tx.createMany(10));
    await load(db, lines, { ids: 'new', clearDangling: true });
    expect([...dump(db)].slice(2).filter((line) => line.includes('friends'))).toEqual([
      expect.stringMatching(/"entity":11,.*"friends":\[12,0\]/),
      expect.stringMatching(/"entity":12,.*"friends":\[11,0\]/),
    ]);
  });

  test('are kept as they are with kept ids', async () => {
    const db = Database.memory(SCHEMA);
    await load(db, lines);
    expect([...dump(db)].join()).toContain('"friends":[2,9]');
  });
});

describe('CSV', () => {
  test.each<[string, string, number, BadLine['code'], RegExp]>([
    ['without a header', '', 1, 'NOT_CSV', /names of the columns/],
    ['with an unknown column', 'entity,name,lvl\n', 1, 'UNKNOWN_FIELD', /"lvl"/],
    ['with a column twice', 'entity,name,name\n', 1, 'NOT_CSV', /two columns "name"/],
    ['without a required column', 'entity,level\n', 1, 'MISSING_FIELD', /"name"/],
    ['without a part of a field', 'entity,name,at.x\n', 1, 'MISSING_FIELD', /"at.y"/],
    ['with too few cells', 'entity,name\n1\n', 2, 'NOT_CSV', /1 cells, and the header has 2/],
    ['with text after a quote', 'entity,name\n1,"a"b\n', 2, 'NOT_CSV', /column 2/],
    ['with a quote inside', 'entity,name\n1,a"b\n', 2, 'NOT_CSV', /column 2/],
    ['with an open quote', 'entity,name\n1,"a\nb\n', 2, 'TRUNCATED', /no end/],
    ['with a wrong number', 'entity,name,level\n1,a,one\n', 2, 'WRONG_VALUE', /"level" expects u8.*"one"/],
    ['with an empty number', 'entity,name,level\n1,a,\n', 2, 'WRONG_VALUE', /"level" expects u8.*null/],
    ['with half of a field null', 'entity,name,at.x,at.y\n1,a,1,\n', 2, 'WRONG_VALUE', /"at.y" expects f32/],
    ['with a wrong entity', 'entity,name\nx,a\n', 2, 'WRONG_ENTITY', /"x"/],
    ['after a text on three lines', 'entity,name\n1,"a\n\nb"\n2,abcdefghi\n', 5, 'WRONG_VALUE', /"name"/],
  ])('%s is refused', async (_what, text, line, code, message) => {
    const bad = await refused([new TextEncoder().encode(text)], { format: 'csv', table: 'player' });
    expect(bad).toEqual([{ line, code, message: expect.stringMatching(message) }]);
  });

  test('from a spreadsheet: capitals, columns in any order, no ids', async () => {
    const db = Database.memory(SCHEMA);
    const text = 'ok,name,rank\r\nTRUE,"a ""b""",High\r\nFALSE,,Low\r\n';
    await load(db, [new TextEncoder().encode(text)], { format: 'csv', table: 'player', ids: 'new' });
    expect([...dump(db, { format: 'csv', tables: ['player'] })].slice(1)).toEqual([
      '1,"a ""b""",1,0,,,High,0,0,Low,Low,true',
      '2,"",1,0,,,Low,0,0,Low,Low,false',
    ]);
  });
});

test('a schema made from the one in a dump reads it', async () => {
  const [, line = ''] = dump(Database.memory(SCHEMA));
  expect(JSON.parse(line).schema.name).toBe('test');
  expect(schemaFromDescriptor(SCHEMA.descriptor).descriptor).toEqual(SCHEMA.descriptor);
});

/** The lines that are refused. Nothing is changed. */
async function refused(source: LoadSource, options: LoadOptions = {}): Promise<readonly BadLine[]> {
  const db = Database.memory(SCHEMA);
  const error: unknown = await load(db, source, options).catch((given: unknown) => given);
  if (!(error instanceof LoadError)) throw error;
  expect(db.version).toBe(0);
  expect(error.count).toBe(error.lines.length);
  return error.lines;
}

/** Lookups by value: order, ranges, changes while iterating, and arguments that are wrong. */

import { Database, type Entity } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf } from '../support/errors.js';
import { schemaOfToml } from '../support/toml.js';

const schema = schemaOfToml(`
[enums.Color]
variants = ["Red", "Green"]
[custom_types.Vec]
fields = [{ name = "x", type = "f32" }, { name = "y", type = "f32" }]
[tables.score]
indexes = [
  { fields = ["season", "points"] },
  { name = "place", fields = ["season", "name"], unique = true },
]
fields = [
  { name = "season", type = "u8" },
  { name = "points", type = "i32", nullable = true },
  { name = "name", type = "string<6>" },
]
[tables.price]
fields = [{ name = "cents", type = "u32", indexed = true, min = 1, max = 100 }]
[tables.all]
indexes = [{ fields = ["at.x"] }]
fields = [
  { name = "u8", type = "u8", indexed = true },
  { name = "i8", type = "i8", indexed = true, nullable = true },
  { name = "u16", type = "u16", indexed = true },
  { name = "i16", type = "i16", indexed = true },
  { name = "u32", type = "u32", indexed = true, nullable = true },
  { name = "i32", type = "i32", indexed = true },
  { name = "u64", type = "u64", indexed = true },
  { name = "i64", type = "i64", indexed = true },
  { name = "f32", type = "f32", indexed = true },
  { name = "f64", type = "f64", indexed = true, nullable = true },
  { name = "flag", type = "bool", indexed = true },
  { name = "text", type = "string<6>", indexed = true, nullable = true },
  { name = "color", type = "Color", indexed = true },
  { name = "ref", type = "entity", indexed = true },
  { name = "at", type = "Vec" },
]
`);

function openScores() {
  const db = Database.memory(schema);
  const score = db.component('score');
  const add = (season: number, points: number | null, name: string): Entity =>
    db.writeSync((tx) => {
      const entity = tx.create();
      tx.insert(entity, score, { season, points, name });
      return entity;
    });
  return { db, score, add };
}

describe('a range', () => {
  test('has equal values first, then bounds on the next field, in order or reversed, limited', () => {
    const { db, score, add } = openScores();
    const [a, b, c, d] = [add(7, 10, 'a'), add(7, 30, 'b'), add(7, 20, 'c'), add(7, null, 'd')];
    add(6, 15, 'e');
    add(8, 15, 'f');
    const find = (...values: unknown[]): Entity[] => db.lookup(score, 'seasonAndPoints', ...values).toArray();
    expect(find(7)).toEqual([d, a, c, b]);
    expect(find(7, { from: 10, to: 20 })).toEqual([a, c]);
    expect(find(7, { after: 10, before: 30 })).toEqual([c]);
    expect(find(7, { from: 20 })).toEqual([c, b]);
    expect(find(7, { to: 10 })).toEqual([d, a]);
    expect(find(7, { reverse: true, limit: 2 })).toEqual([b, c]);
    expect(find(7, { from: 20, to: 10 })).toEqual([]);
    expect(find(7, null)).toEqual([d]);
    expect(find(7, 20)).toEqual([c]);
    expect(find({ from: 8 })).toHaveLength(1);
    expect(find({ after: 8 })).toEqual([]);
    expect(find({ limit: 0 })).toEqual([]);
    expect(find()).toHaveLength(6);
    const seven = db.lookup(score, 'seasonAndPoints', 7);
    expect([seven.first(), seven.count()]).toEqual([d, 4]);
    const names: unknown[] = [];
    seven.rows((row, entity) => names.push([row.get('name'), entity]));
    expect(names).toEqual([
      ['d', d],
      ['a', a],
      ['c', c],
      ['b', b],
    ]);
  });

  test('in a transaction sees its changes, and is noted when an iteration starts', () => {
    const { db, score, add } = openScores();
    const entities = [1, 2, 3, 4].map((points) => add(1, points, `n${points}`));
    db.writeSync((tx) => {
      const seen: Entity[] = [];
      for (const entity of tx.lookup(score, 'seasonAndPoints', 1)) {
        seen.push(entity);
        // Moves behind the entries that come next: it is not visited again.
        tx.update(entity, score, { points: 100 - seen.length });
        if (seen.length === 1) tx.destroy(entities[2] as Entity);
      }
      expect(seen).toEqual([entities[0], entities[1], entities[3]]);
      expect(tx.lookup(score, 'seasonAndPoints', 1).toArray()).toEqual([entities[3], entities[1], entities[0]]);
      expect(tx.lookup(score, 'place', 1, 'n3').first()).toBeUndefined();
    });
    expect(db.lookup(score, 'seasonAndPoints', 1).count()).toBe(3);
  });

  test('over a database continues after the entity that it has reached, when versions are published meanwhile', () => {
    const { db, score } = openScores();
    const entities = db.writeSync((tx) =>
      Array.from({ length: 300 }, (_, i) => {
        const entity = tx.create();
        tx.insert(entity, score, { season: 1, points: i, name: `${i}` });
        return entity;
      }),
    );
    const seen: Entity[] = [];
    for (const entity of db.lookup(score, 'seasonAndPoints', 1)) {
      seen.push(entity);
      if (seen.length === 10) db.writeSync((tx) => tx.destroyMany(entities.slice(100, 200)));
    }
    expect(seen).toEqual([...entities.slice(0, 100), ...entities.slice(200)]);
  });

  test('belongs to an index whose entries and bytes are in stats', () => {
    const { db, add } = openScores();
    for (let i = 0; i < 200; i++) add(1, i, `${i}`);
    const [first] = db.stats().tables[0]?.indexes ?? [];
    expect(first).toEqual({ name: 'seasonAndPoints', entries: 200, bytesUsed: expect.any(Number), depth: 2 });
    // A key of three words, the entity index, and what splitting leaves free.
    expect((first?.bytesUsed ?? 0) / 2 / 200).toBeLessThan(3 * 4 + 12);
    const { bytesReserved = 0 } = db.stats().tables[0] ?? {};
    expect(bytesReserved).toBeGreaterThan(first?.bytesUsed ?? 0);
  });

  test('names the entities of an operation on many', () => {
    const { db, score, add } = openScores();
    const price = db.component('price');
    for (let points = 1; points <= 5; points++) add(points % 2, points, `n${points}`);
    db.writeSync((tx) => {
      tx.insertMany(tx.lookup(score, 'seasonAndPoints', 1), price, { cents: 5 });
      expect(tx.deleteMany(tx.lookup(price, 'cents', { from: 5, limit: 1 }), price)).toBe(1);
      expect(tx.destroyMany(db.lookup(score, 'seasonAndPoints', 0))).toBe(2);
      expect(tx.destroyMany(tx.lookup(score, 'seasonAndPoints', 9))).toBe(0);
    });
    expect(db.lookup(score, 'seasonAndPoints').count()).toBe(3);
    expect(db.lookup(price, 'cents').count()).toBe(2);
    const other = openScores();
    const foreign = other.db.lookup(other.score, 'place');
    expect(errorOf(() => db.writeSync((tx) => tx.destroyMany(foreign)))).toMatchObject({
      code: 'FIELD_TYPE_MISMATCH',
      expected: 'an array of entities, or a query or a lookup of its database',
    });
  });

  test('may have bounds that no value of the field can have', () => {
    const { db } = openScores();
    const price = db.component('price');
    db.writeSync((tx) => tx.insert(tx.create(), price, { cents: 7 }));
    expect(db.lookup(price, 'cents', { from: 0, to: 1000 }).count()).toBe(1);
    expect(db.lookup(price, 'cents', 0).first()).toBeUndefined();
  });

  test('is undone with its transaction', () => {
    const { db, score, add } = openScores();
    const a = add(1, 1, 'a');
    expect(() =>
      db.writeSync((tx) => {
        tx.update(a, score, { name: 'b' });
        expect(tx.lookup(score, 'place', 1, 'b').first()).toBe(a);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(db.lookup(score, 'place', 1, 'a').first()).toBe(a);
    expect(db.lookup(score, 'place', 1, 'b').first()).toBeUndefined();
  });
});

test('keys of each type are ordered by value: null first, -0 as 0, NaN last, strings by their bytes', () => {
  const number = (min: number, max: number) => fc.integer({ min, max });
  const any = {
    u8: number(0, 255),
    i8: fc.option(number(-128, 127)),
    u16: number(0, 65535),
    i16: number(-32768, 32767),
    u32: fc.option(number(0, 2 ** 32 - 1)),
    i32: number(-(2 ** 31), 2 ** 31 - 1),
    u64: fc.bigInt(0n, 2n ** 64n - 1n),
    i64: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    f32: fc.float(),
    f64: fc.option(fc.double()),
    flag: fc.boolean(),
    text: fc.option(fc.string({ unit: fc.constantFrom('a', 'b', '\0', 'é', ''), maxLength: 3 })),
    color: number(0, 1),
    ref: fc
      .record({ index: number(1, 100), generation: number(0, 100) })
      .map((id) => id.generation * 2 ** 32 + id.index),
    at: fc.record({ x: fc.float(), y: fc.float() }),
  };
  fc.assert(
    fc.property(fc.array(fc.record(any), { minLength: 1, maxLength: 40 }), (rows) => {
      const db = Database.memory(schema);
      const all = db.component('all');
      const entities = db.writeSync((tx) =>
        rows.map((row) => {
          const entity = tx.create();
          tx.insert(entity, all, row);
          return entity;
        }),
      );
      for (const field of Object.keys(any) as (keyof typeof any)[]) {
        const index = field === 'at' ? 'atX' : field;
        const valueIn = (entity: Entity): unknown => {
          const value = db.get(entity, all)[field] as unknown;
          return field === 'at' ? (value as { x: number }).x : value;
        };
        const found = db.lookup(all, index).toArray();
        expect(found).toEqual(entities.toSorted((a, b) => order(valueIn(a), valueIn(b)) || a - b));
        for (const entity of entities.slice(0, 4)) {
          const same = entities.filter((one) => order(valueIn(one), valueIn(entity)) === 0);
          expect(db.lookup(all, index, valueIn(entity)).toArray()).toEqual(same.toSorted((a, b) => a - b));
        }
      }
    }),
    { numRuns: 60 },
  );
});

function order(a: unknown, b: unknown): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b as string));
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

describe('wrong arguments', () => {
  const { db, score } = openScores();
  test.each([
    [['x'], { code: 'FIELD_TYPE_MISMATCH' }],
    [[undefined, 1], { code: 'FIELD_TYPE_MISMATCH' }],
    [[null], { code: 'FIELD_TYPE_MISMATCH' }],
    [[[]], { code: 'FIELD_TYPE_MISMATCH', field: 'season', got: 'an array of length 0' }],
    [[new Date(0)], { code: 'FIELD_TYPE_MISMATCH', field: 'season', got: 'an object' }],
    [[1, 1.5], { code: 'FIELD_TYPE_MISMATCH' }],
    [[1, 2, 3], { code: 'FIELD_TYPE_MISMATCH', got: '3 values' }],
    [[1, 2, new Map()], { code: 'FIELD_TYPE_MISMATCH', got: '3 values' }],
    [[1, { from: 'x' }], { code: 'FIELD_TYPE_MISMATCH' }],
    [[1, 2, { from: 1 }], { code: 'INVALID_OPTION', option: 'from', got: 'from' }],
    [[1, { form: 1 }], { code: 'INVALID_OPTION', option: 'form', got: 'form' }],
    [[1, { from: 1, after: 1 }], { code: 'INVALID_OPTION', option: 'after', got: 'after and from' }],
    [[1, { limit: -1 }], { code: 'INVALID_OPTION', option: 'limit', got: '-1' }],
    [[1, { reverse: 1 }], { code: 'INVALID_OPTION', option: 'reverse', got: '1' }],
  ])('%j are refused', (values, facts) => {
    const error = errorOf(() => db.lookup(score, 'seasonAndPoints', ...values));
    expect(error).toMatchObject(facts);
    expect(error.message).toMatch(/score\.by\.seasonAndPoints|field ".*" of table "score"/);
  });

  test('undefined in place of options counts as none', () => {
    const { db, score, add } = openScores();
    const entities = [add(1, 1, 'a'), add(2, 2, 'b')];
    expect(db.lookup(score, 'seasonAndPoints', 2, 2, undefined).toArray()).toEqual([entities[1]]);
    expect(db.lookup(score, 'place', 2, 'b', undefined).toArray()).toEqual([entities[1]]);
    const options = { from: undefined, to: 1, after: undefined, reverse: undefined, limit: undefined };
    expect(db.lookup(score, 'place', options).toArray()).toEqual([entities[0]]);
    const bare: object = Object.assign(Object.create(null), { limit: 1 });
    expect(db.lookup(score, 'place', bare).toArray()).toEqual([entities[0]]);
  });

  test.each([[[undefined]], [[1, undefined]]])('%j: undefined where a value can stand is refused', (values) => {
    const error = errorOf(() => db.lookup(score, 'seasonAndPoints', ...values));
    expect(error.code).toBe('FIELD_TYPE_MISMATCH');
    expect(error.message).toMatch(/expects a value of "score\.(season|points)", or options, got undefined/);
  });

  test('a name that is no index is refused with the names of all', () => {
    expect(errorOf(() => db.lookup(score, 'points', 1))).toMatchObject({ code: 'SCHEMA_ERROR', table: 'score' });
    expect(errorOf(() => db.lookup(score, 'points', 1)).message).toContain('"seasonAndPoints", "place"');
  });
});

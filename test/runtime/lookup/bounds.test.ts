/** Promise: bounds describe the range that they describe in mathematics, also if no row can have such a value. */

import { Database, type Entity } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf } from '../support/errors.js';
import { schemaOfToml } from '../support/toml.js';

const schema = schemaOfToml(`
[enums.Color]
variants = ["Red", "Green"]
[tables.thing]
indexes = [{ fields = ["flag", "i8"] }, { fields = ["flag", "text"] }]
fields = [
  { name = "flag", type = "bool", default = true },
  { name = "u8", type = "u8", indexed = true, default = 0 },
  { name = "i8", type = "i8", indexed = true, nullable = true },
  { name = "i32", type = "i32", indexed = true, nullable = true },
  { name = "u64", type = "u64", indexed = true, default = 0 },
  { name = "i64", type = "i64", indexed = true, nullable = true },
  { name = "safe", type = "i64", js = "number", indexed = true, default = 0 },
  { name = "text", type = "string<5>", indexed = true, nullable = true },
  { name = "color", type = "Color", indexed = true, default = "Red" },
]
`);

type Value = number | bigint | string | null;
type Bounds = { [option in 'from' | 'to' | 'after' | 'before']?: Value };

/** Compares as the index does: null first; strings by their UTF-8. */
function compare(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === 'string' || typeof b === 'string')
    return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
  return a < b ? -1 : Number(a > b);
}

function isIn(value: Value, { from, to, after, before }: Bounds): boolean {
  return (
    (from === undefined || compare(value, from) >= 0) &&
    (to === undefined || compare(value, to) <= 0) &&
    (after === undefined || compare(value, after) > 0) &&
    (before === undefined || compare(value, before) < 0)
  );
}

const U64_MAX = 0xffff_ffff_ffff_ffffn;
const TEXT = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\0', '\u{10ffff}', '€'), maxLength: 7 });
const FITTING = TEXT.filter((text) => Buffer.byteLength(text) <= 5);
const anyNumber = (...numbers: number[]) => fc.oneof(fc.constantFrom(...numbers), fc.double({ noNaN: true }));

const FIELDS: readonly (readonly [field: string, values: fc.Arbitrary<Value>, bounds: fc.Arbitrary<Value>])[] = [
  ['u8', fc.integer({ min: 0, max: 255 }), anyNumber(-1, -0.5, 0, 3.5, 254.5, 255, 255.5, 256, Infinity, -Infinity)],
  ['i8', fc.option(fc.integer({ min: -128, max: 127 })), fc.option(anyNumber(-129, -128, -2.5, 127, 128, -Infinity))],
  ['i32', fc.option(fc.integer()), anyNumber(-(2 ** 31), 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 0.5, Infinity)],
  ['u64', fc.bigInt(0n, U64_MAX), fc.oneof(fc.bigInt(), fc.constantFrom(-1n, 0n, U64_MAX, U64_MAX + 1n))],
  ['i64', fc.option(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)), fc.oneof(fc.bigInt(), fc.constantFrom(2n ** 63n))],
  ['safe', fc.maxSafeInteger(), anyNumber(0.5, 2 ** 53, -(2 ** 60), Infinity)],
  ['text', fc.option(FITTING), TEXT],
];

function openThings(field: string, values: readonly Value[]) {
  const db = Database.memory(schema);
  const thing = db.component('thing');
  const rows = db.writeSync((tx) =>
    values.map((value): readonly [Entity, Value] => {
      const entity = tx.create();
      tx.insert(entity, thing, { [field]: value });
      return [entity, value];
    }),
  );
  return { db, thing, rows: rows.toSorted(([a, x], [b, y]) => compare(x, y) || a - b) };
}

test.each(FIELDS)('of %s', (field, value, bound) => {
  const low = fc.oneof(fc.record({ from: bound }), fc.record({ after: bound }), fc.constant({}));
  const high = fc.oneof(fc.record({ to: bound }), fc.record({ before: bound }), fc.constant({}));
  fc.assert(
    fc.property(
      fc.array(value, { maxLength: 20 }),
      fc.array(fc.tuple(low, high), { minLength: 8 }),
      (values, given) => {
        const { db, thing, rows } = openThings(field, values);
        for (const [lowest, highest] of given) {
          const bounds: Bounds = { ...lowest, ...highest };
          const expected = rows.filter(([, one]) => isIn(one, bounds)).map(([entity]) => entity);
          expect([bounds, db.lookup(thing, field, bounds).toArray()]).toEqual([bounds, expected]);
          expect(db.lookup(thing, field, { ...bounds, reverse: true }).toArray()).toEqual(expected.toReversed());
          expect(db.lookup(thing, field, bounds).count()).toBe(expected.length);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a prefix finds all strings that start with it', () => {
  fc.assert(
    fc.property(fc.array(fc.option(FITTING), { maxLength: 20 }), fc.array(TEXT, { minLength: 8 }), (values, given) => {
      const { db, thing, rows } = openThings('text', values);
      for (const prefix of ['', ...given]) {
        const expected = rows.filter(([, one]) => typeof one === 'string' && one.startsWith(prefix));
        const found = db.lookup(thing, 'flagAndText', true, { prefix });
        expect([prefix, found.toArray()]).toEqual([prefix, expected.map(([entity]) => entity)]);
        expect(db.lookup(thing, 'text', { prefix, limit: 1 }).first()).toBe(expected[0]?.[0]);
        expect(db.lookup(thing, 'text', { prefix }).count()).toBe(expected.length);
      }
    }),
    { numRuns: 40 },
  );
});

describe('what has no place in the order is refused', () => {
  const { db, thing } = openThings('u8', [1]);
  test.each([
    ['u8', { from: Number.NaN }, { code: 'FIELD_TYPE_MISMATCH', field: 'u8' }],
    ['u8', { from: 1n }, { code: 'FIELD_TYPE_MISMATCH' }],
    ['u8', { from: null }, { code: 'FIELD_TYPE_MISMATCH' }],
    ['u64', { from: Number.POSITIVE_INFINITY }, { code: 'FIELD_TYPE_MISMATCH' }],
    ['color', { to: 2 }, { code: 'FIELD_TYPE_MISMATCH' }],
    ['text', { to: '\ud800 longer' }, { code: 'FIELD_TYPE_MISMATCH' }],
    ['text', { prefix: 5 }, { code: 'INVALID_OPTION', option: 'prefix', got: '5' }],
    ['text', { prefix: 'a', from: 'b' }, { code: 'INVALID_OPTION', option: 'prefix', got: 'prefix and from' }],
    ['u8', { prefix: 'a' }, { code: 'INVALID_OPTION', option: 'prefix', got: 'prefix' }],
  ])('%s: %o', (index, options, facts) => {
    expect(errorOf(() => db.lookup(thing, index, options))).toMatchObject(facts);
  });

  test('a value that is looked for must be one of the type', () => {
    expect(errorOf(() => db.lookup(thing, 'u8', 256))).toMatchObject({ code: 'FIELD_TYPE_MISMATCH' });
    expect(errorOf(() => db.lookup(thing, 'text', '123456'))).toMatchObject({ code: 'FIELD_TYPE_MISMATCH' });
  });
});

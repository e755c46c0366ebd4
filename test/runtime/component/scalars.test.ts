/** Promise: every scalar accepts exactly the values that it can hold. An error names the facts, and nothing changes. */

import { Database, type DynamicData, type Entity } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { type FieldSpecs, schemaOfRow } from '../support/schema.js';

type Value = DynamicData[string];

interface Case {
  readonly field: FieldSpecs[string];
  readonly fits: readonly Value[];
  /** Values that are read as another value than given. */
  readonly becomes?: readonly (readonly [given: Value, stored: Value])[];
  readonly refused: readonly unknown[];
  readonly expected: RegExp;
}

const NOT_NUMBERS = ['1', true, null, undefined, {}, [], () => 1, Symbol('1')];
const NOT_INTEGERS = [0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1n, ...NOT_NUMBERS];

function integer(type: string, lowest: number, highest: number): Case {
  return {
    field: type,
    fits: [lowest, highest, 0, 1],
    becomes: [[-0, 0]],
    refused: [lowest - 1, highest + 1, lowest - 2 ** 32, highest + 2 ** 32, ...NOT_INTEGERS],
    expected: new RegExp(`^${type} \\(an integer from ${lowest} to ${highest}\\)$`),
  };
}

const COLOR = { name: 'Color', repr: 'u8', variants: { Red: 1, Blue: 250 } } as const;
const CASES: { readonly [name: string]: Case } = {
  u8: integer('u8', 0, 255),
  i8: integer('i8', -128, 127),
  u16: integer('u16', 0, 65_535),
  i16: integer('i16', -32_768, 32_767),
  u32: integer('u32', 0, 4_294_967_295),
  i32: integer('i32', -2_147_483_648, 2_147_483_647),
  u64: {
    field: 'u64',
    fits: [0n, 1n, 2n ** 63n, 2n ** 64n - 1n],
    refused: [-1n, 2n ** 64n, 0, 1, '1', null, undefined, true],
    expected: /^u64 \(a bigint from 0n/,
  },
  i64: {
    field: 'i64',
    fits: [0n, -1n, -(2n ** 63n), 2n ** 63n - 1n],
    refused: [-(2n ** 63n) - 1n, 2n ** 63n, 0, 1, '1', null, undefined, true],
    expected: /^i64 \(a bigint from -\(2n/,
  },
  'u64 as a number': {
    field: { type: 'u64', js: 'number' },
    fits: [0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER],
    becomes: [[-0, 0]],
    refused: [-1, 2 ** 53, ...NOT_INTEGERS],
    expected: /^u64 as a number/,
  },
  'i64 as a number': {
    field: { type: 'i64', js: 'number' },
    fits: [
      0,
      1,
      -1,
      -(2 ** 32),
      -(2 ** 32) - 1,
      -(2 ** 32) + 1,
      2 ** 31,
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
    ],
    becomes: [[-0, 0]],
    refused: [2 ** 53, -(2 ** 53), ...NOT_INTEGERS],
    expected: /^i64 as a number/,
  },
  f32: {
    field: 'f32',
    fits: [
      0,
      -0,
      1.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      2 ** -149,
      3.4028234663852886e38,
    ],
    becomes: [
      [0.1, Math.fround(0.1)],
      [1e39, Number.POSITIVE_INFINITY],
      [1e-60, 0],
    ],
    refused: [1n, ...NOT_NUMBERS],
    expected: /^f32 \(a number\)$/,
  },
  f64: {
    field: 'f64',
    fits: [
      0,
      -0,
      0.1,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.MIN_VALUE,
      Number.MAX_VALUE,
    ],
    refused: [1n, ...NOT_NUMBERS],
    expected: /^f64 \(a number\)$/,
  },
  bool: {
    field: 'bool',
    fits: [true, false],
    refused: [0, 1, 'true', null, undefined, {}],
    expected: /^bool \(true or false\)$/,
  },
  entity: {
    field: 'entity',
    fits: [0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 52 - 1],
    becomes: [[-0, 0]],
    refused: [-1, 2 ** 52, ...NOT_INTEGERS],
    expected: /^an entity/,
  },
  enum: {
    field: 'Color',
    fits: [1, 250],
    refused: [0, 2, 251, 1.5, 'Red', '1', 1n, true, null, undefined],
    expected: /^Color \(Red = 1, Blue = 250\)$/,
  },
};

/** A field of the type between two other fields, which must not change. */
function open(field: FieldSpecs[string]) {
  const db = Database.memory(
    schemaOfRow(
      { before: { type: 'u8', default: 255 }, value: field, after: { type: 'u8', default: 255 } },
      { enums: [COLOR] },
    ),
  );
  return { db, Row: db.component('row') };
}

describe.each(Object.keys(CASES))('%s', (name) => {
  const { field, fits, becomes = [], refused, expected } = CASES[name] as Case;
  const pairs = [...fits.map((value) => [value, value] as const), ...becomes];

  test('accepts what it can hold: on insert, put, update with an object, update with a function', () => {
    const { db, Row } = open(field);
    for (const [given, stored] of pairs) {
      const row = { before: 255, value: stored, after: 255 };
      db.writeSync((tx) => {
        const entity = tx.create();
        tx.insert(entity, Row, { value: given });
        expect(tx.get(entity, Row)).toEqual(row);
        for (const [other] of pairs) {
          tx.put(entity, Row, { value: other });
          tx.update(entity, Row, { value: given });
          expect(tx.get(entity, Row)).toEqual(row);
          tx.put(entity, Row, { value: other });
          tx.update(entity, Row, (open) => open.set('value', given));
          expect(tx.get(entity, Row)).toEqual(row);
        }
      });
    }
  });

  test('refuses all other values, names the facts, and changes nothing', () => {
    const { db, Row } = open(field);
    const [value] = fits as [Value];
    for (const wrong of refused as readonly Value[]) {
      db.writeSync((tx) => {
        const [empty, full] = [tx.create(), tx.create()];
        tx.insert(full, Row, { value });
        const attempts: (readonly [string, () => void])[] = [
          ['insert', () => tx.insert(empty, Row, { before: 1, value: wrong })],
          ['put', () => tx.put(full, Row, { before: 1, value: wrong })],
          ['set', () => tx.update(full, Row, (row) => row.set('value', wrong))],
        ];
        // In an update, an undefined field is a field that is left out.
        if (wrong !== undefined) attempts.push(['update', () => tx.update(full, Row, { before: 1, value: wrong })]);
        for (const [, attempt] of attempts) {
          const error = errorOf(attempt);
          expect(error).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', table: 'row', field: 'value' });
          expect(error.expected).toMatch(wrong === null ? /./ : expected);
          expect(error.message).toContain(`field "value" of table "row" expects ${error.expected}, got ${error.got}`);
        }
        expect(tx.has(empty, Row)).toBe(false);
        expect(tx.get(full, Row)).toEqual({ before: 255, value, after: 255 });
        expect(tx.count(Row)).toBe(1);
        tx.destroy(full);
      });
    }
  });
});

test('an error describes the value', () => {
  const { db, Row } = open('u8');
  const got = (value: unknown): string | undefined =>
    errorOf(() => db.writeSync((tx) => tx.insert(tx.create(), Row, { value: value as Value }))).got;
  expect(got(256)).toBe('the number 256');
  expect(got(1n)).toBe('the bigint 1n');
  expect(got('x')).toBe('the string "x"');
  expect(got('x'.repeat(100))).toBe(`the string "${'x'.repeat(60)}…"`);
  expect(got(true)).toBe('the boolean true');
  expect(got(null)).toBe('null');
  expect(got(undefined)).toBe('nothing');
  expect(got([1, 2])).toBe('an array of length 2');
  expect(got({})).toBe('an object');
  expect(got(() => {})).toBe('a function');
});

test('a living entity in a field is read as the same id', () => {
  const { db, Row } = open('entity');
  const entity = db.writeSync((tx) => {
    tx.destroy(tx.create());
    const created = tx.create();
    tx.insert(created, Row, { value: created });
    return created;
  });
  expect(entity).toBeGreaterThan(2 ** 32);
  expect(db.isAlive(db.read(entity, Row, (row) => row.get('value')) as Entity)).toBe(true);
});

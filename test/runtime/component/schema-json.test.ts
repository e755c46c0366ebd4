/**
 * Promise: a schema in a file is read as it was written, and each schema has exactly one text. Any other text is
 * refused with `CORRUPT` or `ALIGNMENT_ERROR` before other code uses it.
 */

import { EcsDbError, schemaFromDescriptor } from '@ecsdb/runtime';
import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { schemaFromJson, schemaToJson } from '@ecsdb/runtime/storage';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf } from '../support/errors.js';
import { describeSchema, type FieldSpecs } from '../support/schema.js';

const TEAM = { name: 'Team', repr: 'u8', variants: { Red: 0, Blue: 1, __proto__x: 7 } } as const;
const VEC = { Vec: { x: 'f32', y: 'f32' }, Box: { low: 'Vec', high: '[Vec; 2]' } } as const;

const ELEMENTS = ['u8', 'i16', 'u32', 'f32', 'f64', 'bool', 'entity', 'string<7>', 'Team', 'Vec', 'Box', '[i8; 3]'];

const fieldSpec = fc.oneof(
  fc.record({ type: fc.constantFrom(...ELEMENTS), nullable: fc.boolean() }),
  fc.record({ type: fc.constant('f64'), default: fc.double() }),
  fc.record({ type: fc.constant('u64'), default: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
  fc.record({ type: fc.constant('i64'), js: fc.constant('number' as const), default: fc.maxSafeInteger() }),
  fc.record({ type: fc.constant('string<40>'), default: fc.string({ unit: 'grapheme', maxLength: 4 }) }),
  fc.record({ type: fc.constant('[i64; 2]'), default: fc.tuple(fc.bigInt(-9n, 9n), fc.constant(-(2n ** 63n))) }),
  fc.record({
    type: fc.constant('Vec'),
    default: fc.record({ x: fc.constantFrom(-0, Number.NaN, 1.5), y: fc.double() }),
  }),
);
const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/);
const fields = fc.dictionary(name, fieldSpec, { maxKeys: 12, noNullPrototype: true });

const schemas = fc
  .dictionary(name, fields, { minKeys: 1, maxKeys: 5, noNullPrototype: true })
  .map((tables): SchemaDescriptor => {
    const specs: { readonly [table: string]: FieldSpecs } = tables;
    return describeSchema({ enums: [TEAM], customTypes: VEC, tables: specs });
  });

describe('a schema as text', () => {
  test('is read as the same schema and written as the same text', () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        const text = schemaToJson(schema);
        const read = schemaFromJson(text);
        expect(read).toEqual(schema);
        expect(schemaToJson(read)).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  test('has keys in alphabetical order, no white space, and the numbers that JSON lacks', () => {
    const schema = describeSchema({
      tables: { t: { z: { type: 'u64', default: 123n }, a: { type: 'f64', default: Number.NEGATIVE_INFINITY } } },
    });
    expect(schemaToJson(schema)).toBe(
      '{"customTypes":[],"enums":[],"hash":"00000000000000000000000000000000","name":"test","queries":[],"tables":[' +
        '{"align":8,"fields":[' +
        '{"align":8,"default":{"$bigint":"123"},"name":"z","nullable":false,"offset":0,"property":"z","size":8,' +
        '"type":"u64"},' +
        '{"align":8,"default":{"$number":"-Infinity"},"name":"a","nullable":false,"offset":8,"property":"a","size":8,' +
        '"type":"f64"}],' +
        '"layoutHash":"0000000000000000","name":"t","nullBitmap":null,"size":16,"tableId":0}],"version":"1.0.0"}',
    );
  });

  test('keeps stable ids and the hashes of earlier versions', () => {
    const schema = describeSchema({ history: ['1'.repeat(32)], tables: { t: { a: { type: 'u8', id: 3 } } } });
    expect(schemaFromJson(schemaToJson(schema))).toEqual(schema);
  });

  test.each([
    ['one field without an id', { a: { type: 'u8', id: 3 }, b: 'u8' }],
    ['the same id twice', { a: { type: 'u8', id: 3 }, b: { type: 'u8', id: 3 } }],
  ])('with %s is refused', (_, given) => {
    const text = schemaToJson(describeSchema({ tables: { t: given } }));
    expect(errorOf(() => schemaFromJson(text))).toMatchObject({ code: 'CORRUPT' });
  });

  test('of a later version: unknown keys are ignored', () => {
    const schema = describeSchema({ tables: { t: { a: 'u8' } } });
    const text = schemaToJson(schema).replace('"name":"a"', '"color":"red","name":"a"');
    expect(schemaFromJson(text)).toEqual(schema);
  });
});

describe('an invalid text', () => {
  const valid = describeSchema({
    enums: [TEAM],
    customTypes: VEC,
    tables: {
      one: { a: 'u32', b: { type: 'Box', nullable: true }, c: { type: 'string<4>', default: 'abc' } },
      two: { team: { type: 'Team', default: 1 } },
      tag: {},
    },
  });

  const CASES: readonly (readonly [string, (text: string) => string])[] = [
    ['not JSON', (text) => text.slice(1)],
    ['nested deeper than the stack', () => '['.repeat(100_000)],
    ['a list', () => '[]'],
    ['an invalid bigint', (text) => text.replace('"abc"', '{"$bigint":"12x"}')],
    ['an empty name', (text) => text.replace('"name":"test"', '"name":""')],
    ['an invalid hash', (text) => text.replace('"hash":"0', '"hash":"g')],
    ['a field beyond its record', (text) => text.replace('"size":4,"type":"u32"', '"size":400,"type":"u32"')],
    ['a record too small', (text) => text.replace('"size":36,"tableId":0', '"size":32,"tableId":0')],
    [
      'two fields that overlap',
      (text) => text.replace('"name":"b","nullable":true,"offset":4', '"name":"b","nullable":true,"offset":0'),
    ],
    ['a negative offset', (text) => text.replace('"offset":4', '"offset":-4')],
    ['an offset that is not an integer', (text) => text.replace('"offset":4', '"offset":4.5')],
    ['an unknown type', (text) => text.replace('"type":"u32"', '"type":"u33"')],
    ['a type that is not in canonical spelling', (text) => text.replace('"[Vec; 2]"', '"[Vec;2]"')],
    ['an empty array', (text) => text.replace('"[Vec; 2]"', '"[Vec; 0]"')],
    ['an array too long for memory', (text) => text.replace('"[Vec; 2]"', '"[Vec; 999999999999999]"')],
    ['a type that contains itself', (text) => text.replace('"[Vec; 2]"', '"[Box; 2]"')],
    ['an enum value that does not fit', (text) => text.replace('"Blue":1', '"Blue":256')],
    ['two variants with the same value', (text) => text.replace('"Blue":1', '"Blue":0')],
    ['an enum without variants', (text) => text.replace(/"variants":\{[^}]*\}/, '"variants":{}')],
    ['a default too long', (text) => text.replace('"abc"', '"abcde"')],
    ['a default of another type', (text) => text.replace('"abc"', 'true')],
    ['a default that is not a variant', (text) => text.replace('"default":1', '"default":2')],
    ['a bitmap too small', (text) => text.replace(/"nullBitmap":\{[^}]*\}/, '"nullBitmap":null')],
    ['two tables with the same id', (text) => text.replace('"tableId":1', '"tableId":0')],
    ['two tables with the same name', (text) => text.replace('"name":"two"', '"name":"one"')],
    ['a tag with a size', (text) => text.replace('"size":0', '"size":8')],
    [
      'a parent that does not exist',
      (text) => text.replace('"nullBitmap":null', '"nullBitmap":null,"parentTable":"gone"'),
    ],
    [
      'a table that is its own parent',
      (text) => text.replace('"name":"two","nullBitmap"', '"name":"two","parentTable":"two","nullBitmap"'),
    ],
    [
      'a query of a table that does not exist',
      (text) => text.replace('"queries":[]', '"queries":[{"name":"q","read":["x"],"with":[],"without":[],"write":[]}]'),
    ],
  ];

  test.each(CASES)('is refused: %s', (_, damage) => {
    const text = schemaToJson(valid);
    expect(schemaFromJson(text)).toEqual(valid);
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    expect(errorOf(() => schemaFromJson(damaged)).code).toBe('CORRUPT');
  });

  test('is refused or can open a database, for any change of one token', () => {
    const text = schemaToJson(valid);
    const tokens = fc.constantFrom(
      '0',
      '-1',
      '65536',
      '1e9',
      'null',
      'true',
      '""',
      '"u8"',
      '"Box"',
      '"a"',
      '[]',
      '{}',
      '"$bigint"',
    );
    fc.assert(
      fc.property(fc.nat(), tokens, (at, token) => {
        const places = [...text.matchAll(/"[^"]*"|\d+|true|false|null/g)];
        const place = places[at % places.length] as RegExpExecArray;
        const damaged = text.slice(0, place.index) + token + text.slice(place.index + place[0].length);
        let read: SchemaDescriptor;
        try {
          read = schemaFromJson(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(EcsDbError);
          expect(['CORRUPT', 'ALIGNMENT_ERROR']).toContain((error as EcsDbError).code);
          return;
        }
        schemaFromDescriptor(read);
      }),
      { numRuns: 1000 },
    );
  });
});

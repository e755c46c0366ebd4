/** Type names: which texts are valid, their meaning, and the canonical spelling of each type. */

import { formatTypeName, isScalarName, parseTypeName, SCALAR_SIZE, type TypeName } from '@ecsdb/runtime/schema';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';

const scalars = Object.keys(SCALAR_SIZE).filter(isScalarName);
const length = fc.integer({ min: 0, max: 1e15 - 1 });
const { type } = fc.letrec<{ type: TypeName }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 10 },
    fc.record({ kind: fc.constant('scalar'), scalar: fc.constantFrom(...scalars) }),
    fc.record({ kind: fc.constant('string'), capacity: length }),
    fc.record({
      kind: fc.constant('named'),
      name: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/).filter((name) => !isScalarName(name)),
    }),
    fc.record({ kind: fc.constant('array'), element: tie('type'), length }),
  ),
}));

test('every type is parsed from its canonical spelling', () => {
  fc.assert(
    fc.property(type, (given) => {
      expect(parseTypeName(formatTypeName(given))).toEqual(given);
    }),
  );
});

test('white space is allowed, and the canonical spelling fixes it', () => {
  for (const [text, canonical] of [
    [' u32 ', 'u32'],
    ['string < 24 >', 'string<24>'],
    ['[ f32 ;4 ]', '[f32; 4]'],
    ['[[f32;4];\n4]', '[[f32; 4]; 4]'],
    ['[string<3>; 007]', '[string<3>; 7]'],
    ['Vec3', 'Vec3'],
    ['string', 'string'],
  ] as const) {
    const parsed = parseTypeName(text);
    expect(parsed && formatTypeName(parsed)).toBe(canonical);
  }
});

test.each([
  '',
  ' ',
  '3d',
  'u 32',
  'string<>',
  'string<-1>',
  'string<1.5>',
  'string<x>',
  'string<3',
  '[f32]',
  '[f32; ]',
  '[f32; -1]',
  '[; 3]',
  '[f32; 3',
  'f32; 3]',
  '[f32 3]',
  '[[f32; 3]',
  '[f32; 3]]',
  'Vec-3',
  'é',
  'string<9999999999999999>',
  'u32?',
])('"%s" is not a type name', (text) => {
  expect(parseTypeName(text)).toBeUndefined();
});

test('arrays nest at most sixteen levels deep', () => {
  const nested = (depth: number): string => (depth === 0 ? 'u8' : `[${nested(depth - 1)}; 1]`);
  expect(parseTypeName(nested(16))).toBeDefined();
  expect(parseTypeName(nested(17))).toBeUndefined();
  expect(parseTypeName('['.repeat(100_000))).toBeUndefined();
});

test('names that every object inherits are not scalars', () => {
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    expect(isScalarName(name)).toBe(false);
    expect(parseTypeName(name)).toEqual({ kind: 'named', name });
  }
});

/** `min` and `max` in schemas: which bounds a type has, and what they mean for defaults. */

import { expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';
import { describeSchema } from '../../../generator/layout/index.js';

const HEAD = `[database]
name = "a"
[enums.Team]
variants = ["Red"]
[custom_types.Vec2]
fields = [{ name = "x", type = "f32", min = -1, default = 0 }]
`;

/** `min` and `max` of the field as the descriptor has them, or the diagnostics. */
function boundsOf(rest: string): unknown {
  const { layout, diagnostics } = analyse(`${HEAD}[tables.t]\nfields = [{ name = "f", ${rest} }]\n`, 'x.toml');
  if (layout === undefined) return diagnostics.map(({ code, message }) => `${code} ${message}`);
  const { min, max } = describeSchema(layout).tables[0]?.fields[0] ?? {};
  return [min, max];
}

test.each([
  ['type = "u8", min = 0, max = 255', [0, 255]],
  ['type = "i32", min = -7', [-7, undefined]],
  ['type = "u8", min = 3, max = 3', [3, 3]],
  ['type = "u64", max = 18446744073709551615', [undefined, 2n ** 64n - 1n]],
  ['type = "i64", min = -5, js = "number"', [-5, undefined]],
  ['type = "f32", min = -inf, max = 0.7', [-Infinity, 0.7]],
  ['type = "f64", min = 9007199254740993', [2 ** 53, undefined]],
  ['type = "[[i64; 2]; 2]", min = 1', [1n, undefined]],
  ['type = "u8"', [undefined, undefined]],
])('%s', (rest, bounds) => expect(boundsOf(rest)).toEqual(bounds));

test.each([
  ['type = "bool", min = 1', 'ECS041 "min" is only for numbers, not for bool; remove it'],
  ['type = "Team", max = 1', 'ECS041 "max" is only for numbers, not for Team; remove it'],
  ['type = "entity", max = 1', 'ECS041 "max" is only for numbers, not for entity; remove it'],
  ['type = "[Vec2; 2]", max = 1', 'ECS041 "max" is only for numbers, not for [Vec2; 2]; remove it'],
  ['type = "u8", min = 1.5', 'ECS042 "min" does not fit u8: expected an integer from 0 to 255, not the float 1.5'],
  [
    'type = "f32", max = 1e300',
    'ECS042 "max" does not fit f32: expected a number that f32 can hold, not the float 1e+300',
  ],
  ['type = "f64", min = nan', 'ECS042 "min" does not fit f64: expected a number to compare with, not the float nan'],
  ['type = "f64", min = 2, max = 1.5', 'ECS042 "min" is 2 and "max" is 1.5, so no value is allowed'],
  ['type = "f64", min = "1"', 'ECS004 "min" must be a number, not the string "1"'],
  ['type = "u8", min = 1, default = 0', 'ECS040 default does not fit u8: expected u8 of at least 1, not the integer 0'],
  [
    'type = "f64", min = 1, default = nan',
    'ECS040 default does not fit f64: expected f64 of at least 1, not the float nan',
  ],
  [
    'type = "[u8; 2]", max = 9, default = 10',
    'ECS040 default does not fit [u8; 2]: expected u8 of at most 9, not the integer 10',
  ],
  [
    'type = "Vec2", default = { x = -2 }',
    'ECS040 default does not fit Vec2: expected f32 of at least -1, not the integer -2',
  ],
])('%s is refused', (rest, error) => expect(boundsOf(rest)).toEqual([error]));

test('a default of f32 is compared as it is stored', () => {
  expect(boundsOf('type = "f32", min = 0.1, max = 0.1, default = 0.1')).toEqual([0.1, 0.1]);
});

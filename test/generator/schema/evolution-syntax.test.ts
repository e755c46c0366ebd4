/** Promise: faults in what a schema says about its earlier versions are reported at their places. */

import { expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';

const HEAD = '[database]\nname = "a"\n';

function report(text: string): string[] {
  return analyse(HEAD + text, 'a.toml').diagnostics.map(
    ({ code, line, column, message }) => `${code} ${line}:${column} ${message}`,
  );
}

test.each([
  ['an unknown key of a variant', '{ name = "A", value = 1 }', 'ECS003 4:36 unknown key "value"'],
  ['a misspelt key of a variant', '{ nme = "A" }', 'ECS003 4:24 unknown key "nme"; did you mean "name"?'],
  ['a variant of another kind', '7', 'ECS004 4:22 variants[1] must be a string or a table, not the integer 7'],
  ['a variant that is no identifier', '{ name = "9" }', 'ECS010 4:31 "9" is not an identifier; did you mean "my_9"?'],
])('%s', (_, variant, expected) => {
  expect(report(`[enums.E]\nvariants = ["Other", ${variant}]\n`)).toEqual([expected]);
});

test.each([
  ['a value of another kind', '"x"', 'ECS004 4:18 "A" must be an integer or a table, not the string "x"'],
  ['a value missing', '{ was = "B" }', 'ECS002 4:14 a variant needs "value"'],
  ['a value that is no integer', '{ value = 1.5 }', 'ECS004 4:28 "value" must be an integer, not the float 1.5'],
])('%s', (_, value, expected) => {
  expect(report(`[enums.E]\nvariants = { A = ${value} }\n`)).toEqual([expected]);
});

test.each([
  ['variants', '[enums.E]\nvariants = ["A", { name = "B", was = "A" }]\n', '4:38'],
  ['enums', '[enums.A]\nvariants = ["A"]\n[enums.E]\nwas = "A"\nvariants = ["A"]\n', '6:7'],
  [
    'types',
    '[enums.A]\nvariants = ["A"]\n[custom_types.E]\nwas = "A"\nfields = [{ name = "x", type = "u8" }]\n',
    '6:7',
  ],
])('a "was" of %s that still exists', (_, text, place) => {
  expect(report(text)).toEqual([`ECS015 ${place} "was" is "A", which still exists`]);
});

test('`removed` and `[migrations]` are lists of names', () => {
  expect(report('removed = ["1x", 5]\n')).toEqual([
    'ECS010 3:12 "1x" is not an identifier; did you mean "my_1x"?',
    'ECS004 3:18 removed[1] must be a string, not the integer 5',
  ]);
  expect(report('[migrations]\n"1.0" = []\n"1.0.0" = "t"\n')).toEqual([
    'ECS006 4:1 a key of [migrations] must be MAJOR.MINOR.PATCH, such as "1.0.0", not the string "1.0"',
    'ECS004 5:11 "1.0.0" must be an array, not the string "t"',
  ]);
});

test('`removed` cannot name what exists, wherever it is', () => {
  const text =
    'removed = ["t", "E", "V"]\n[enums.E]\nvariants = ["A"]\nremoved = ["A"]\n' +
    '[custom_types.V]\nfields = [{ name = "x", type = "u8" }]\nremoved = ["x"]\n[tables.t]\n';
  expect(report(text).map((line) => line.slice(0, 11).trim())).toEqual([
    'ECS016 3:12',
    'ECS016 3:17',
    'ECS016 3:22',
    'ECS016 6:12',
    'ECS016 9:12',
  ]);
});

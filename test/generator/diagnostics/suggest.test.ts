/** A word that resembles a candidate gets it as suggestion; other words get none. */

import { expect, test } from '@jest/globals';
import { didYouMean, nearest } from '../../../generator/diagnostics/index.js';

const WORDS = ['name', 'type', 'nullable', 'indexed', 'unique', 'primary_key', 'foreign_key', 'default', 'was', 'js'];

const cases: readonly [word: string, expected: string | undefined][] = [
  ['nmae', 'name'],
  ['nam', 'name'],
  ['names', 'name'],
  ['TYPE', 'type'],
  ['tpye', 'type'],
  ['nulable', 'nullable'],
  ['primarykey', 'primary_key'],
  ['primaryKey', 'primary_key'],
  ['forein_key', 'foreign_key'],
  ['defualt', 'default'],
  ['colour', undefined],
  ['', undefined],
  ['x', undefined],
  ['a'.repeat(10_000), undefined],
];

test.each(cases)('%s', (word, expected) => {
  expect(nearest(word, WORDS)).toBe(expected);
});

test('the suggestion is in quotes', () => {
  expect(didYouMean('Vec33', ['Vec2', 'Vec3'])).toBe('; did you mean "Vec3"?');
  expect(didYouMean('Vec33', [])).toBe('');
});

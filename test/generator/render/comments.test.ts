import { expect, test } from '@jest/globals';
import { docComment, lineText } from '../../../generator/render/comments.js';

test.each([
  ['one line', '/** one line */'],
  ['two\nlines', '/**\n * two\n * lines\n */'],
  ['windows\r\nlines', '/**\n * windows\n * lines\n */'],
  ['end */ of comment', '/** end *\\/ of comment */'],
  ['*/*/', '/** *\\/*\\/ */'],
  ['invisible \u202E\u0000\uFEFFtext', '/** invisible text */'],
  ['separated\u2028lines', '/**\n * separated\n * lines\n */'],
  ['@ts-nocheck', '/** @\\ts-nocheck */'],
  ['biome-ignore lint: no', '/** biome\\-ignore lint: no */'],
  ['eslint-disable', '/** eslint\\-disable */'],
])('%j becomes a harmless comment', (text, expected) => {
  expect(docComment(text, 0)).toBe(expected);
});

test('a long line makes a block, indented like its code', () => {
  const text = 'x'.repeat(120);
  expect(docComment(text, 2)).toBe(`/**\n   * ${text}\n   */`);
});

test('a file name cannot leave its line', () => {
  expect(lineText('a\nb\u2028c\r.toml')).toBe('a b c .toml');
});

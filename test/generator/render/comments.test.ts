import { expect, test } from '@jest/globals';
import { descriptionOf, docComment, lineText } from '../../../generator/render/comments.js';

test.each([
  ['one line', ['one line']],
  ['two\nlines', ['two', 'lines']],
  ['\n\nbetween empty lines\n', ['between empty lines']],
  ['windows\r\nlines', ['windows', 'lines']],
  ['end */ of comment', ['end *\\/ of comment']],
  ['*/*/', ['*\\/*\\/']],
  ['invisible \u202E\u0000\uFEFFtext', ['invisible text']],
  ['separated\u2028lines', ['separated', 'lines']],
  ['@ts-nocheck', ['@\\ts-nocheck']],
  ['biome-ignore lint: no', ['biome\\-ignore lint: no']],
  ['eslint-disable', ['eslint\\-disable']],
  ['deno-fmt-ignore-file', ['deno\\-fmt-ignore-file']],
  ['', []],
  [undefined, []],
])('%j becomes the harmless lines of a comment', (text, expected) => {
  expect(descriptionOf(text)).toEqual(expected);
});

test('a description comes before the facts of the compiler', () => {
  expect(docComment(['A person.'], 'Table `player`.', 0)).toBe('/**\n * A person.\n *\n * Table `player`.\n */');
  expect(docComment([], 'Table `player`.', 0)).toBe('/** Table `player`. */');
});

test('a member has its description of one line on the same line, as a sentence', () => {
  expect(docComment(['Where it is.'], '`Vec3`.', 2)).toBe('/** Where it is. `Vec3`. */');
  expect(docComment(['Metres'], '`f32`.', 2)).toBe('/** Metres. `f32`. */');
});

test('several lines make a block, indented like its code', () => {
  expect(docComment(['Two', '', 'lines.'], '`u8`.', 2)).toBe(
    '/**\n   * Two\n   *\n   * lines.\n   *\n   * `u8`.\n   */',
  );
});

test('a file name cannot leave its line', () => {
  expect(lineText('a\nb\u2028c\r.toml')).toBe('a b c .toml');
});

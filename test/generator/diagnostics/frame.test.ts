/** The caret is below the fault, whatever characters the line contains. */

import { expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';
import { frame } from '../../../generator/diagnostics/frame.js';
import { formatDiagnostics } from '../../../generator/diagnostics/index.js';

const cases: readonly [what: string, line: string, column: number, length: number, expected: readonly string[]][] = [
  ['plain text', 'type = "u9"', 8, 4, ['  3 | type = "u9"', '    |        ^^^^']],
  ['tabs', '\ttype\t= "u9"', 9, 4, ['  3 |     type    = "u9"', '    |               ^^^^']],
  ['wide characters', '"日本" = 1', 8, 1, ['  3 | "日本" = 1', '    |          ^']],
  ['an emoji under the caret', 'a = "😀"', 6, 2, ['  3 | a = "😀"', '    |      ^^']],
  ['combining marks', 'e\u0301 = 1', 6, 1, ['  3 | e\u0301 = 1', '    |     ^']],
  ['control characters', 'a\u001b[2J = 1', 9, 1, ['  3 | a�[2J = 1', '    |         ^']],
  ['the end of the line', 'a =', 4, 1, ['  3 | a =', '    |    ^']],
  ['an empty line', '', 1, 1, ['  3 |', '    | ^']],
];

test.each(cases)('%s', (_, line, column, length, expected) => {
  expect(frame(line, { line: 3, column, length }).split('\n')).toEqual(expected);
});

test('a long line is cut around the fault', () => {
  const line = `${'a'.repeat(300)}FAULT${'b'.repeat(300)}`;
  const [source = '', carets = ''] = frame(line, { line: 1, column: 301, length: 5 }).split('\n');
  expect(source.length).toBeLessThan(125);
  expect(source.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('FAULT');
  expect(source).toMatch(/\| …a+FAULTb+…$/);
});

test('positions do not depend on line endings or a byte order mark', () => {
  const text = '[database]\nname = "arena"\nversion = "x"\n';
  const places = [text, text.replaceAll('\n', '\r\n'), `\uFEFF${text}`, `\uFEFF${text.replaceAll('\n', '\r\n')}`].map(
    (variant) => formatDiagnostics(analyse(variant, 'x.toml').diagnostics, variant, 'text'),
  );
  expect(new Set(places).size).toBe(1);
  expect(places[0]).toContain('x.toml:3:11: error ECS006');
});

test('a byte order mark does not move the first line', () => {
  expect(analyse('\uFEFFfoo = 1\n', 'x.toml').diagnostics).toMatchObject([
    { code: 'ECS002', line: 1, column: 1 },
    { code: 'ECS003', line: 1, column: 1, length: 3 },
  ]);
});

import { expect, test } from '@jest/globals';
import { type LiteralValue, literal, stringLiteral } from '../../../generator/render/literals.js';

const SCALARS: readonly (readonly [LiteralValue, string])[] = [
  [0, '0'],
  [-0, '-0'],
  [1.5, '1.5'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
  [18446744073709551615n, '18446744073709551615n'],
  [null, 'null'],
  [[1, [2]], '[1, [2]]'],
  [{ a: 1, 'b.c': 'x', left: undefined }, "{ a: 1, 'b.c': 'x' }"],
  [{}, '{}'],
];

test.each(SCALARS)('%p is written as %s', (value, expected) => {
  expect(literal(value)).toBe(expected);
});

const STRINGS = [
  'plain',
  "it's",
  '"both" it\'s',
  '\\',
  'a\nb\r\t\0',
  '\u2028\u2029\u0085',
  '\u202Eright to left\uFEFF',
  '\uD800 alone',
  `\`\${x}\` */ //`,
  '\u{1F600}\u{E0001}',
];

test.each(STRINGS)('string %j reads back as itself, from one line of harmless characters', (text) => {
  const written = stringLiteral(text);
  expect(readLiteral(written)).toBe(text);
  expect(written).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
});

/** The value of a string literal. JSON parses it, so that no code is evaluated. */
function readLiteral(written: string): unknown {
  const body = written.slice(1, -1);
  const json = body
    .replace(/\\u\{([0-9a-f]+)\}/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/\\'/g, "'")
    .replace(/(?<!\\)((?:\\\\)*)"/g, '$1\\"');
  return JSON.parse(`"${json}"`);
}

test('the prototype key stays a property', () => {
  expect(literal(JSON.parse('{"__proto__":1}'))).toBe("{ ['__proto__']: 1 }");
});

/** Every position that locate finds is the position that a TOML parser with positions returns. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { type AST, getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import type { DocumentPath, Span } from '../../../generator/diagnostics/index.js';
import { locate, spanAt } from '../../../generator/schema/locate.js';

interface Expected {
  readonly path: DocumentPath;
  readonly at: 'key' | 'value';
  readonly span: Span;
}

function oracle(text: string): Expected[] {
  const found: Expected[] = [];
  const add = (path: DocumentPath, at: 'key' | 'value', [start, end]: readonly [number, number]): void => {
    found.push({ path, at, span: { start, end } });
  };
  const visitKeyValue = ({ key, value }: AST.TOMLKeyValue, parent: DocumentPath): void => {
    const path = [...parent, ...key.keys.map((part) => getStaticTOMLValue(part))];
    const last = key.keys.at(-1);
    if (last) add(path, 'key', last.range);
    visitValue(value, path);
  };
  const visitValue = (node: AST.TOMLContentNode, path: DocumentPath): void => {
    add(path, 'value', node.range);
    if (node.type === 'TOMLArray') {
      for (const [index, element] of node.elements.entries()) visitValue(element, [...path, index]);
    }
    if (node.type === 'TOMLInlineTable') for (const member of node.body) visitKeyValue(member, path);
  };
  const [program] = parseTOML(text, { tomlVersion: '1.1' }).body;
  for (const node of program.body) {
    if (node.type === 'TOMLKeyValue') {
      visitKeyValue(node, []);
      continue;
    }
    const last = node.key.keys.at(-1);
    if (last && node.kind === 'standard') add(node.resolvedKey, 'key', last.range);
    const header = text.lastIndexOf('[[', node.key.range[0]);
    if (node.kind === 'array') add(node.resolvedKey, 'value', [header, text.indexOf(']]', node.key.range[1]) + 2]);
    for (const member of node.body) visitKeyValue(member, node.resolvedKey);
  }
  return found;
}

function expectSamePlaces(text: string): void {
  parse(text, { integersAsBigInt: 'asNeeded' });
  const places = locate(text);
  const wanted = oracle(text);
  expect(wanted.map(({ path, at }) => ({ path, at, span: spanAt(places, path, at) }))).toEqual(wanted);
}

const spellings: readonly [what: string, text: string][] = [
  ['plain keys and headers', 'a = 1\n[t]\nb = 2\n[t.u]\nc = 3\n'],
  ['dotted keys', 'a.b.c = 1\na.b.d = 2\na . e = 3\n[t]\nx.y = 1\n'],
  ['quoted keys', '"a b" = 1\n\'c.d\' = 2\n"e\\u0041\\"\\\\\\t" = 3\n["t.x"."y]"]\nz = 1\n'],
  ['keys that look like other things', '1 = 1\n-2 = 2\n3.4 = 5\ntrue = 6\n2020-01-01 = 7\n'],
  ['inline tables', 'a = { b = 1, c.d = 2, "e" = { f = [1, { g = 2 }] } }\nh = {}\n'],
  ['inline tables over several lines', 'a = {\n  b = 1, # one\n  c = 2,\n}\n'],
  ['arrays over several lines', 'a = [\n  1, # one ]\n\n  [2, 3,],\n  # two\n  { x = 1 },\n]\nb = []\n'],
  ['arrays of tables', '[[a]]\nx = 1\n[[a]]\nx = 2\n[[a.b]]\ny = 3\n[a.c]\nz = 4\n[[a.b]]\ny = 5\n[[ a ]]\n'],
  ['comments', '# [x]\na = 1 # b = 2\n#\n[t] # c = "\n  # d\nb = "#" # e\n'],
  ['a comment at the end of the file', 'a = 1 # end'],
  ['multi-line strings', 'a = """\nx = 1\n[y] \\""" "" \\\\"""\nb = \'\'\'\n"""\\\'\'\'\nc = 1\n'],
  [
    'quotes next to the end of multi-line strings',
    'a = """x""""\nb = """x"""""\nc = \'\'\'x\'\'\'\'\'\nd = """"""\ne = 1\n',
  ],
  ['escapes in strings', 'a = "x\\"y"\nb = "\\\\"\nc = \'\\\'\nd = ""\ne = \'\'\n'],
  ['integers', 'a = [+1, -1, 1_000, 0xDEAD_beef, 0o17, 0b10, 9223372036854775807]\n'],
  ['floats', 'a = [1.5, -1.5e-3, 6.02E+23, inf, -inf, nan, +nan, 1_0.0_1]\n'],
  [
    'dates',
    'a = [1979-05-27T07:32:00Z, 1979-05-27 07:32:00.5-07:00, 1979-05-27T07:32:00, 1979-05-27, 07:32:00]\n' +
      'b = 1979-05-27 # c\nd = 1979-05-27 07:32:00 # e\n',
  ],
  ['booleans', 'a=true\nb=false#c\nd = [true,false]\n'],
  ['tabs and blanks', '\t a \t=\t 1 \t\n [ t \t. u ]\n\tb\t.\tc = 2\n'],
  ['CRLF', 'a = 1\r\n[t]\r\nb = [\r\n  1,\r\n]\r\nc = """\r\nx"""\r\n# d\r\ne = 2\r\n'],
  ['non-ASCII text', '"日本" = "😀" # 😀\nb = "é" # ü\nc = 1\n'],
  ['no final line break', 'a = [1, 2]'],
  ['tables opened after their children', '[a.b.c]\nx = 1\n[a]\ny = 2\n[a.b]\nz = 3\n'],
  ['nothing', ''],
];

describe('locate finds what the oracle finds', () => {
  test.each(spellings)('%s', (_, text) => expectSamePlaces(text));

  test('in random documents in random spellings', () => {
    fc.assert(fc.property(documentText(), expectSamePlaces), { numRuns: 300 });
  });
});

test('a path that is not in the text has the position of its nearest parent', () => {
  const text = '[tables.player]\nfields = [{ name = "hp" }]\n';
  const places = locate(text);
  const show = (path: DocumentPath, at: 'key' | 'value'): string => {
    const { start, end } = spanAt(places, path, at);
    return text.slice(start, end);
  };
  expect(show(['tables', 'player', 'fields', 0, 'type'], 'value')).toBe('{ name = "hp" }');
  expect(show(['tables', 'player', 'id'], 'value')).toBe('player');
  expect(show(['tables', 'player'], 'value')).toBe('player');
  expect(show(['tables', 'player', 'fields', 0], 'key')).toBe('{ name = "hp" }');
  expect(show(['database'], 'key')).toBe('');
});

/** A random document, in which each value, key and table has one of its spellings in TOML. */
function documentText(): fc.Arbitrary<string> {
  const blank = fc.constantFrom('', ' ', '\t', '  ');
  const gap = fc.constantFrom('', ' ', '\n', '\n  ', ' # a comment, ] } " \n', '\r\n\t');
  const leaf = fc.constantFrom(
    ...['0', '-17', '1_000', '0xff', '0b101', '1.5', '-2e-3', 'inf', 'nan', 'true', 'false'],
    ...['1979-05-27', '07:32:00', '1979-05-27 07:32:00', '1979-05-27T07:32:00.25Z'],
    ...['""', "''", '"a\\"b"', "'a\\'", '"# no"', '"""\nx\n"y" ] } """', "'''\na''b'''", '"""a\\\n   b"""', '"日本😀"'],
  );
  const key = fc
    .tuple(fc.constantFrom('a', 'b-c', 'D_1', '7'), fc.nat(3), fc.nat(2))
    .map(([base, quoting, variant]) => {
      const name = `${base}${variant}`;
      return quoting === 0 ? `"${name} \\" \\u00e9"` : quoting === 1 ? `'${name}#.'` : name;
    });
  const { value } = fc.letrec<{ value: string; array: string; table: string }>((tie) => ({
    value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('array'), tie('table')),
    array: fc
      .tuple(fc.array(fc.tuple(gap, tie('value'), gap), { maxLength: 4 }), fc.boolean())
      .map(([items, comma]) => {
        const texts = items.map(([before, item, after]) => before + item + after);
        return `[${texts.join(',')}${comma && texts.length > 0 ? ',' : ''}]`;
      }),
    table: fc
      .uniqueArray(fc.tuple(key, blank, tie('value')), { maxLength: 4, selector: ([name]) => name })
      .map((members) => `{${members.map(([name, pad, item]) => `${pad}${name}${pad}=${pad}${item}${pad}`).join(',')}}`),
  }));
  const members = fc.uniqueArray(fc.tuple(key, blank, value), { maxLength: 4, selector: ([name]) => name });
  const body = members.map((list) =>
    list.map(([name, pad, item]) => `${pad}${name}${pad}=${pad}${item}${pad}\n`).join(''),
  );
  const section = fc.tuple(fc.constantFrom('table', 'dotted', 'array'), blank, body);
  return fc.tuple(body, fc.array(section, { maxLength: 5 })).map(([top, sections]) => {
    const texts = sections.map(([kind, pad, content], index) => {
      const header = {
        table: `[${pad}s${index}${pad}]`,
        dotted: `[s${index} . x${pad}."y"]`,
        array: `[[${pad}list${pad}]]`,
      };
      return `${pad}${header[kind as keyof typeof header]} # section\n${content}`;
    });
    return top + texts.join('');
  });
}

/** docs/schema.md describes what the compiler does. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { KEYS } from '#precompiled/validate.js';
import { analyse } from '../../../generator/compile.js';
import { CODES } from '../../../generator/diagnostics/index.js';
import { layoutText } from '../../../generator/layout/index.js';
import { exportsOf } from '../../../generator/schema/names.js';

const page = readFileSync(new URL('../../../docs/schema.md', import.meta.url), 'utf8');
const example = /```toml\n(\[database\][\s\S]*?)```/.exec(page)?.[1] ?? '';

test('it lists exactly the codes, with their severities and meanings', () => {
  const rows = page.split('\n').filter((line) => /^\| ECS\d+ \| (error|warning|note) \|/.test(line));
  const codes = Object.entries(CODES).map(([code, { severity, meaning }]) => `| ${code} | ${severity} | ${meaning} |`);
  expect(rows).toEqual(codes);
});

test('it lists every key', () => {
  const described = new Set([...page.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]));
  const { root: _, ...tables } = KEYS;
  expect([...new Set(Object.values(tables).flat())].filter((key) => !described.has(key))).toEqual([]);
});

test('its example is a schema without errors, and its layout is printed as shown', () => {
  const { layout, diagnostics } = analyse(example, 'arena.toml');
  expect(diagnostics).toEqual([]);
  const shown = /```\n(table transform[\s\S]*?)\n```/.exec(page)?.[1] ?? 'nothing';
  expect(layout && layoutText(layout)).toContain(shown);
});

describe('its table of types', () => {
  const rows = [...page.matchAll(/^\| (`[a-z]\d+`(?:, `[a-z]\d+`)?|`bool`|`entity`) \| (\d) \| (\d) \|/gm)];
  const types = rows.flatMap(([, names = '', size, align]) =>
    [...names.matchAll(/\w+/g)].map(([name]) => ({ name, size: Number(size), align: Number(align) })),
  );
  test('has all scalars', () => expect(types).toHaveLength(12));
  test.each(types)('$name', ({ name, size, align }) => {
    const { layout } = analyse(`[database]\nname = "a"\n[tables.t]\nfields = [{ name = "f", type = "${name}" }]`, 'x');
    expect(layout?.tables[0]?.fields[0]).toMatchObject({ size, align });
  });
});

test('its table of exports is that of the names', () => {
  const line = (kind: keyof typeof exportsOf, name: string): string =>
    `| ${kind} \`${name}\` | ${exportsOf[kind](name)
      .map((exported) => `\`${exported}\``)
      .join(', ')} |`;
  expect(page).toContain(line('table', 'transform'));
  expect(page).toContain(line('custom type', 'Vec3'));
  expect(page).toContain(line('enum', 'Team'));
  expect(page).toContain(line('query', 'moving'));
  expect(page).toContain(line('database', 'arena'));
});

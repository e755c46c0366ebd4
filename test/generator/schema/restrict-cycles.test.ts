/** Rows that refer to each other with `restrict` and cannot be null can only be deleted together: a warning. */

import { expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';

/** A table with a key and a reference to another table. */
function table(name: string, to: string, rest = ''): string {
  const reference = `{ name = "to", type = "u8", foreign_key = "${to}.id"${rest} }`;
  return `[tables.${name}]\nfields = [{ name = "id", type = "u8", primary_key = true }, ${reference}]\n`;
}

function warningsOf(...tables: string[]): string[] {
  const { diagnostics } = analyse(`[database]\nname = "a"\n${tables.join('')}`, 'x.toml');
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
}

function warning(...circle: string[]): string {
  const names = circle.map((name) => `"${name}"`).join(' -> ');
  return `ECS104 rows that refer to each other can only be deleted together: ${names}`;
}

test('a cycle is reported once, from its first table on', () => {
  expect(warningsOf(table('a', 'b'), table('b', 'c'), table('c', 'b'))).toEqual([warning('b', 'c', 'b')]);
  expect(warningsOf(table('a', 'a'))).toEqual([warning('a', 'a')]);
});

test.each(['nullable = true', 'on_delete = "cascade"', 'on_delete = "destroy"'])('none with %s', (key) => {
  expect(warningsOf(table('a', 'b'), table('b', 'a', `, ${key}`))).toEqual([]);
});

test('tables that refer to one table form no cycle', () => {
  expect(warningsOf(table('a', 'c'), table('b', 'c'), table('c', 'a', ', nullable = true'))).toEqual([]);
});

test('a chain of many tables is searched without recursion', () => {
  const count = 20_000;
  const tables = Array.from({ length: count }, (_, i) => table(`t${i}`, `t${(i + 1) % count}`));
  expect(warningsOf(...tables)).toHaveLength(1);
});

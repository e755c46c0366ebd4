/** A foreign key whose bounds exclude every value of its target is a warning. */

import { expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';

function codesOf(type: string, target: string, reference: string): string[] {
  const { diagnostics } = analyse(
    `[database]
    name = "a"
    [tables.level]
    fields = [{ name = "id", type = "${type}", primary_key = true${target} }]
    [tables.player]
    fields = [{ name = "level", type = "${type}", foreign_key = "level.id"${reference} }]`,
    'x.toml',
  );
  return diagnostics.map(({ code }) => code);
}

test.each([
  ['u32', ', max = 5', ', min = 7'],
  ['i64', ', min = -5', ', max = -6'],
  ['f32', ', min = 1.5, max = 2', ', max = 1'],
])('%s%s, referred to with%s', (type, target, reference) => {
  expect(codesOf(type, target, reference)).toEqual(['ECS106']);
});

test.each([
  ['u32', ', max = 5', ', min = 5'],
  ['u32', ', min = 5', ', min = 7'],
  ['u32', '', ', min = 7'],
  ['u32', ', max = 5', ''],
])('none for %s%s, referred to with%s', (type, target, reference) => {
  expect(codesOf(type, target, reference)).toEqual([]);
});

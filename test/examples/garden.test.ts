/** A garden that any version of the program has saved is opened by the newest one, with all its values. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { buildExample } from './build.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EXAMPLE = join(ROOT, 'examples/garden');

test('garden: saves of three versions of the schema', () => {
  const output = buildExample('garden')('dist/main.js');
  const [oldest, middle, newest] = output.split(/(?=^data\/)/m);
  expect(oldest).toBe(`data/1.0.0, migrated from version 1.0.0 to 2.0.0: 8 rows

by the gate at 0,0
  Flower, 10 days, 48 % moist
  Herb, 10 days, 86 % moist
sunny side at 3,0
  Herb, 10 days, 20 % moist
  Herb, 10 days, 30 % moist
pond at 1,2
  Flower, 10 days, 90 % moist

After 10 days

by the gate at 0,0
  Flower, 20 days, 62 % moist
  Herb, 20 days, 46 % moist
sunny side at 3,0
  Herb, 20 days, 58 % moist
  Herb, 20 days, 66 % moist
pond at 1,2
  Flower, 20 days, 20 % moist

`);
  expect(middle).toMatch(/^data\/1\.1\.0, migrated from version 1\.1\.0 to 2\.0\.0: 9 rows\n/);
  expect(middle).toContain('  Tree (willow), 20 days, 50 % moist\n');
  expect(newest).toMatch(/^data\/2\.0\.0\n/);
  // The same days under the earlier schema and under the newest one.
  expect(textOf(newest, 1)).toBe(textOf(middle, 0));
});

/** The garden before the days, or after them. */
function textOf(part: string | undefined, position: 0 | 1): string | undefined {
  return part?.split('\n\n')[1 + 2 * position];
}

test('docs/evolution.md shows the schemas and the functions of the example', () => {
  const page = readFileSync(join(ROOT, 'docs/evolution.md'), 'utf8');
  const [section = ''] = page.split(/^## (?=A worked example$)/m)[1]?.split(/^## /m) ?? [];
  const contents = ['history/1.0.0.toml', 'history/1.1.0.toml', 'schema.toml', 'src/migrations.ts'].map((name) =>
    readFileSync(join(EXAMPLE, name), 'utf8'),
  );
  const blocks = [...section.matchAll(/^```(?:toml|ts)\n(.*?)^```$/gms)].map(([, block = '']) => block);
  expect(blocks.length).toBeGreaterThan(4);
  expect(blocks.filter((block) => !contents.some((content) => content.includes(block)))).toEqual([]);
});

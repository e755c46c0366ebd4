/**
 * A command never changes the directory that it reads: it creates no new directory in it, whatever the path looks like.
 */

import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { ecsdb } from './command.js';
import { makeShop, temporaryDirectory } from './support.js';

const base = temporaryDirectory();
const shop = join(base, 'shop');
const link = join(base, 'link');
const linkBelow = join(base, 'link-below');

beforeAll(async () => {
  await makeShop(shop);
  mkdirSync(join(shop, 'notes'));
  symlinkSync(shop, link, 'junction');
  symlinkSync(join(shop, 'notes'), linkBelow, 'junction');
});

// Both commands use the same check; each kind of path is tried with one of them.
test.each<[string, 'backup' | 'repair', string, string]>([
  ['the directory itself', 'backup', shop, shop],
  ['a directory in it', 'repair', shop, join(shop, 'sub')],
  ['a directory deeper in it', 'backup', shop, join(shop, 'new', 'deep')],
  ['an empty directory in it', 'backup', shop, join(shop, 'notes')],
  ['a path through a link to it', 'repair', shop, join(link, 'sub')],
  ['a directory in it, if the source is a link', 'backup', link, join(shop, 'sub')],
  ['a path through a link into it', 'backup', shop, join(linkBelow, 'sub')],
  ['a relative path', 'backup', shop, join(relative(process.cwd(), shop), 'sub')],
])('%s: refused', (_which, command, source, target) => {
  const { status, stderr } = ecsdb(command, source, ...(command === 'repair' ? ['--yes', '--out'] : []), target);
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringMatching(/^ecsdb: INSIDE_SOURCE: .*outside/) });
  expect(readdirSync(shop)).not.toContain('sub');
  expect(readdirSync(shop)).not.toContain('new');
  expect(readdirSync(join(shop, 'notes'))).toEqual([]);
});

test('a directory beside it with a longer name is outside', () => {
  expect(ecsdb('backup', shop, `${shop}-copy`).status).toBe(0);
});

/** The directory that a command reads is never changed: a new one is not made in it, by whatever name it is called. */

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

// Both commands ask the same; each kind of path is tried with one of them.
test.each<[string, 'backup' | 'repair', string, string]>([
  ['the directory itself', 'backup', shop, shop],
  ['a directory in it', 'repair', shop, join(shop, 'sub')],
  ['one deeper down', 'backup', shop, join(shop, 'new', 'deep')],
  ['an empty one that is there', 'backup', shop, join(shop, 'notes')],
  ['one behind a link to it', 'repair', shop, join(link, 'sub')],
  ['one in it, which a link leads to', 'backup', link, join(shop, 'sub')],
  ['one behind a link into it', 'backup', shop, join(linkBelow, 'sub')],
  ['a relative one', 'backup', shop, join(relative(process.cwd(), shop), 'sub')],
])('%s: refused', (_which, command, source, target) => {
  const { status, stderr } = ecsdb(command, source, ...(command === 'repair' ? ['--yes', '--out'] : []), target);
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringMatching(/^ecsdb: INSIDE_SOURCE: .*outside/) });
  expect(readdirSync(shop)).not.toContain('sub');
  expect(readdirSync(shop)).not.toContain('new');
  expect(readdirSync(join(shop, 'notes'))).toEqual([]);
});

test('a neighbour whose name begins with that of the directory is outside', () => {
  expect(ecsdb('backup', shop, `${shop}-copy`).status).toBe(0);
});

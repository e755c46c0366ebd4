/**
 * Each command accepts any path to a directory, and uses the same directory from beginning to end.
 */

import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import { ecsdb, json } from './command.js';
import { makeShop, numbersOf, temporaryDirectory, upTo } from './support.js';

const base = temporaryDirectory();
const shop = join(base, 'far', 'shop');
/** The text `link/..` says `base`, and leads to `far`. */
const link = join(base, 'link');

beforeAll(async () => {
  mkdirSync(join(base, 'far', 'below'), { recursive: true });
  await makeShop(shop, 50);
  symlinkSync(join('far', 'below'), link, 'junction');
});

test.each([
  ['a path with ".." after a link', () => `${link}/../shop`],
  ['a file: URL', () => pathToFileURL(shop).href],
])('%s leads check, info and dump to the database', (_what, path) => {
  expect(ecsdb('check', path()).stdout).toContain(`${shop}: intact`);
  expect(json(ecsdb('info', path(), '--json'))).toMatchObject({ directory: shop, version: 100 });
  expect(ecsdb('dump', path()).stdout.split('\n')).toHaveLength(104);
});

test.each(['backup', 'repair'])('%s resolves paths as the system does', async (command) => {
  const target = ecsdb(
    command,
    `${link}/../shop`,
    ...(command === 'repair' ? ['--yes', '--out'] : []),
    `${link}/../${command}`,
  );
  expect(target.stderr).toBe('');
  expect(target.stdout).toContain(`${join(base, 'far', command)}: version 100`);
  expect(existsSync(join(base, command))).toBe(false);
  expect(await numbersOf(join(base, 'far', command))).toEqual(upTo(100));
});

test.each(['', 's3://bucket/shop', 'file:shop'])('%j names no directory: status 64', (path) => {
  const before = readdirSync(base);
  for (const args of [
    ['check', path],
    ['backup', shop, path],
    ['repair', shop, '--out', path],
  ]) {
    const { status, stderr } = ecsdb(...args);
    expect({ status, stderr }).toEqual({
      status: 64,
      stderr: expect.stringMatching(/^ecsdb: a directory must be a path or a file: URL, got /),
    });
  }
  expect(readdirSync(base)).toEqual(before);
});

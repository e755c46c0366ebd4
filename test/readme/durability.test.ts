/** The document on durability has every option of `Database.open` and every error of a directory. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const DOCUMENT = read('docs/durability.md');

test('it says of each error of a directory what to do', () => {
  const [union = ''] = /type ErrorCode =[^;]*;/.exec(read('runtime/src/errors.ts')) ?? [];
  const codes = [...union.matchAll(/'([A-Z_]+)'/g)].map(([, code = '']) => code);
  const ofDirectories = codes.slice(codes.indexOf('IO_ERROR'));
  const described = DOCUMENT.split('\n### ')
    .map((section) => [/^`([A-Z_]+)`\n/.exec(section)?.[1], section] as const)
    .filter(([code]) => code !== undefined);
  expect(described.map(([code]) => code).sort()).toEqual(ofDirectories.sort());
  for (const [code, section] of described) {
    expect([code, section]).toEqual([code, expect.stringContaining('```sh\n')]);
  }
});

test('it has every option of Database.open', () => {
  const [options = ''] = /interface OpenOptions\b.*?\n}/s.exec(read('runtime/src/durable/options.ts')) ?? [];
  const [ofFeed = ''] = /interface FeedOptions .*?\n}/s.exec(read('runtime/src/feed/options.ts')) ?? [];
  const [section = ''] = /^## Opening\n.*?(?=^## )/ms.exec(DOCUMENT) ?? [];
  const names = [...`${options}${ofFeed}`.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name);
  expect([...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name).sort()).toEqual(names.sort());
});

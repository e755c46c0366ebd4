/** The document on durability tells the truth about names: its links lead somewhere, and it has every option and every error of a directory. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const DOCUMENT = read('docs/durability.md');

test('its links lead somewhere', () => {
  const links = [...DOCUMENT.matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)];
  expect(links.length).toBeGreaterThan(20);
  for (const [link, file = '', anchor] of links) {
    const path = file === '' ? 'docs/durability.md' : `docs/${file}`;
    expect([link, existsSync(join(ROOT, path))]).toEqual([link, true]);
    if (anchor !== undefined) expect([link, anchorsOf(read(path))]).toEqual([link, expect.arrayContaining([anchor])]);
  }
});

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
  const [options = ''] = /interface OpenOptions {.*?\n}/s.exec(read('runtime/src/durable/options.ts')) ?? [];
  const [section = ''] = /^## Opening\n.*?(?=^## )/ms.exec(DOCUMENT) ?? [];
  const names = [...options.matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name);
  expect([...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name).sort()).toEqual(names.sort());
});

/** As GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^##+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9_ -]/g, '')
      .replaceAll(' ', '-'),
  );
}

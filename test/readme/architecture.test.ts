/** The architecture document tells the truth: every room imports rooms on lower floors only, and every file it names exists. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOCUMENT = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');

describe.each([
  ['runtime/src', 'Rooms and floors'],
  ['generator', 'The compiler'],
  ['tools', 'The tools'],
])('%s', (source, heading) => {
  const floors = floorsOf(section(heading));
  const files = readdirSync(join(ROOT, source), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(?<!\.d)\.ts$/.test(path),
  );

  test('has every room in the document, and no other', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual([...floors.keys()].sort());
  });

  test('imports downwards only', () => {
    const upwards = files.flatMap((file) =>
      importsOf(join(ROOT, source, file))
        .map((target) => relative(join(ROOT, source), target))
        .filter((target) => roomOf(target) !== roomOf(file))
        .filter((target) => (floors.get(roomOf(target)) ?? Number.NaN) >= (floors.get(roomOf(file)) ?? Number.NaN))
        .map((target) => `${file} imports ${target}`),
    );
    expect(upwards).toEqual([]);
  });
});

test('names files that exist', () => {
  const named = [...DOCUMENT.matchAll(/`((?:[a-z-]+\/)+[a-z0-9-]*(?:\.ts)?)`/g)].map(([, path = '']) => path);
  const missing = named.filter((path) =>
    ['runtime/src', 'generator', 'tools', ''].every((base) => !existsSync(join(ROOT, base, path))),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});

/** The text below a heading, up to the next one. */
function section(heading: string): string {
  const [, text = ''] = DOCUMENT.split(`\n## ${heading}\n`);
  return text.split('\n## ')[0] ?? '';
}

/** The floor of each room in a table of floors. */
function floorsOf(text: string): Map<string, number> {
  const rows = [...text.matchAll(/^\| (\d+) \| ([^|]*) \|/gm)];
  return new Map(
    rows.flatMap(([, floor, rooms = '']) =>
      [...rooms.matchAll(/`([^`]+?)\/?`/g)].map(([, room = '']): [string, number] => [room, Number(floor)]),
    ),
  );
}

/** A folder's name, or a file's that lies in none. */
function roomOf(path: string): string {
  return path.split(/[/\\]/)[0] ?? '';
}

/** The files that a file imports, packages left out. */
function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/ from '(\.[^']*)\.js'/g)].map(([, target = '']) => `${join(path, '..', target)}.ts`);
}

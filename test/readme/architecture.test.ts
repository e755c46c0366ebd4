/**
 * The architecture document is true: every module imports modules of lower layers only and enters them
 * through their index, and every file that it names exists. The parts of `threads/` are modules in the same sense.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOCUMENT = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');

describe.each([
  ['runtime/src', 'Modules and layers'],
  ['runtime/src/threads', 'Other threads'],
  ['generator', 'The compiler'],
  ['tools/src', 'The tools'],
  ['sync/src', 'Replication'],
])('%s', (source, heading) => {
  const layers = layersOf(section(heading));
  const files = readdirSync(join(ROOT, source), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(?<!\.d)\.ts$/.test(path),
  );

  test('has every module in the document, and no other', () => {
    expect([...new Set(files.map(moduleOf))].sort()).toEqual([...layers.keys()].sort());
  });

  test('imports downwards only', () => {
    const upwards = files.flatMap((file) =>
      importsOf(join(ROOT, source, file))
        .map((target) => relative(join(ROOT, source), target))
        .filter((target) => moduleOf(target) !== moduleOf(file))
        .filter((target) => (layers.get(moduleOf(target)) ?? Number.NaN) >= (layers.get(moduleOf(file)) ?? Number.NaN))
        .map((target) => `${file} imports ${target}`),
    );
    expect(upwards).toEqual([]);
  });
});

test.each([
  ['runtime/src', 'Modules and layers'],
  ['runtime/src/threads', 'Other threads'],
  ['generator', 'The compiler'],
  ['sync/src', 'Replication'],
])('modules of %s are entered through their index, except where the document says why not', (folder, heading) => {
  const source = join(ROOT, folder);
  const allowed = exceptionsOf(section(heading));
  const met = new Set<string>();
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => /(?<!\.d)\.ts$/.test(path));
  const past = files.flatMap((file) =>
    importsOf(join(source, file))
      .map((target) => relative(source, target))
      .filter((target) => target.includes('/') && !target.startsWith('..'))
      .filter((target) => moduleOf(target) !== moduleOf(file) && target !== `${moduleOf(target)}/index.ts`)
      .filter((target) => {
        const exception = [file, moduleOf(file)]
          .map((from) => `${from} ${moduleOf(target)}`)
          .find((one) => allowed.has(one));
        if (exception !== undefined) met.add(exception);
        return exception === undefined;
      })
      .map((target) => `${file} imports ${target}`),
  );
  expect(past).toEqual([]);
  expect([...allowed].sort()).toEqual([...met].sort());
});

test('the owner and attached threads have one layer, so that they never import each other', () => {
  const layers = layersOf(section('Other threads'));
  expect(layers.get('owner')).toBeDefined();
  expect(layers.get('owner')).toBe(layers.get('attached'));
});

test('names files that exist', () => {
  const named = [...DOCUMENT.matchAll(/`((?:[a-z-]+\/)+[a-z0-9-]*(?:\.ts)?)`/g)].map(([, path = '']) => path);
  const missing = named.filter((path) =>
    ['runtime/src', 'runtime/src/threads', 'generator', 'tools/src', 'sync/src', ''].every(
      (base) => !existsSync(join(ROOT, base, path)),
    ),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});

/** The text below a heading, up to the next one. */
function section(heading: string): string {
  const [, text = ''] = DOCUMENT.split(`\n## ${heading}\n`);
  return text.split('\n## ')[0] ?? '';
}

/** The layer of each module in a table of layers. */
function layersOf(text: string): Map<string, number> {
  const rows = [...text.matchAll(/^\| (\d+) \| ([^|]*) \|/gm)];
  return new Map(
    rows.flatMap(([, layer, modules = '']) =>
      [...modules.matchAll(/`([^`]+?)\/?`/g)].map(([, module = '']): [string, number] => [module, Number(layer)]),
    ),
  );
}

/** The exceptions of the table, each as "from module": these files import the module past its index. */
function exceptionsOf(text: string): Set<string> {
  const rows = [...text.matchAll(/^\| (`[^|]*`) \| (`[^|]*`) \| [^|]* \|$/gm)];
  const names = (cell: string): string[] => [...cell.matchAll(/`([^`]+?)\/?`/g)].map(([, name = '']) => name);
  return new Set(
    rows.flatMap(([, from = '', to = '']) =>
      names(from).flatMap((one) => names(to).map((module) => `${one} ${module}`)),
    ),
  );
}

/** The name of the top folder, or of a file outside of folders. */
function moduleOf(path: string): string {
  return path.split(/[/\\]/)[0] ?? '';
}

/** The files that a file imports, without packages. */
function importsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/ from '(\.[^']*)\.js'/g)].map(([, target = '']) => `${join(path, '..', target)}.ts`);
}

/**
 * Which tests use the build. Tests run against the sources, but a process, a worker thread or a bundler that a test
 * starts works with what was built. Such a test imports test/built.ts, itself or through the files that it imports.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.js';

/** Files with the paths of the build. A test that imports one of them uses the build. */
const BUILT = new Set([join(ROOT, 'test/built.ts'), join(ROOT, 'torture/framework/compiled.ts')]);

/** All test files, as absolute paths. */
export function testFiles() {
  return readdirSync(join(ROOT, 'test'), { recursive: true })
    .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
    .map((name) => join(ROOT, 'test', name));
}

/** True if a file imports one of these, directly or through other files. */
export function usesBuild(path, seen = new Set()) {
  if (BUILT.has(path)) return true;
  if (seen.has(path)) return false;
  seen.add(path);
  return importsOf(path).some((target) => usesBuild(target, seen));
}

/** The files of tests and torture that a file imports. Imports inside of strings may name files that do not exist. */
function importsOf(path) {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/(?:from|import\() ?'(\.[^']*)\.js'/g)]
    .map(([, target]) => `${join(path, '..', target)}.ts`)
    .filter((target) => /^(test|torture)[/\\]/.test(target.slice(ROOT.length)) && existsSync(target));
}

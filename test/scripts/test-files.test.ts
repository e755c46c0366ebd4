/** `npm run test:only` builds for the tests that use the build, and for no others. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { testFiles, usesBuild } from '../../scripts/test-files.js';

const TESTS = fileURLToPath(new URL('../', import.meta.url));

/** Signs of another process or thread, of a built file, and of a package that is looked up without jest. */
const SIGNS = [/process\.execPath/, /new Worker\(/, /\bdist\//, /import\.meta\.resolve/, /\.mjs'/];

/** Files with such a sign that use no build. */
const EXCEPTIONS: { readonly [file: string]: string } = {
  'generator/output/output.test.ts': 'The process runs no code; only its id is wanted.',
  'generator/schema/json-schema.test.ts': 'jest itself makes these files of dist/ before all tests.',
  'scripts/test-files.test.ts': 'This file names the signs.',
};

test('a file that starts Node, or names what was built, imports test/built.ts', () => {
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /(?<!\.d)\.ts$/.test(path) && !path.includes('node_modules'),
  );
  const suspects = files.filter((path) => SIGNS.some((sign) => sign.test(readFileSync(join(TESTS, path), 'utf8'))));
  const withoutBuild = suspects.filter((path) => !usesBuild(join(TESTS, path)));
  expect(withoutBuild.sort()).toEqual(Object.keys(EXCEPTIONS).sort());
});

test.each([
  ['runtime/query/iterators.test.ts', false],
  ['runtime/durability/damage.test.ts', false],
  ['runtime/durability/kill.test.ts', true],
  ['runtime/fs/lock-processes.test.ts', true],
  ['generator/cli/cli.long.test.ts', true],
])('%s uses the build: %s', (path, expected) => {
  expect(testFiles()).toContain(join(TESTS, path));
  expect(usesBuild(join(TESTS, path))).toBe(expected);
});

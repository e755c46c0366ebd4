/**
 * Runs tests. Arguments go to jest: parts of paths, -t, --watch and so on.
 *
 *   npm test                  builds what has changed, then runs all tests but the long ones, `*.long.test.ts`
 *   npm run test:long         runs the long ones
 *   npm run test:only -- path runs some, and builds only if one of them uses the build
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { buildAll } from './build.js';
import { areCompilersInstalled, installCompilers } from './prepare-tests.js';
import { ROOT } from './run.js';
import { secondsSince } from './steps.js';
import { testFiles, usesBuild } from './test-files.js';

const JEST = join(ROOT, 'node_modules/jest/bin/jest.js');

/** jest needs a feature of Node that warns, in each of its processes. Old versions of Node cannot turn that off. */
const FLAGS = [
  '--experimental-vm-modules',
  ...['--disable-warning=ExperimentalWarning'].filter(() =>
    process.allowedNodeEnvironmentFlags.has('--disable-warning'),
  ),
];

const [first, ...rest] = process.argv.slice(2);
const isSelection = first === '--only';
const jestArguments = isSelection ? rest : process.argv.slice(2);

if (!isSelection || needsBuild(jestArguments.filter((argument) => !argument.startsWith('-')))) await build();
const [status, signal] = await once(
  spawn(process.execPath, [...FLAGS, JEST, ...jestArguments], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...(isSelection ? { LONG_TESTS: '1' } : {}) },
  }),
  'exit',
);
if (signal !== null) console.error(`jest was ended by ${signal}`);
process.exitCode = status ?? 1;

/** Says why the build is needed, or that it is not. */
function needsBuild(patterns) {
  const isSelected = (path) => patterns.length === 0 || patterns.some((pattern) => path.includes(pattern));
  const user = testFiles().find((path) => isSelected(path) && usesBuild(path));
  if (user === undefined) console.log('These tests run on the sources alone: nothing is built.');
  else console.log(`${relative(ROOT, user)} uses the build.`);
  return user !== undefined;
}

async function build() {
  const start = performance.now();
  if ((await buildAll()) === 0) console.log('Nothing to build');
  if (!areCompilersInstalled()) {
    console.log('Installing other versions of TypeScript');
    await installCompilers();
  }
  console.log(`Ready to test (${secondsSince(start)} s)`);
}

/**
 * The examples lose nothing that was acknowledged when they are killed. Each is started, ended with `kill -9` at random moments, and started
 * again, and proves its state by itself: the bank against its acknowledgements and its ledger, the arena against the same game in memory.
 */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const KILLS = 2;

describe.each([
  ['bank', 'nothing acknowledged was lost'],
  ['arena', 'it is still the same game'],
])('%s', (name, outcome) => {
  const cwd = join(ROOT, 'examples', name);
  const run = (script: string, ...args: string[]): string =>
    execFileSync(process.execPath, [script, ...args], { cwd, encoding: 'utf8' });

  test(`goes on where it was after kill -9: ${outcome}`, () => {
    run(join(ROOT, 'bin/ecsdb-gen.js'), 'schema.toml', '--out', 'src/generated', '--quiet');
    run(join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.');
    expect(run('dist/kill-test.js', String(KILLS))).toContain(`Killed ${KILLS} times, and ${outcome}.`);
  }, 120_000);
});

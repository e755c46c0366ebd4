/** Promises that both commands make to a shell. They share no code. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { COMPILER_COMMAND, TOOLS_COMMAND } from '../built.js';

const ROOT = new URL('../../', import.meta.url);
const SCHEMA = fileURLToPath(new URL('test/generator/generated/fixtures/everything.toml', ROOT));
const DATABASE = fileURLToPath(new URL('test/golden/format-1.0/closed', ROOT));

interface Case {
  readonly command: string;
  readonly packageFile: string;
  /** The exit status of wrong usage. */
  readonly usage: number;
  /** Arguments with which the command prints a few lines. */
  readonly printing: readonly string[];
}

const CASES: readonly (readonly [name: string, Case])[] = [
  ['ecsdb-gen', { command: COMPILER_COMMAND, packageFile: 'package.json', usage: 2, printing: ['layout', SCHEMA] }],
  ['ecsdb', { command: TOOLS_COMMAND, packageFile: 'tools/package.json', usage: 64, printing: ['info', DATABASE] }],
];

describe.each(CASES)('%s', (name, { command, packageFile, usage, printing }) => {
  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  test('prints the version of its package', () => {
    const { version } = JSON.parse(readFileSync(new URL(packageFile, ROOT), 'utf8'));
    expect(run('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('prints help, with the exit statuses, to standard output', () => {
    const { status, stdout, stderr } = run('--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: ${name} `));
    expect(stdout).toContain('Exit status: 0 done');
  });

  test.each([[['--wat']], [[...printing, '--wat']], [[printing[0] ?? '']]])('rejects wrong usage: %j', (args) => {
    const { status, stdout, stderr } = run(...args);
    expect({ status, stdout }).toEqual({ status: usage, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${name}: .*\n\\(${name} --help shows the usage\\)\n$`));
  });

  test.each([[['--help']], [printing]])('does not fail if the reader of its output closes the pipe: %j', (args) => {
    // The reader ends at once. The writer starts later.
    const script = '{ sleep 0.3; "$0" "$@"; echo "status $?" >&2; } | true';
    const { stderr } = spawnSync('sh', ['-c', script, process.execPath, command, ...args], { encoding: 'utf8' });
    expect(stderr).toBe('status 0\n');
  });

  test('prints no colours into a pipe', () => {
    const { stdout, stderr } = run(...printing);
    expect(stdout + stderr).not.toContain('\u001b');
  });
});

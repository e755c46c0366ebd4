/**
 * The compiler names everything that it finds instead of a file, and neither waits for it nor reads without end.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { compile } from '../../../generator/compile.js';
import { loadSchema } from '../../../generator/load-schema.js';
import { OutputError, planOutput } from '../../../generator/output/index.js';
import { COMPILER_COMMAND } from '../../built.js';
import { temporaryDirectory } from '../support/generated.js';

const GOOD = '[database]\nname = "a"\n[tables.t]\nfields = [{ name = "x", type = "u8" }]\n';
const base = temporaryDirectory();
let runs = 0;
let cwd: string;

beforeEach(() => {
  cwd = join(base, `run${runs++}`);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'good.toml'), GOOD);
});

const STRANGE: readonly (readonly [string, (path: string) => void, string])[] = [
  ['a FIFO', (path) => void spawnSync('mkfifo', [path]), 'a FIFO'],
  ['a device', (path) => symlinkSync('/dev/zero', path), 'a device'],
  ['a directory', (path) => mkdirSync(path), 'a directory'],
  ['a link that leads nowhere', (path) => symlinkSync('nowhere', path), 'no such file'],
  ['a link that leads in a circle', (path) => symlinkSync(path, path), 'ELOOP'],
  [
    'an endless file',
    (path) => {
      writeFileSync(path, GOOD);
      truncateSync(path, 2 ** 40);
    },
    String(2 ** 40),
  ],
];

function run(args: readonly string[], stdin: 'pipe' | number = 'pipe') {
  const { status, stderr } = spawnSync(process.execPath, [COMPILER_COMMAND, ...args], {
    cwd,
    stdio: [stdin, 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stderr };
}

test.each(STRANGE)('%s as the schema', async (_kind, make, words) => {
  make(join(cwd, 'schema.toml'));
  const { status, stderr } = run(['schema.toml', '-o', 'out']);
  expect([status, stderr.split('\n').length]).toEqual([1, 2]);
  expect(stderr).toContain(words);
  await expect(loadSchema(join(cwd, 'schema.toml'))).rejects.toThrow(join(cwd, 'schema.toml'));
});

test('endless standard input', () => {
  expect(run(['-', '-o', 'out'], openSync('/dev/zero', 'r'))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('standard input has more than'),
  });
});

test('a FIFO instead of package.json is not changed', () => {
  spawnSync('mkfifo', [join(cwd, 'package.json')]);
  expect(run(['init', '.'])).toMatchObject({ status: 0, stderr: '' });
  expect(readFileSync(join(cwd, 'schema.toml'), 'utf8')).toContain('[database]');
});

test.each(STRANGE)('%s instead of a generated file is not overwritten', (_kind, make) => {
  const files = compile(GOOD, { fileName: 'a.toml', schemaName: 'a.toml', importExtension: 'js' }).files;
  for (const name of ['t.ts', 'schema.ts']) {
    const out = join(cwd, `without-${name}`);
    mkdirSync(out);
    make(join(out, name));
    expect(() => planOutput(out, files ?? new Map())).toThrow(join(out, name));
  }
});

test.each(STRANGE)('%s instead of the manifest is ignored', (_kind, make) => {
  const files = compile(GOOD, { fileName: 'a.toml', schemaName: 'a.toml', importExtension: 'js' }).files ?? new Map();
  make(join(cwd, '.ecsdb-gen.json'));
  try {
    expect(planOutput(cwd, files)).toMatchObject({ missing: [...files.keys()], leftOver: [] });
  } catch (error) {
    expect(error).toBeInstanceOf(OutputError);
  }
});

test('--watch in a missing directory is no bug of the compiler', () => {
  expect(run(['nowhere/schema.toml', '-o', 'out', '--watch'])).toEqual({
    status: 1,
    stderr: 'ecsdb-gen: cannot watch the directory of "nowhere/schema.toml": there is no such file\n',
  });
});

test.each([
  ['a link that leads nowhere', (path: string) => symlinkSync('nowhere', path), 'a symbolic link that leads nowhere'],
  ['a link that leads in a circle', (path: string) => symlinkSync(path, path), 'in a circle'],
  ['a file', (path: string) => writeFileSync(path, ''), 'is a file|is not a directory'],
])('%s instead of the directory', (_kind, make, words) => {
  make(join(cwd, 'out'));
  for (const args of [
    ['good.toml', '-o', 'out'],
    ['init', 'out'],
  ]) {
    const { status, stderr } = run(args);
    expect([status, stderr.split('\n').length]).toEqual([1, 2]);
    expect(stderr).toMatch(new RegExp(words));
  }
});

test('a directory that cannot be created, as below /proc, ends every command', () => {
  const place = existsSync('/proc/self') ? '/proc/self/x/y' : join(cwd, 'good.toml/x/y');
  for (const args of [
    ['good.toml', '-o', place],
    ['init', place],
  ]) {
    const { status, stderr } = run(args);
    expect([status, stderr.split('\n').length]).toEqual([1, 2]);
    expect(stderr).toContain(place);
  }
});

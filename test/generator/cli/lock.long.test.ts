/** The lock file and `diff` as users meet them; needs the build. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { COMPILER_COMMAND } from '../../built.js';
import { temporaryDirectory } from '../support/generated.js';

const FIRST = schema('1.0.0', '{ name = "gold", type = "u32" }');
const WIDER = schema('1.1.0', '{ name = "gold", type = "u64" }');
const OTHER = schema('1.1.0', '{ name = "hp", type = "u32", default = 1 }');
const base = temporaryDirectory();
let runs = 0;
let cwd: string;

beforeEach(() => {
  cwd = join(base, `run${runs++}`);
  mkdirSync(cwd);
  write(FIRST);
});

function schema(version: string, field: string): string {
  return `[database]\nname = "a"\nversion = "${version}"\n[tables.player]\nfields = [${field}]\n[tables.frozen]\n`;
}

function write(text: string, name = 's.toml'): void {
  writeFileSync(join(cwd, name), text);
}

function read(name: string): string {
  return readFileSync(join(cwd, name), 'utf8');
}

function run(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMPILER_COMMAND, ...args], {
    cwd,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const generate = (...args: readonly string[]): ReturnType<typeof run> => run('s.toml', '-o', 'out', ...args);

test('a run writes the lock file beside the schema, and the next one leaves it alone', () => {
  expect(generate()).toMatchObject({ status: 0, stdout: expect.stringContaining('s.lock.json: written') });
  const lock = read('s.lock.json');
  expect(JSON.parse(lock)).toMatchObject({ format: 1, head: { database: 'a' } });
  expect(generate()).toMatchObject({ status: 0, stdout: 'out is up to date (8 files)\n', stderr: '' });
  expect(read('s.lock.json')).toBe(lock);
  expect(readdirSync(cwd).sort()).toEqual(['out', 's.lock.json', 's.toml']);
});

test('a compatible change is a note once, and updates the lock file', () => {
  generate();
  write(WIDER);
  expect(generate()).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^s\.lock\.json: updated$/m),
    stderr: 's.toml:5:20: note ECS110: field "gold" of table "player" was u32, and is u64\n\n1 note\n',
  });
  expect(generate().stderr).toBe('');
  const { history } = JSON.parse(read('out/schema.json'));
  expect(history).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(read('out/schema.ts')).toContain(`history: ['${history[0]}'],`);
});

test('a refused change leaves the lock file and the generated files as they are', () => {
  generate();
  const before = [read('s.lock.json'), read('out/frozen.ts'), read('out/.ecsdb-gen.json')];
  write(OTHER.replace('[tables.frozen]\n', ''));
  const { status, stderr } = generate();
  expect(status).toBe(1);
  expect(stderr).toContain('s.toml:1:1: error ECS111: table "frozen" existed, and is missing');
  expect(stderr).toContain('s.toml:4:9: error ECS111: field "gold" of table "player" was u32, and is missing');
  expect([read('s.lock.json'), read('out/frozen.ts'), read('out/.ecsdb-gen.json')]).toEqual(before);
});

test('the files of a table go away when its removal is declared', () => {
  generate();
  write(FIRST.replace('[tables.frozen]\n', '').replace('name = "a"', 'name = "a"\nremoved = ["frozen"]'));
  expect(generate()).toMatchObject({ status: 0, stdout: expect.stringContaining('deleted frozen.ts') });
  expect(existsSync(join(cwd, 'out/frozen.ts'))).toBe(false);
});

test.each(['--check', '--frozen-lock'])('%s fails without a lock file, and if it would change', (flag) => {
  expect(generate(flag)).toMatchObject({ status: 1, stderr: expect.stringContaining('ECS120') });
  expect(readdirSync(cwd)).toEqual(['s.toml']);
  generate();
  expect(generate(flag)).toMatchObject({ status: 0, stderr: '' });
  const lock = read('s.lock.json');
  write(WIDER);
  expect(generate(flag)).toMatchObject({ status: 1, stderr: expect.stringContaining('ECS121') });
  expect(read('s.lock.json')).toBe(lock);
});

test('white space and line endings of the lock file mean nothing', () => {
  generate();
  const formatted = `${JSON.stringify(JSON.parse(read('s.lock.json')), null, 4)}\n`.replaceAll('\n', '\r\n');
  write(formatted, 's.lock.json');
  expect(generate('--check')).toMatchObject({ status: 0, stderr: '' });
  expect(generate()).toMatchObject({ status: 0, stderr: '' });
  expect(read('s.lock.json')).toBe(formatted);
});

test('a schema from standard input has no lock file', () => {
  const { status } = spawnSync(process.execPath, [COMPILER_COMMAND, '-', '-o', 'out'], { cwd, input: FIRST });
  expect(status).toBe(0);
  expect(readdirSync(cwd).sort()).toEqual(['out', 's.toml']);
  expect(read('out/schema.json')).not.toContain('"history"');
});

test('--watch takes ids from the lock file, and does not write it', async () => {
  generate();
  const lock = read('s.lock.json');
  write(WIDER);
  const child = spawn(process.execPath, [COMPILER_COMMAND, 's.toml', '-o', 'out', '--watch'], { cwd });
  let seen = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
    });
  }
  while (!seen.includes('watching s.toml')) await new Promise((resolve) => setTimeout(resolve, 20));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await ended;
  expect(seen).toContain('s.lock.json: not updated by --watch');
  expect(read('out/player.ts')).toContain("type: 'u64'");
  expect(read('s.lock.json')).toBe(lock);
});

test('a lock file that is a symbolic link stays one, and leftovers of killed runs are deleted', () => {
  mkdirSync(join(cwd, 'locks'));
  write('', 'locks/real.json');
  symlinkSync('locks/real.json', join(cwd, 's.lock.json'));
  expect(generate()).toMatchObject({ status: 1, stderr: expect.stringContaining('ECS125') });
  run('s.toml', '-o', 'out');
  write('{', '.s.lock.json.0123456789ab.tmp');
  writeFileSync(join(cwd, 'copy.toml'), FIRST);
  run('copy.toml', '-o', 'elsewhere');
  write(read('copy.lock.json'), 'locks/real.json');
  write(WIDER);
  expect(generate().status).toBe(0);
  expect(read('locks/real.json')).toContain('"u64"');
  expect(readdirSync(cwd).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('a lock file that cannot be read or written is exit 1, and nothing is written', () => {
  mkdirSync(join(cwd, 's.lock.json'));
  expect(generate()).toMatchObject({ status: 1, stderr: expect.stringContaining('cannot read the lock file') });
  expect(existsSync(join(cwd, 'out'))).toBe(false);
});

test('diff compares two schemas, in the formats of diagnostics', () => {
  write(WIDER, 'new.toml');
  expect(run('diff', 's.toml', 'new.toml')).toEqual({
    status: 0,
    stdout: 'new.toml:5:20: note ECS110: field "gold" of table "player" was u32, and is u64\n1 note\n',
    stderr: '',
  });
  write(OTHER, 'new.toml');
  const { status, stdout } = run('diff', 's.toml', 'new.toml', '--format', 'json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject([
    { code: 'ECS111', severity: 'error', line: 4, path: ['tables', 'player'] },
    { code: 'ECS110', severity: 'note', line: 5 },
  ]);
  expect(run('diff', 's.toml', 'new.toml', '--format', 'github').stdout).toMatch(
    /^::error .*\n::notice file=new\.toml,/,
  );
  expect(run('diff', 's.toml', 's.toml')).toEqual({ status: 0, stdout: 'no differences\n', stderr: '' });
  expect(readdirSync(cwd).sort()).toEqual(['new.toml', 's.toml']);
});

test('diff compares a schema with the released version in its lock file', () => {
  expect(run('diff', 's.toml')).toMatchObject({ status: 1, stderr: expect.stringContaining('has no lock file') });
  generate();
  write(WIDER);
  generate();
  expect(run('diff', 's.toml')).toMatchObject({ status: 0, stdout: expect.stringContaining('was u32, and is u64') });
  write('[database]\nname = 1\n');
  expect(run('diff', 's.toml')).toMatchObject({ status: 1, stdout: expect.stringContaining('ECS004') });
});

test('a deleted lock file is not replaced by a new one that has forgotten the released versions', () => {
  generate();
  write(WIDER);
  expect(generate().status).toBe(0);
  unlinkSync(join(cwd, 's.lock.json'));
  const { status, stderr } = generate();
  expect(status).toBe(1);
  expect(stderr).toContain('Restore it from version control');
  expect(existsSync(join(cwd, 's.lock.json'))).toBe(false);
  unlinkSync(join(cwd, 'out/schema.json'));
  expect(generate().status).toBe(0);
});

test('a schema with migrations needs its lock file', () => {
  write(`${WIDER}[migrations]\n"1.1.0" = ["player"]\n`);
  expect(generate()).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('error ECS120: there is no lock file'),
  });
});

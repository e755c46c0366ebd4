/** When the command parses the generated files, with templates of its own; needs the build. */

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { COMPILER_COMMAND, NODE_MODULES } from '../../built.js';
import { temporaryDirectory } from '../support/generated.js';

const SCHEMA = '[database]\nname = "a"\n[tables.t]\nfields = [{ name = "x", type = "u8" }]\n';
/** Prints whether the process has loaded ts-morph, which is a CommonJS module. */
const REPORT = `
process.once('exit', () => {
  const loaded = Object.keys(require('node:module')._cache);
  console.error('ts-morph:', loaded.some((path) => path.includes('ts-morph')) ? 'loaded' : 'not loaded');
});
`;
const base = temporaryDirectory();
const faulty = join(base, 'compiler/bin/ecsdb-gen.js');
const report = join(base, 'report.cjs');
let runs = 0;
let cwd: string;

/** A copy of the compiler with a template that makes a syntax error. */
beforeAll(() => {
  const source = join(NODE_MODULES, '..');
  const copy = join(base, 'compiler');
  for (const name of ['bin', 'package.json', 'dist/generator', 'dist/precompiled']) {
    cpSync(join(source, name), join(copy, name), { recursive: true });
  }
  symlinkSync(NODE_MODULES, join(copy, 'node_modules'), 'junction');
  const templates = join(copy, 'dist/precompiled/templates.js');
  writeFileSync(templates, readFileSync(templates, 'utf8').replaceAll('export class ', 'export clas '));
  writeFileSync(report, REPORT);
});

beforeEach(() => {
  cwd = join(base, `run${runs++}`);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'a.toml'), SCHEMA);
});

interface Run {
  readonly command?: string;
  readonly options?: readonly string[];
  readonly CI?: string;
}

function compile({ command = COMPILER_COMMAND, options = [], CI = '' }: Run) {
  const args = ['--require', report, command, 'a.toml', '-o', 'out', '--quiet', ...options];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, CI },
  });
  return { status, stderr };
}

test.each<[string, Run]>([
  ['without options', {}],
  ['with CI=false', { CI: 'false' }],
  ['with CI=0', { CI: '0' }],
])('ts-morph is not loaded %s', (_name, given) => {
  const notLoaded = { status: 0, stderr: 'ts-morph: not loaded\n' };
  expect([compile(given), compile(given)]).toEqual([notLoaded, notLoaded]);
});

const VERIFYING: readonly [string, Run][] = [
  ['with --verify', { options: ['--verify'] }],
  ['with --check', { options: ['--check'] }],
  ['with CI=true', { CI: 'true' }],
  ['with CI=1', { CI: '1' }],
];

test.each(VERIFYING)('files that are up to date are parsed %s', (_name, given) => {
  compile({});
  expect(compile(given)).toEqual({ status: 0, stderr: 'ts-morph: loaded\n' });
});

test.each(VERIFYING)('a faulty template is found %s, also in files that an earlier run has written', (_name, given) => {
  expect(compile({ command: faulty })).toMatchObject({ status: 0 });
  const { status, stderr } = compile({ command: faulty, ...given });
  expect(status).toBe(70);
  expect(stderr).toContain('the generated file t.ts is not valid TypeScript');
});

test.each(VERIFYING.filter(([name]) => name !== 'with --check'))('a faulty file is not written %s', (_name, given) => {
  expect(compile({ command: faulty, ...given }).status).toBe(70);
  expect([existsSync(join(cwd, 'out')), existsSync(join(cwd, 'a.lock.json'))]).toEqual([false, false]);
});

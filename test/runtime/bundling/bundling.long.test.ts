/**
 * Promise: a program that a bundler has put into one file works without configuration, and without any other file of
 * the packages.
 */

import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NODE_MODULES, scriptWithPackages } from '../../built.js';
import { schemaOf } from '../support/schema.js';

const directory = mkdtempSync(join(tmpdir(), 'ecsdb-bundling-'));
const { descriptor } = schemaOf({ tables: { point: { x: 'u32' } } });
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ARENA = join(ROOT, 'examples/arena/schema.toml');

beforeAll(() => void run([scriptWithPackages(new URL('bundle.mjs', import.meta.url)), directory]), 180_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function run(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

test.each([
  'esbuild-node.mjs',
  'esbuild-node.cjs',
  'esbuild-node-minified.mjs',
  'esbuild-neutral.mjs',
  'esbuild-neutral.cjs',
  'rollup-node.mjs',
  'rollup-plain.mjs',
  'rollup-plain.cjs',
  'vite-ssr.mjs',
])('%s commits in every mode, takes snapshots, and reads them', (bundle) => {
  const database = join(directory, `data of ${bundle}`);
  const output = run([bundle, JSON.stringify(descriptor), database]);
  expect(JSON.parse(output)).toEqual({ rows: [2, 2, 2], snapshot: 6 });
  expect(readdirSync(database).filter((name) => name.startsWith('snap-'))).toHaveLength(2);
});

test('a bundle for browsers that runs in Node says how to bundle it', () => {
  const { status, stderr } = spawnSync(process.execPath, ['esbuild-browser.mjs', JSON.stringify(descriptor), 'none'], {
    cwd: directory,
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toContain('IO_ERROR');
  expect(stderr).toContain('bundled for browsers');
  expect(stderr).toContain('--platform=node');
  expect(existsSync(join(directory, 'none'))).toBe(false);
});

test.each([
  ['esbuild-single-thread.mjs', 'esbuild-node.mjs'],
  ['rollup-single-thread.mjs', 'rollup-node.mjs'],
])('%s, of a program without other threads, contains no code for them', (bundle, shared) => {
  expect(run([bundle, JSON.stringify(descriptor)])).toBe('true\n');
  // The format of handles, which both ends of a shared database know.
  expect(readFileSync(join(directory, shared), 'utf8')).toContain('ecsdb-threads-');
  expect(readFileSync(join(directory, bundle), 'utf8')).not.toContain('ecsdb-threads-');
});

test.each([
  ['esbuild-node-feed.mjs', 'create,insert\n'],
  ['esbuild-browser-feed.mjs', 'create,insert\n'],
  ['esbuild-browser-no-feed.mjs', 'UNSUPPORTED\n'],
  ['esbuild-node-both-feeds.mjs', 'create,insert\n'],
  ['esbuild-browser-both-feeds.mjs', 'create,insert\n'],
  ['esbuild-browser-owner-feed.mjs', 'UNSUPPORTED\n'],
  ['esbuild-browser-attached-feed.mjs', 'UNSUPPORTED\n'],
])('%s has the feed if it is for Node, or if it imports the feed', (bundle, printed) => {
  expect(run([bundle, JSON.stringify(descriptor)])).toBe(printed);
});

test.each([
  ['esbuild-node-watch.mjs', '1 0\n'],
  ['esbuild-browser-watch.mjs', '1 0\n'],
  ['esbuild-browser-no-watch.mjs', 'UNSUPPORTED\n'],
])('%s has watches if it is for Node, or if it imports them', (bundle, printed) => {
  expect(run([bundle, JSON.stringify(descriptor)])).toBe(printed);
});

test('a bundle for browsers contains replicas, and imports nothing of Node for them', () => {
  expect(run(['esbuild-browser-replica.mjs', JSON.stringify(descriptor)])).toBe('1 2\n');
  expect(readFileSync(join(directory, 'esbuild-browser-replica.mjs'), 'utf8')).not.toMatch(
    /["'](node:|fs|path|zlib)["']?/,
  );
});

test.each(['esbuild-compiler.mjs', 'esbuild-compiler.cjs'])('%s loads a schema, and compiles one', (bundle) => {
  expect(JSON.parse(run([bundle, ARENA]))).toEqual({ tables: 10, compiles: true });
});

test('a bundle with the check of generated files needs no file for its second thread', () => {
  mkdirSync(join(directory, 'node_modules'));
  symlinkSync(join(NODE_MODULES, 'ts-morph'), join(directory, 'node_modules/ts-morph'), 'junction');
  expect(run(['esbuild-checker.mjs'])).toContain('the generated file faulty.ts is not valid TypeScript');
});

test('a bundle for no platform imports nothing of Node, and says what is missing without Node', () => {
  const text = readFileSync(join(directory, 'esbuild-neutral.mjs'), 'utf8');
  // The code of the threads is in the bundle as a string, and runs in Node only.
  const own = text.replace(/^.*\/\/# sourceURL=ecsdb-thread\.js.*$/m, '');
  expect(own.length).toBeLessThan(text.length);
  expect(own).not.toMatch(/\b(from|import|require)\b\s*\(?["'](node:|fs|path|os|crypto|zlib|worker_threads)/);

  writeFileSync(join(directory, 'old-node.cjs'), 'process.getBuiltinModule = undefined;');
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--require', './old-node.cjs', 'esbuild-neutral.mjs', JSON.stringify(descriptor), 'old'],
    { cwd: directory, encoding: 'utf8' },
  );
  expect(status).toBe(1);
  expect(stderr).toContain('IO_ERROR');
  expect(stderr).toContain('condition "node"');
  expect(existsSync(join(directory, 'old'))).toBe(false);
});

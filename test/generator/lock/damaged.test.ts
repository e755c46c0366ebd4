/** Promise: the compiler reports whatever is in a lock file and does not fail; what it wrote, it reads unchanged. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { everything, temporaryDirectory } from '../support/generated.js';
import { Project, schemaText, tableIds } from './support.js';

const directory = temporaryDirectory();

function lockOf(...schemas: readonly string[]): string {
  const project = new Project();
  for (const schema of schemas) project.accept(schema);
  return project.lock ?? '';
}

function table(name: string, field = 'a'): string {
  return `[tables.${name}]\nfields = [{ name = "${field}", type = "u8", default = 0 }]\n`;
}

test('the lock of a schema with one of everything is up to date after it is read, also as a release', () => {
  const project = new Project();
  const first = project.accept(everything());
  const lock = project.lock;
  expect(project.run(everything(), 'frozen').diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(project.lock).toBe(lock);
  const second = project.accept(everything().replace(/^version = .*$/m, 'version = "9.0.0"'));
  expect(second.hash).toBe(first.hash);
  // The hash of the release is computed from the lock alone.
  const third = project.accept(
    `${everything().replace(/^version = .*$/m, 'version = "9.1.0"')}\n[tables.added_at_the_end]\n`,
  );
  expect(third.history).toEqual([first.hash]);
});

test('damaged text is a diagnostic', () => {
  const schema = schemaText('1.1.0', `${table('a')}${table('b')}[migrations]\n"1.1.0" = ["a"]\n`);
  const lock = lockOf(schemaText('1.0.0', table('a')), schema);
  fc.assert(
    fc.property(fc.nat(lock.length), fc.nat(40), fc.string({ maxLength: 12 }), (at, length, put) => {
      const project = new Project();
      project.lock = lock.slice(0, at) + put + lock.slice(at + length);
      const { diagnostics } = project.run(schema);
      for (const { code } of diagnostics) expect(code).toMatch(/^ECS12[2-6]$/);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['a table', '{"sum":"[0-9a-f]+","descriptor":{"name":"b"'],
  ['a released version', '{"sum":"[0-9a-f]+","version":"1.0.0"'],
])('a deleted line of %s is noticed', (_, beginning) => {
  const schema = schemaText('1.1.0', `${table('a')}${table('b')}`);
  const lock = lockOf(schemaText('1.0.0', `${table('a')}${table('b')}`), schema);
  const project = new Project();
  project.lock = lock.replace(new RegExp(`^${beginning}.*$\\n`, 'm'), '').replace(/,\n\]/g, '\n]');
  expect(project.lock).not.toBe(lock);
  expect(project.run(schema).diagnostics.map(({ code }) => code)).toContain('ECS122');
});

test.each([
  ['nested too deeply', `{"format": 1, "head": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['nothing', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['lists of other things', '{"format":1,"head":{},"history":{}}'],
])('%s is no lock file', (_, text) => {
  const project = new Project();
  project.lock = text;
  const [diagnostic] = project.run(schemaText('1.0.0', table('a'))).diagnostics;
  expect(diagnostic?.code).toMatch(/^ECS12[25]$/);
});

/** The text that git makes of two changes of one file, and whether it has found a conflict. */
function merge(base: string, ours: string, theirs: string): { readonly text: string; readonly hasConflict: boolean } {
  const paths = Object.entries({ ours, base, theirs }).map(([name, text]) => {
    writeFileSync(join(directory, name), text);
    return name;
  });
  const { status, stdout } = spawnSync('git', ['merge-file', '-p', ...paths], { cwd: directory, encoding: 'utf8' });
  return { text: stdout, hasConflict: status !== 0 };
}

test('git merges changes of different tables, and the result is that of both changes', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const schema = (version: string, changed: readonly string[]): string =>
    schemaText(version, names.map((name) => table(name, changed.includes(name) ? 'x", was = "a' : 'a')).join(''));
  const first = schema('1.0.0', []);
  const base = lockOf(first);
  const { text, hasConflict } = merge(
    base,
    lockOf(first, schema('1.1.0', ['b'])),
    lockOf(first, schema('1.1.0', ['e'])),
  );
  expect(hasConflict).toBe(false);
  expect(text).toBe(lockOf(first, schema('1.1.0', ['b', 'e'])));
});

test('git merges changes of different tables that a function migrates', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const listed = `[migrations]\n"1.1.0" = [${names.map((name) => `"${name}"`).join(', ')}]\n`;
  const schema = (version: string, changed: readonly string[]): string =>
    schemaText(
      version,
      names.map((name) => table(name, changed.includes(name) ? 'x", was = "a' : 'a')).join('') + listed,
    );
  const [first, draft] = [schema('1.0.0', []), schema('1.1.0', [])];
  const { text, hasConflict } = merge(
    lockOf(first, draft),
    lockOf(first, draft, schema('1.1.0', ['b'])),
    lockOf(first, draft, schema('1.1.0', ['e'])),
  );
  expect(hasConflict).toBe(false);
  expect(text).toBe(lockOf(first, draft, schema('1.1.0', ['b', 'e'])));
  expect(text.match(/"before"/g)).toHaveLength(6);
});

test('two branches that add tables are in conflict, and the lock of one of them is a way out', () => {
  const first = schemaText('1.0.0', table('a') + table('z'));
  const ours = lockOf(first, schemaText('1.0.0', table('a') + table('z') + table('c')));
  const theirs = lockOf(first, schemaText('1.0.0', table('a') + table('z') + table('x')));
  const project = new Project();
  project.lock = merge(lockOf(first), ours, theirs).text;
  const both = schemaText('1.0.0', table('a') + table('z') + table('x') + table('c'));
  expect(project.run(both).diagnostics.map(({ code }) => code)).toEqual(['ECS124']);
  project.lock = theirs;
  expect(tableIds(project.accept(both))).toEqual({ a: 0, z: 1, x: 2, c: 3 });
});

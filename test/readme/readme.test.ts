/** The README is a program: its schema is compiled by its command, its code type checks, runs, and prints what it says. */

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** What an application under stricter rules than the page's own would add. */
const STRICTER = ['--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--verbatimModuleSyntax'];

const directory = mkdtempSync(join(tmpdir(), 'ecsdb-readme-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

beforeAll(() => {
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'), 'junction');
  const [schema] = blocks('toml');
  const [tsconfig] = blocks('json');
  const [app, ...snippets] = blocks('ts');
  write('package.json', '{ "type": "module" }');
  write('tsconfig.json', tsconfig ?? '');
  write('schema.toml', schema ?? '');
  write('src/app.ts', app ?? '');
  write('src/guide.ts', guide(app ?? '', snippets));
});

test('its schema, compiled with its command, has no errors and no warnings', () => {
  const [, command] = /^npx ecsdb-gen (schema\.toml .*)$/m.exec(README) ?? [];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'bin/ecsdb-gen.js'), ...(command ?? '').split(' ')],
    inDirectory,
  );
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^src\/generated: wrote \d+ files\n$/);
});

test('its code passes strict type checks', () => {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', '.', ...STRICTER], inDirectory);
});

test('its app and its snippets print what they say', () => {
  const [printedByApp = '', ...printedBySnippets] = blocks('text');
  expect(execFileSync(process.execPath, ['dist/app.js'], inDirectory)).toBe(printedByApp);
  const printed = execFileSync(process.execPath, ['dist/guide.js'], inDirectory);
  for (const text of [printedByApp, ...printedBySnippets]) expect(printed).toContain(text);
  expect(printed).toContain('FIELD_TYPE_MISMATCH player gold');
});

test('it names every error code', () => {
  const errors = readFileSync(join(ROOT, 'runtime/src/errors.ts'), 'utf8');
  const [union = ''] = /type ErrorCode =[^;]*;/.exec(errors) ?? [];
  const listed = [...README.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
  expect(listed.sort()).toEqual([...union.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code).sort());
});

test('its links lead somewhere', () => {
  for (const [, target = ''] of README.matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
    expect([target, existsSync(join(ROOT, target))]).toEqual([target, true]);
  }
  const headings = [...README.matchAll(/^## (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const [, anchor] of README.matchAll(/\]\(#([^)]*)\)/g)) expect(headings).toContain(anchor);
});

const inDirectory = { cwd: directory, encoding: 'utf8' } as const;

/** The fenced blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...README.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, found]) => found === language)
    .map(([, , text = '']) => text);
}

/** The app with the snippets after it, as one module: imports first, the rest as the page has it. */
function guide(app: string, snippets: readonly string[]): string {
  const lines = [app, ...snippets].join('\n').split('\n');
  const isImport = (line: string): boolean => line.startsWith('import ');
  return [...lines.filter(isImport), ...lines.filter((line) => !isImport(line))].join('\n');
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), text);
}

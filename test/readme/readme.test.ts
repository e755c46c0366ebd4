/**
 * The README, the guide and the pages on queries, the feed, watches, errors and performance are programs: the compiler
 * accepts their schema, their code passes type checks, and it prints what the pages show.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMPILER_COMMAND, NODE_MODULES } from '../built.js';
import { Page, programOf } from './page.js';

const README = new Page('README.md');
const [APP = '', ...TOUR] = README.blocks('ts');

/** What an application under stricter rules than the README's own would add. */
const STRICTER = ['--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--verbatimModuleSyntax'];

/** Pages with tables of their own, which would appear in what the other pages print. */
const OWN_SCHEMAS = ['constraints', 'watches'].map((name) => ({ name, page: new Page(`docs/${name}.md`) }));

/** Each page continues the README's first program. */
const PAGES = [
  { page: README, program: 'tour', blocks: TOUR },
  ...['docs/guide.md', 'docs/queries.md', 'docs/feed.md', 'docs/errors.md', 'docs/performance.md'].map((path) => {
    const page = new Page(path);
    return { page, program: path.replace(/.*\/(.*)\.md/, '$1'), blocks: page.blocks('ts') };
  }),
  ...OWN_SCHEMAS.map(({ name, page }) => ({ page, program: `${name}/page`, blocks: page.blocks('ts') })),
];

const directory = mkdtempSync(join(tmpdir(), 'ecsdb-readme-'));
const inDirectory = { cwd: directory, encoding: 'utf8' } as const;
afterAll(() => rmSync(directory, { recursive: true, force: true }));

beforeAll(() => {
  symlinkSync(NODE_MODULES, join(directory, 'node_modules'), 'junction');
  const [schema] = README.blocks('toml');
  const [tsconfig] = README.blocks('json');
  write('package.json', '{ "type": "module" }');
  write('tsconfig.json', tsconfig ?? '');
  write('schema.toml', [schema, ...new Page('docs/queries.md').blocks('toml')].join('\n'));
  for (const { name, page } of OWN_SCHEMAS) write(`${name}.toml`, [schema, ...page.blocks('toml')].join('\n'));
  write('src/app.ts', APP);
  for (const { program, blocks } of PAGES) write(`src/${program}.ts`, programOf([APP, ...blocks]));
});

test('the schema, compiled with the command of the README, has no errors and no warnings', () => {
  const [, command] = /^npx ecsdb-gen (schema\.toml .*)$/m.exec(README.text) ?? [];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [COMPILER_COMMAND, ...(command ?? '').split(' ')],
    inDirectory,
  );
  expect(stderr).toBe('');
  const lines = /^src\/generated: wrote \d+ files\nschema\.lock\.json: written; commit it with the schema\n$/;
  expect(stdout).toMatch(lines);
});

test.each(OWN_SCHEMAS)('the schema of the page on $name has no errors and no warnings', ({ name }) => {
  const args = [`${name}.toml`, '-o', `src/${name}/generated`];
  const { stderr } = spawnSync(process.execPath, [COMPILER_COMMAND, ...args], inDirectory);
  expect(stderr).toBe('');
});

test('all code passes strict type checks', () => {
  const compiler = join(NODE_MODULES, 'typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', '.', ...STRICTER], inDirectory);
});

test('the first program prints what the README shows', () => {
  const [printed] = README.blocks('text');
  expect(run('app')).toBe(printed);
});

describe.each(PAGES)('$page.path', ({ page, program }) => {
  test('its code prints what it shows, in order', () => {
    const printed = run(program);
    let rest = printed;
    for (const shown of page.blocks('text')) {
      expect(rest).toContain(shown);
      rest = rest.slice(rest.indexOf(shown) + shown.length);
    }
  });
});

function run(program: string): string {
  rmSync(join(directory, 'data'), { recursive: true, force: true });
  return execFileSync(process.execPath, [`dist/${program}.js`], inDirectory);
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), text);
}

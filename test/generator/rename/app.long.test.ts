/** A rename in an application of twenty files, which uses generated code in every way. */

import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../support/generated.js';
import { App } from './support.js';

const { UPDATE_EXPECTED: UPDATE, ALL_RENAMES } = process.env;
const base = temporaryDirectory();

test('the application compiles before any rename, and has twenty files', () => {
  const app = new App(join(base, 'before'));
  expect(app.typeErrors()).toEqual([]);
  expect([...app.files().keys()].filter((name) => /^src\/[^/]*\.ts$/.test(name))).toHaveLength(20);
});

test('a field is renamed wherever it is used, and nothing else is', () => {
  const app = new App(join(base, 'field'));
  const { status, stdout, stderr } = app.rename('player.gold', 'coins', '--dry-run');
  expect(status).toBe(0);
  const inApp = stdout.split(/^(?=diff --git )/m).filter((part) => !/ b\/(?:src\/generated|schema\.lock)/.test(part));
  const expected = new URL('./app.player-gold.diff', import.meta.url);
  const actual = inApp.join('') + stderr.slice(stderr.indexOf('src/dynamic.ts'));
  // UPDATE_EXPECTED=1 rewrites the expectation; read the difference before committing it.
  if (UPDATE === '1') writeFileSync(expected, actual);
  expect(actual).toBe(readFileSync(expected, 'utf8'));
});

/** Each takes seconds; all of them run with `ALL_RENAMES=1`, which CI does in a step of its own. */
const RENAMES = [
  ['player.gold', 'coins'],
  ['player', 'person'],
  ['Team.Blue', 'Azure'],
  ['transform', 'Map'],
  ...(ALL_RENAMES === '1'
    ? ([
        ['Team', 'Side'],
        ['Vec2.x', 'east'],
        ['Vec2', 'Place'],
        ['Map.position', 'Map'],
        ['moving', 'gliding'],
      ] as const)
    : []),
] as const;

test('after one of everything was renamed, the application compiles', () => {
  const app = new App(join(base, 'chain'));
  for (const [from, to] of RENAMES) {
    expect([from, app.rename(from, to, '-q')]).toEqual([from, { status: 0, stdout: '', stderr: '' }]);
  }
  expect(app.typeErrors()).toEqual([]);
  expect(app.run('generate', 'schema.toml', '-o', 'src/generated', '--check').stdout).toContain('is up to date');
  expect(app.text('src/queries.ts')).toMatch(/gold \+= loop\.person\.coins;/);
  expect(app.text('src/conflict.ts')).toMatch(/Person as Player, type PersonData, (?:Side as )?Team, Map as Transform/);
});

describe('--dry-run', () => {
  test('prints exactly what is then done, and writes nothing', () => {
    const app = new App(join(base, 'dry'));
    const path = join(app.directory, 'src/spawn.ts');
    writeFileSync(path, `\uFEFF${app.text('src/spawn.ts').replaceAll('\n', '\r\n').trimEnd()}`);
    const before = app.files();
    const { status, stdout } = app.rename('player', 'person', '--dry-run');
    expect(status).toBe(0);
    expect(app.files()).toEqual(before);

    const copy = join(base, 'patched');
    cpSync(app.directory, copy, { recursive: true, verbatimSymlinks: true });
    const git = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: copy, input: stdout, encoding: 'utf8' });
    expect(git).toMatchObject({ status: 0, stderr: '' });
    expect(app.rename('player', 'person').status).toBe(0);
    const after = app.files();
    expect(after.get('src/spawn.ts')).toContain('tx.insert(entity, Person, { name, gold, team');
    const patched = new Map([...after.keys()].map((name) => [name, readFileSync(join(copy, name), 'latin1')]));
    expect(patched).toEqual(after);
  });
});

test('a rename that would break the application is refused, with the places, unless it is forced', () => {
  const app = new App(join(base, 'refused'));
  const before = app.files();
  // reexport.ts already exports something as Point.
  const { status, stdout, stderr } = app.rename('Vec2', 'Point');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    /^src\/reexport\.ts:5:\d+: error ECS135: Duplicate identifier 'Point'\. \(TS2300\)\n {2}5 \| /,
  );
  expect(app.files()).toEqual(before);
  const forced = app.rename('Vec2', 'Point', '--force');
  // Everything is written, and the status says that errors are left.
  expect(forced.status).toBe(1);
  expect(forced.stderr).toMatch(
    /^src\/reexport\.ts:5:\d+: warning ECS135: Duplicate identifier 'Point'\. \(TS2300\)\n/m,
  );
  expect(app.text('schema.toml')).toContain('[custom_types.Point]\nwas = "Vec2"\n');
});

/**
 * For every code there is a schema with that one fault. The report has the expected text and position.
 *
 * Beside a schema there may be its earlier version, `.before.toml`, or its lock file.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';
import { CODES, formatDiagnostics } from '../../../generator/diagnostics/index.js';
import type { LockSource } from '../../../generator/lock/index.js';

const DIRECTORY = fileURLToPath(new URL('../fixtures/diagnostics/', import.meta.url));
const { UPDATE_EXPECTED: UPDATE } = process.env;
const fixtures = readdirSync(DIRECTORY).filter((name) => /(?<!\.before)\.toml$/.test(name));
/** Codes of runs that must not change the lock file. */
const FROZEN = ['ECS120', 'ECS121'];

/** Codes of `ecsdb-gen rename`, which test/generator/rename/ covers. */
const OF_RENAME = /^ECS13\d$/;

test('every code has a fixture, and every fixture a code', () => {
  const covered = new Set(fixtures.map((name) => name.slice(0, 6)));
  const codes = Object.keys(CODES).filter((code) => !OF_RENAME.test(code));
  expect([...covered].sort()).toEqual(codes.sort());
});

describe('a schema with one fault', () => {
  test.each(fixtures)('%s', (name) => {
    const text = readFileSync(DIRECTORY + name, 'utf8');
    const code = name.slice(0, 6);
    const { diagnostics, layout } = analyse(text, name, lockOf(name));
    const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
    if (errors.length > 0) expect(errors.map((error) => error.code)).toEqual([code]);
    else expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    expect(layout === undefined).toBe(errors.length > 0);

    const expected = DIRECTORY + name.replace('.toml', '.expected');
    // Other warnings have their own fixtures.
    const own = diagnostics.filter((diagnostic) => diagnostic.code === code);
    const actual = formatDiagnostics(own, text, 'text');
    // UPDATE_EXPECTED=1 rewrites the expectations; read the difference before committing it.
    if (UPDATE === '1') writeFileSync(expected, actual);
    expect(actual).toBe(readFileSync(expected, 'utf8'));
  });
});

function lockOf(name: string): LockSource | undefined {
  const lock = name.replace('.toml', '.lock.json');
  const use = FROZEN.includes(name.slice(0, 6)) ? 'frozen' : 'update';
  if (existsSync(DIRECTORY + lock)) return { name: lock, text: readFileSync(DIRECTORY + lock, 'utf8'), use };
  const before = DIRECTORY + name.replace('.toml', '.before.toml');
  if (!existsSync(before)) return use === 'frozen' ? { name: lock, text: undefined, use } : undefined;
  const { lockText } = analyse(readFileSync(before, 'utf8'), before, { name: lock, text: undefined, use: 'update' });
  return { name: lock, text: lockText, use };
}

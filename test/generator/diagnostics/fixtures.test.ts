/** For every code there is a schema with that one fault. The report has the expected text and position. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';
import { CODES, formatDiagnostics } from '../../../generator/diagnostics/index.js';

const DIRECTORY = fileURLToPath(new URL('../fixtures/diagnostics/', import.meta.url));
const { UPDATE_EXPECTED: UPDATE } = process.env;
const fixtures = readdirSync(DIRECTORY).filter((name) => name.endsWith('.toml'));

test('every code has a fixture, and every fixture a code', () => {
  const covered = new Set(fixtures.map((name) => name.slice(0, 6)));
  expect([...covered].sort()).toEqual(Object.keys(CODES).sort());
});

describe('a schema with one fault', () => {
  test.each(fixtures)('%s', (name) => {
    const text = readFileSync(DIRECTORY + name, 'utf8');
    const { diagnostics, layout } = analyse(text, name);
    const code = name.slice(0, 6);
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

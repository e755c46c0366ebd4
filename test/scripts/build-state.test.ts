/** A build step is skipped if, and only if, neither its inputs nor its outputs have changed since it ran. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { fingerprint, isUpToDate, recordStep } from '../../scripts/build-state.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Steps name paths below the root. */
const FOLDER = `node_modules/.cache/build-state-test-${process.pid}`;
const STATE_FILE = join(ROOT, FOLDER, 'state.json');
const STEP = { name: 'build-state-test', inputs: [`${FOLDER}/sources`], outputs: [`${FOLDER}/output.js`] };

beforeEach(() => {
  write('sources/a.ts', 'a');
  write('sources/below/b.ts', 'b');
  write('output.js', 'output');
  recordStep(STEP, fingerprint(STEP.inputs), STATE_FILE);
});
afterAll(() => rmSync(join(ROOT, FOLDER), { recursive: true, force: true }));

test('nothing has changed', () => {
  expect(isUpToDate(STEP, STATE_FILE)).toBe(true);
});

test.each<[string, () => void]>([
  ['a source has changed', () => write('sources/below/b.ts', 'longer')],
  ['a source was added', () => write('sources/below/c.ts', 'c')],
  ['a source was deleted', () => rmSync(join(ROOT, FOLDER, 'sources/a.ts'))],
  ['an output has changed', () => write('output.js', 'longer output')],
  ['an output was deleted', () => rmSync(join(ROOT, FOLDER, 'output.js'))],
])('%s', (_what, change) => {
  change();
  expect(isUpToDate(STEP, STATE_FILE)).toBe(false);
});

test('a step that never ran', () => {
  expect(isUpToDate({ ...STEP, name: 'another step' }, STATE_FILE)).toBe(false);
});

function write(name: string, text: string): void {
  const path = join(ROOT, FOLDER, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

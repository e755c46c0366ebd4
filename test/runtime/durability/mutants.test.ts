/**
 * The mutants fit the runtime: each finds its markers in the sources, and each marker has a mutant. `npm run
 * check:mutants` checks that scenarios catch them.
 */

import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { MarkedSources } from '../../../torture/mutants/marked-sources.js';
import { compile } from '../../../torture/mutants/mutant-maker.js';
import { MUTANTS, REDUNDANT } from '../../../torture/mutants/table.js';

const sources = new MarkedSources(fileURLToPath(new URL('../../../runtime/src', import.meta.url)));

test.each(MUTANTS)('$name', ({ edits }) => {
  expectToFit(edits);
});

// If the marked code changes, check the reason again.
test.each(REDUNDANT)('$name: $because', ({ edits }) => {
  expectToFit(edits);
});

test('each comment "// mutant: ..." belongs to a mutant', () => {
  const used = new Set([...MUTANTS, ...REDUNDANT].flatMap(({ edits }) => edits.map(({ marker }) => marker)));
  expect(sources.mutantMarkers.filter((marker) => !used.has(marker))).toEqual([]);
});

test('the names of mutants are unique', () => {
  const names = MUTANTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

function expectToFit(edits: (typeof MUTANTS)[number]['edits']): void {
  for (const text of sources.apply(edits).values()) expect(compile(text)).not.toBe('');
}

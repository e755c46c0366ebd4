/**
 * All orders in which readers can pin and unpin while the writer publishes. A reader sees one version, never a side
 * that is being written. The writer waits only for readers of the side that it needs.
 */

import { expect, test } from '@jest/globals';
import { explore } from './explorer.js';
import { pinModel } from './pin-model.js';
import type { PinBug } from './pin-model-words.js';

test.each([
  { sides: 2, readers: 2, reads: 2, versions: 3 },
  { sides: 2, readers: 3, reads: 1, versions: 2 },
  { sides: 3, readers: 2, reads: 2, versions: 3 },
  { sides: 3, readers: 2, reads: 1, versions: 4 },
] as const)(
  '$sides sides, $readers readers, $versions versions: no order violates anything, though readers miss the bell',
  (options) => {
    const { states, found } = explore(pinModel({ ...options, isTimed: true }));
    expect(found).toBeUndefined();
    expect(states).toBeGreaterThan(50_000);
  },
);

test.each([2, 3] as const)('if readers do not miss the bell, a writer with %d sides needs no timeout', (sides) => {
  const { states, found } = explore(pinModel({ sides, readers: 2, reads: 2, versions: 3, isTimed: false }));
  expect(found).toBeUndefined();
  expect(states).toBeGreaterThan(50_000);
});

test.each<[PinBug, string]>([
  ['a reader does not check again what is published', 'a race: 0:reads first and 2:W6 first'],
  ['a reader pins after its second check', 'a race: 0:reads first and 2:W6 first'],
  ['a reader unpins before it has read everything', 'a race: 0:reads second and 2:W6 second'],
  ['the writer checks the pins before it publishes', 'a race: 0:reads first and 2:W6 first'],
  ['the writer checks one pin only', 'a race: 1:reads first and 2:W6 first'],
  ['the writer sleeps without checking again', 'the writer sleeps for ever'],
  ['a reader rings before it unpins', 'the writer sleeps for ever'],
])('it would be found if %s', (bug, wrong) => {
  const { found } = explore(pinModel({ readers: 2, reads: 1, versions: 3, isTimed: false, bug }));
  expect(found?.wrong).toContain(wrong);
});

test('it would be found if the writer took the spare side unchecked', () => {
  const bug = 'the writer takes the spare side unchecked';
  const { found } = explore(pinModel({ sides: 3, readers: 2, reads: 1, versions: 4, isTimed: false, bug }));
  expect(found?.wrong).toContain('a race: ');
});

test('with three sides, one reader never stops the writer, wherever it stops itself', () => {
  const { found } = explore(pinModel({ sides: 3, readers: 1, reads: 3, versions: 4, isTimed: true }));
  expect(found).toBeUndefined();
});

test('it would be found if readers could miss the bell and the writer had no timeout', () => {
  const { found } = explore(
    pinModel({ readers: 1, reads: 1, versions: 2, isTimed: false, bug: 'a reader may miss the bell' }),
  );
  expect(found?.wrong).toBe('the writer sleeps for ever');
});

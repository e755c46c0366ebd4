/**
 * All orders in which readers can pin and unpin while the writer publishes: a reader sees one version, never a side that is being
 * written, and the writer waits for nobody but readers of the side that it needs.
 */

import { expect, test } from '@jest/globals';
import { explore } from './explorer.js';
import { pinModel } from './pin-model.js';
import type { PinBug } from './pin-model-words.js';

test.each([
  { readers: 2, reads: 2, versions: 3 },
  { readers: 3, reads: 1, versions: 2 },
])('$readers readers, $versions versions: nothing goes wrong in any order, though readers miss the bell', (options) => {
  const { states, found } = explore(pinModel({ ...options, isTimed: true }));
  expect(found).toBeUndefined();
  expect(states).toBeGreaterThan(50_000);
});

test('where readers do not miss the bell, the writer needs no time to wake it', () => {
  const { states, found } = explore(pinModel({ readers: 2, reads: 2, versions: 3, isTimed: false }));
  expect(found).toBeUndefined();
  expect(states).toBeGreaterThan(50_000);
});

test.each<[PinBug, string]>([
  ['a reader does not look at what is published again', 'a race: 0:reads first and 2:W6 first'],
  ['a reader pins behind its second look', 'a race: 0:reads first and 2:W6 first'],
  ['a reader unpins before it has read all', 'a race: 0:reads second and 2:W6 second'],
  ['the writer looks at the pins before it publishes', 'a race: 0:reads first and 2:W6 first'],
  ['the writer looks at one pin only', 'a race: 1:reads first and 2:W6 first'],
  ['the writer sleeps without looking again', 'the writer sleeps for ever'],
  ['a reader rings before it unpins', 'the writer sleeps for ever'],
])('it would be found if %s', (bug, wrong) => {
  const { found } = explore(pinModel({ readers: 2, reads: 1, versions: 3, isTimed: false, bug }));
  expect(found?.wrong).toContain(wrong);
});

test('it would be found if readers could miss the bell and nothing else woke the writer', () => {
  const { found } = explore(
    pinModel({ readers: 1, reads: 1, versions: 2, isTimed: false, bug: 'a reader may miss the bell' }),
  );
  expect(found?.wrong).toBe('the writer sleeps for ever');
});

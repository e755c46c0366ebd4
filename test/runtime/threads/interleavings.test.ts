/**
 * All orders in which producers and the consumer of rings can take their steps: messages come whole, in order, each once, nothing is
 * written over that was not released, and nobody sleeps for ever.
 */

import { expect, test } from '@jest/globals';
import { explore } from './explorer.js';
import { ringModel } from './ring-model.js';
import type { RingBug } from './ring-model-words.js';

test.each([
  // Two that share nothing but the consumer's bell, and fill their rings.
  { producers: 2, messages: 3, states: 200_000 },
  // One that goes round its ring three times.
  { producers: 1, messages: 8, states: 6_000 },
])(
  '$producers producers, $messages messages each: nothing goes wrong in any order',
  ({ states: least, ...options }) => {
    const { states, found } = explore(ringModel(options));
    expect(found).toBeUndefined();
    expect(states).toBeGreaterThan(least);
  },
);

test.each<[RingBug, string]>([
  ['TAIL is stored before the payload is written', 'word 1 of message 1 holds 0'],
  ['TAIL is stored before the header is written', 'a header holds 0'],
  ['HEAD is stored before the payload is read', 'a race: 0:R2 first and 1:R5 first'],
  ['room is not looked for', 'a word is written over that was not released'],
  ['the filler is not written', 'a header holds 0'],
  ['the bell is rung before TAIL is stored', 'the consumer sleeps for ever'],
  ['the bell is rung without storing AWAKE', 'sleeps for ever'],
  ['the consumer sleeps without looking again', 'sleeps for ever'],
  ['the consumer sleeps without comparing the word', 'sleeps for ever'],
  ['HEAD is stored after the producer was rung', 'a producer sleeps for ever'],
  ['the producer sleeps without looking again', 'a producer sleeps for ever'],
])('it would be found if %s', (bug, wrong) => {
  expect(explore(ringModel({ producers: 1, messages: 4, bug })).found?.wrong).toContain(wrong);
});

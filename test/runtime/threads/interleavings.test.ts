/**
 * All orders in which producers and the consumer of rings can take their steps. Messages arrive complete, in order and
 * once, nothing is overwritten before it is released, and no thread sleeps for ever. The same for the two rings of a
 * lane, either of which can be full.
 */

import { expect, test } from '@jest/globals';
import { explore } from './explorer.js';
import { type LaneBug, laneModel } from './lane-model.js';
import { ringModel } from './ring-model.js';
import type { RingBug } from './ring-model-words.js';

test.each([
  // Two producers that share only the consumer's bell, and fill their rings.
  { producers: 2, messages: 3, states: 200_000 },
  // One producer that fills its ring three times.
  { producers: 1, messages: 8, states: 6_000 },
])('$producers producers, $messages messages each: no order violates anything', ({ states: least, ...options }) => {
  const { states, found } = explore(ringModel(options));
  expect(found).toBeUndefined();
  expect(states).toBeGreaterThan(least);
});

test.each<[RingBug, string]>([
  ['TAIL is stored before the payload is written', 'word 1 of message 1 holds 0'],
  ['TAIL is stored before the header is written', 'a header holds 0'],
  ['HEAD is stored before the payload is read', 'a race: 0:R2 first and 1:R5 first'],
  ['the producer does not check for space', 'a word is overwritten before it is released'],
  ['the filler is not written', 'a header holds 0'],
  ['the bell is rung before TAIL is stored', 'the consumer sleeps for ever'],
  ['the bell is rung without storing AWAKE', 'sleeps for ever'],
  ['the consumer sleeps without checking again', 'sleeps for ever'],
  ['the consumer sleeps without comparing the word', 'sleeps for ever'],
  ['HEAD is stored after the bell of the producer was rung', 'a producer sleeps for ever'],
  ['the producer sleeps without checking again', 'a producer sleeps for ever'],
])('it would be found if %s', (bug, wrong) => {
  expect(explore(ringModel({ producers: 1, messages: 4, bug })).found?.wrong).toContain(wrong);
});

test.each([
  { transactions: 4, requests: 2, replies: 2, states: 1_000 },
  { transactions: 4, requests: 1, replies: 1, states: 1_000 },
  { transactions: 4, requests: 5, replies: 1, states: 1_000 },
  { transactions: 4, requests: 1, replies: 5, states: 1_000 },
])(
  '$transactions transactions, rings of $requests and $replies: each transaction gets its reply in any order',
  ({ states: least, ...options }) => {
    const { states, found } = explore(laneModel(options));
    expect(found).toBeUndefined();
    expect(states).toBeGreaterThan(least);
  },
);

test.each<[LaneBug]>([
  ['no side asks for space'],
  ['space is not checked again after it was asked for'],
  ['a request for space is checked before space is released'],
  ['a request for space is cleared after the bell was rung'],
  ['the thread ignores requests for space'],
  ['the owner does not check for space before it sleeps'],
  ['the thread does not check for space before it sleeps'],
])('it would be found if %s', (bug) => {
  const found = explore(laneModel({ transactions: 4, requests: 2, replies: 2, bug })).found?.wrong;
  expect(found).toContain('the thread has');
});

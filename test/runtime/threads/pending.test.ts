/**
 * Promise: each pending transaction is found by its ticket, in any order of replies, and the first one is the oldest.
 */

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Pending, PendingList } from '../../../runtime/src/threads/attached/pending.js';

const TICKETS = 2 ** 32;
/** Enough that settled entries are removed and that tickets wrap. */
const ADDED = 2500;
const FIRST_TICKET = TICKETS - 1000;

const makePending = (sentAt: number): Pending => ({ sentAt, resolve: () => {}, reject: () => {} });

/** The ticket at a position, counted from the oldest. */
function oldOf(model: Map<number, Pending>, position: number): number | undefined {
  let at = 0;
  for (const ticket of model.keys()) if (at++ === position) return ticket;
  return undefined;
}

test('a list does the same as a map from tickets', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(2)), { minLength: ADDED, maxLength: ADDED }), (choices) => {
      const list = new PendingList(FIRST_TICKET);
      const model = new Map<number, Pending>();
      for (const [number, [choice, takes]] of choices.entries()) {
        const pending = makePending(number);
        const ticket = list.add(pending);
        expect(ticket).toBe((FIRST_TICKET + number) % TICKETS);
        model.set(ticket, pending);
        for (let take = 0; take < takes; take++) {
          const chosen = oldOf(model, choice % 8) ?? (ticket + choice) % TICKETS;
          expect(list.take(chosen)).toBe(model.get(chosen));
          model.delete(chosen);
        }
        expect(list.size).toBe(model.size);
        expect(list.first).toBe(model.values().next().value);
      }
      for (const pending of model.values()) expect(list.takeFirst()).toBe(pending);
      expect(list.takeFirst()).toBeUndefined();
      expect(list.size).toBe(0);
    }),
    { numRuns: 1 },
  );
});

test.each([1, 5, TICKETS - 1])('a ticket that was never used, such as %p, is not found', (ticket) => {
  const list = new PendingList();
  list.add(makePending(1));
  expect(list.take(ticket)).toBeUndefined();
  expect(list.size).toBe(1);
});

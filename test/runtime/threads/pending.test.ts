/** Promise: whatever is answered, in whatever order, is found by its ticket, and what is overdue is the oldest. */

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Pending, PendingList } from '../../../runtime/src/threads/attached/pending.js';

const TICKETS = 2 ** 32;
/** So many that settled ones are cut off, and the last tickets come before the first. */
const ADDED = 2500;
const FIRST_TICKET = TICKETS - 1000;

const makePending = (sentAt: number): Pending => ({ sentAt, resolve: () => {}, reject: () => {} });

/** One of the oldest. */
function oldOf(model: Map<number, Pending>, position: number): number | undefined {
  let at = 0;
  for (const ticket of model.keys()) if (at++ === position) return ticket;
  return undefined;
}

test('a list does what a map from tickets does', () => {
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

test.each([1, 5, TICKETS - 1])('a ticket that was never given, such as %p, is nobody’s', (ticket) => {
  const list = new PendingList();
  list.add(makePending(1));
  expect(list.take(ticket)).toBeUndefined();
  expect(list.size).toBe(1);
});

/** Promise: the log's thread and the owner's thread never write the log at the same time. */

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LogControl, logControlMemory, POISONED } from '../../../runtime/src/durable/log-control.js';

test('while a turn lasts, the owner gets no other turn', () => {
  const memory = logControlMemory();
  const owner = new LogControl(memory);
  const log = new LogControl(memory);
  let holder: 'owner' | 'log' | undefined;
  const step = fc.constantFrom('owner begins', 'owner ends', 'log begins', 'log ends');
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      for (const one of steps) {
        if (one === 'owner begins') {
          const begins = owner.tryBeginOwnerTurn();
          expect(begins).toBe(holder === undefined);
          if (begins) holder = 'owner';
        } else if (one === 'log begins' && holder === undefined) {
          log.beginLogTurn();
          holder = 'log';
        } else if (one === 'owner ends' && holder === 'owner') {
          owner.endOwnerTurn();
          holder = undefined;
        } else if (one === 'log ends' && holder === 'log') {
          log.endLogTurn();
          holder = undefined;
        }
      }
    }),
  );
});

test('a log that has failed gives no turn to the owner', () => {
  const control = new LogControl(logControlMemory());
  control.beginLogTurn();
  control.reportStatus(POISONED, { systemCode: 'EIO', path: '', message: 'EIO' });
  control.endLogTurn();
  expect(control.tryBeginOwnerTurn()).toBe(false);
  // The log can still end.
  control.beginLogTurn();
  control.endLogTurn();
});

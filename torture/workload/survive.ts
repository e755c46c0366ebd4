/** Lets a session go through its steps whatever happens: after each of them, failures are looked at and overcome. */

import { require } from '../framework/violation.js';
import { checkFull, checkPoisoned } from '../oracle/latches.js';
import { transfer } from './changes.js';
import type { Step } from './script.js';
import type { Session } from './session.js';

/** What a fault must have led to at the end of the step that it came in. */
export type Consequence = 'told' | 'full' | 'poisoned';

export interface Faults {
  /** Answers it once; undefined when there was no fault, or one that may go unnoticed. */
  takeConsequence(): Consequence | undefined;
  /** Ends a fault that lasts. */
  lift(): void;
}

/** Runs the steps; `after` is called when the session has got over what happened in one. */
export async function survive(
  session: Session,
  steps: readonly Step[],
  faults: Faults,
  after: (step: Step) => Promise<void> | void,
): Promise<void> {
  for (const step of steps) {
    if (session.isOpen === (step.isOpening === true)) continue;
    await step.run(session);
    session.checkSeen();
    await overcome(session, faults);
    await after(step);
  }
}

async function overcome(session: Session, faults: Faults): Promise<void> {
  const consequence = faults.takeConsequence();
  // A log that fails in the background, or under a snapshot, is noticed by whoever commits next.
  const isUnnoticed = consequence === 'told' ? !session.wasTold : session.condition === 'sound';
  if (session.isOpen && consequence !== undefined && isUnnoticed) await session.commit(transfer);
  if (consequence !== undefined) require(session.wasTold, 'somebody is told of a failure');
  if (session.isOpen) {
    if (consequence === 'full' || consequence === 'poisoned') {
      require(session.condition === consequence, `the log is ${consequence}`, () => session.condition);
    }
    if (session.condition === 'full') await resume(session, faults);
    else if (session.condition === 'poisoned') await reopen(session);
    session.checkShown();
  }
  session.isFaulty = false;
  session.wasTold = false;
}

async function resume(session: Session, faults: Faults): Promise<void> {
  await checkFull(session);
  faults.lift();
  require(await session.resume(), 'with room on the device, the log goes on');
  require((await session.commit(transfer)) === 1, 'after resuming, commits are accepted');
}

async function reopen(session: Session): Promise<void> {
  await checkPoisoned(session);
  require(!(await session.close()), 'a log that has failed cannot be closed properly');
  await session.open();
}

/** Runs the steps of a session in spite of faults: after each step, failures are checked and resolved. */

import { require } from '../framework/violation.js';
import { checkFull, checkPoisoned } from '../oracle/failed-log.js';
import { transfer } from './changes.js';
import type { Step } from './script.js';
import type { Session } from './session.js';

/** What a fault must have caused at the end of its step. */
export type Consequence = 'reported' | 'full' | 'poisoned';

export interface Faults {
  /** Returns it once; undefined without a fault, or for a fault that may stay unnoticed. */
  takeConsequence(): Consequence | undefined;
  /** Ends a permanent fault. */
  lift(): void;
}

/** Runs the steps; `after` is called when the failures of a step are resolved. */
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
    await resolveFailure(session, faults);
    await after(step);
  }
}

async function resolveFailure(session: Session, faults: Faults): Promise<void> {
  const consequence = faults.takeConsequence();
  // The next commit reports a log that failed in the background or during a snapshot.
  const isUnnoticed = consequence === 'reported' ? !session.hasReportedFailure : session.condition === 'sound';
  if (session.isOpen && consequence !== undefined && isUnnoticed) await session.commit(transfer);
  if (consequence !== undefined) require(session.hasReportedFailure, 'a failure is reported');
  if (session.isOpen) {
    if (consequence === 'full' || consequence === 'poisoned') {
      require(session.condition === consequence, `the log is ${consequence}`, () => session.condition);
    }
    if (session.condition === 'full') await resume(session, faults);
    else if (session.condition === 'poisoned') await reopen(session);
    session.checkShown();
  }
  session.isFaulty = false;
  session.hasReportedFailure = false;
}

async function resume(session: Session, faults: Faults): Promise<void> {
  await checkFull(session);
  faults.lift();
  require(await session.resume(), 'with space on the device, the log continues');
  require((await session.commit(transfer)) === 1, 'after resuming, commits are accepted');
}

async function reopen(session: Session): Promise<void> {
  await checkPoisoned(session);
  require(!(await session.close()), 'a failed log cannot be closed properly');
  await session.open();
}

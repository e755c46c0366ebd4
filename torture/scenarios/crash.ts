/** T2: the machine crashes after each call of the file system, and any part of what was not synced may be left. */

import { VirtualClock } from '../framework/clock.js';
import type { Context, Scenario } from '../framework/scenario.js';
import { CrashOracle, type CrashOracleOptions, isChanging } from '../oracle/crash-oracle.js';
import { SCRIPT, type Step } from '../workload/script.js';
import { type Moment, Session, type SessionOptions, SMALL } from '../workload/session.js';

const EFFORT: { readonly [effort in Context['effort']]: CrashOracleOptions } = {
  short: { outcomes: 1, useOneIn: 40, crashRecoveryOneIn: 300 },
  long: { outcomes: 8, useOneIn: 5, crashRecoveryOneIn: 20 },
};

export const crash: Scenario = crashIn(['strict', 'interval', 'none']);

/** The scenario in some modes of durability; with `during`, only in the steps with matching names. */
export function crashIn(
  kinds: readonly SessionOptions['durability'][],
  during?: RegExp,
  script: readonly Step[] = SCRIPT,
): Scenario {
  return {
    name: 'crash',
    proves: 'a loss of power at any call loses no acknowledged commit, and leaves a state of the history',
    run: async (context) => {
      for (const durability of kinds) {
        if (context.hasTime()) await crashEverywhere(context, { ...SMALL, durability }, script, during ?? /./);
      }
    },
  };
}

async function crashEverywhere(
  context: Context,
  options: SessionOptions,
  script: readonly Step[],
  during: RegExp,
): Promise<void> {
  const clock = new VirtualClock(context.runtime);
  const session = new Session(context.runtime, clock, context.random.fork(), options);
  const moments: Moment[] = [];
  let step = '';
  session.onCall = ({ kind, path, index }) => {
    if (isChanging(kind) && during.test(step))
      moments.push(session.moment(`${options.durability}, ${step}, call ${index}, ${kind} of ${path}`));
    return undefined;
  };
  await clock.during(async () => {
    for (const { name, run } of script) {
      step = name;
      context.at(`${options.durability}, ${step}`);
      await run(session);
      if (session.isOpen) session.checkShown();
    }
    moments.push(session.moment(`${options.durability}, the end`));
    const oracle = new CrashOracle(context, clock, session.seen, EFFORT[context.effort]);
    for (const moment of moments) {
      if (!context.hasTime()) return;
      await oracle.check(moment);
    }
  });
}

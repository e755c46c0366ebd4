/** A session with one fault: at the k-th call of a kind. */

import type { Call, CallKind, Fault } from '@ecsdb/runtime/testing';
import { VirtualClock } from '../framework/clock.js';
import { Random } from '../framework/random.js';
import type { Context } from '../framework/scenario.js';
import { CrashOracle, isChanging } from '../oracle/crash-oracle.js';
import type { Step } from '../workload/script.js';
import { isOfLog, type Moment, Session, type SessionOptions } from '../workload/session.js';
import { type Consequence, type Faults, survive } from '../workload/survive.js';

/** A fault at a call, and whether it is permanent. */
export interface FaultKind {
  readonly name: string;
  readonly kinds: readonly CallKind[];
  /** The paths of the calls; without it, all paths. */
  readonly paths?: RegExp;
  /** Replaces the call. */
  readonly fault: Fault;
  /** Replaces each later call that needs space, until the scenario frees space. */
  readonly then?: Fault;
}

export interface OneFault {
  readonly kind: CallKind;
  /** The number of the matching call, counted from 0. */
  readonly index: number;
  readonly fault: FaultKind;
}

/** The number of moments right after the fault at which the machine may crash, in addition to the ends of steps. */
const MOMENTS_AFTER = 45;

const NEEDING_ROOM: ReadonlySet<CallKind> = new Set<CallKind>(['write', 'create', 'rename']);

/** The calls that a session without faults makes. */
export async function callsOf(
  context: Context,
  seed: number,
  steps: readonly Step[],
  options: SessionOptions,
): Promise<readonly Call[]> {
  const calls: Call[] = [];
  const clock = new VirtualClock(context.runtime);
  const session = new Session(context.runtime, clock, new Random(seed), options);
  session.onCall = (call) => {
    calls.push(call);
    return undefined;
  };
  const noFaults: Faults = { takeConsequence: () => undefined, lift: () => {} };
  await clock.during(() => survive(session, steps, noFaults, () => {}));
  return calls;
}

/** True if a fault may replace a call. */
export function isMatch({ paths }: FaultKind, kind: CallKind, call: Call): boolean {
  return call.kind === kind && (paths === undefined || paths.test(call.path));
}

/** Runs the same session with the fault. Whatever happens, no acknowledged commit may be lost. */
export async function runWithFault(
  context: Context,
  seed: number,
  steps: readonly Step[],
  options: SessionOptions,
  given: OneFault,
): Promise<void> {
  const clock = new VirtualClock(context.runtime);
  const session = new Session(context.runtime, clock, new Random(seed), options);
  const injected = new InjectedFault(session, given);
  const moments: Moment[] = [];
  const label = `${options.durability}, ${given.fault.name} at ${given.kind} ${given.index}`;
  let left = MOMENTS_AFTER;
  session.onCall = (call) => {
    if (injected.isDone && isChanging(call.kind) && left-- > 0) {
      moments.push(session.moment(`${label}, then call ${call.index}, ${call.kind} of ${call.path}`));
    }
    return injected.at(call);
  };
  context.at(label);
  await clock.during(async () => {
    await survive(session, steps, injected, ({ name }) => {
      if (injected.isDone) moments.push(session.moment(`${label}, then after ${name}`));
    });
    if (!injected.isDone) return;
    context.count(`faults: ${given.fault.name}`);
    const oracle = new CrashOracle(context, clock, session.seen, {
      outcomes: 1,
      useOneIn: 20,
      crashRecoveryOneIn: 200,
    });
    for (const moment of moments) await oracle.check(moment);
  });
}

class InjectedFault implements Faults {
  isDone = false;
  readonly #session: Session;
  readonly #given: OneFault;
  #calls = 0;
  #lasts = false;
  #consequence: Consequence | undefined;

  constructor(session: Session, given: OneFault) {
    this.#session = session;
    this.#given = given;
    session.onFailure = () => {
      // A refused opening is retried, and a closed database cannot be resumed.
      if (!session.isOpen || session.isClosing) this.lift();
    };
  }

  at(call: Call): Fault | undefined {
    const { kind, index, fault } = this.#given;
    if (this.#lasts && NEEDING_ROOM.has(call.kind)) return this.#put(call, fault.then);
    if (this.isDone || !isMatch(fault, kind, call) || this.#calls++ !== index) return undefined;
    this.isDone = true;
    this.#lasts = fault.then !== undefined;
    return this.#put(call, fault.fault);
  }

  takeConsequence(): Consequence | undefined {
    const consequence = this.#consequence;
    this.#consequence = undefined;
    return consequence;
  }

  lift(): void {
    this.#lasts = false;
  }

  #put(call: Call, fault: Fault | undefined): Fault | undefined {
    this.#session.isFaulty = true;
    this.#consequence ??= consequenceOf(call, fault, this.#session);
    return fault;
  }
}

function consequenceOf(
  { kind, path, to = path }: Call,
  fault: Fault | undefined,
  session: Session,
): Consequence | undefined {
  if (typeof fault !== 'object' || 'shortWrite' in fault || 'shortRead' in fault) return undefined;
  const isRunning = session.isOpen && !session.isClosing;
  const isLog = isOfLog(path) || isOfLog(to);
  const isSync = kind === 'sync' || kind === 'syncDirectory';
  if (isLog && isRunning && kind === 'sync') return 'poisoned';
  if (isLog && isRunning && NEEDING_ROOM.has(kind))
    return 'error' in fault && isNoSpace(fault.error) ? 'full' : 'poisoned';
  // No commit depends on a segment that is made ahead.
  if (/\/spare/.test(path)) return undefined;
  return isSync || NEEDING_ROOM.has(kind) ? 'reported' : undefined;
}

function isNoSpace(code: string): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

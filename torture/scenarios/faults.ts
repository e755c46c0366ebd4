/** T6: the k-th call of each kind fails, for all k. */

import type { CallKind } from '@ecsdb/runtime/testing';
import type { Context, Scenario } from '../framework/scenario.js';
import { SCRIPT, SHORT_SCRIPT, type Step } from '../workload/script.js';
import { type SessionOptions, SMALL } from '../workload/session.js';
import { callsOf, type FaultKind, isMatch, type OneFault, runWithFault } from './one-fault.js';

const EVERYTHING: readonly CallKind[] = [
  'makeDirectory',
  'list',
  'open',
  'create',
  'size',
  'read',
  'write',
  'sync',
  'close',
  'rename',
  'unlink',
  'syncDirectory',
  'lock',
];

export const FAULTS: readonly FaultKind[] = [
  { name: 'EIO', kinds: EVERYTHING, fault: { error: 'EIO' } },
  { name: 'ENOSPC once', kinds: ['create', 'write', 'sync', 'rename', 'syncDirectory'], fault: { error: 'ENOSPC' } },
  {
    name: 'ENOSPC until there is space',
    kinds: ['create', 'write', 'rename'],
    fault: { error: 'ENOSPC' },
    // biome-ignore lint/suspicious/noThenProperty: it is not a promise
    then: { error: 'ENOSPC' },
  },
  { name: 'EDQUOT', kinds: ['create', 'write', 'sync', 'rename'], fault: { error: 'EDQUOT' } },
  { name: 'a write of one byte', kinds: ['write'], fault: { shortWrite: 1 } },
  { name: 'a write of nothing', kinds: ['write'], fault: { shortWrite: 0 } },
  {
    name: 'a write of 100 bytes, then ENOSPC',
    kinds: ['write'],
    fault: { shortWrite: 100 },
    // biome-ignore lint/suspicious/noThenProperty: it is not a promise
    then: { error: 'ENOSPC' },
  },
  {
    name: 'a write of 700 bytes, then ENOSPC',
    kinds: ['write'],
    fault: { shortWrite: 700 },
    // biome-ignore lint/suspicious/noThenProperty: it is not a promise
    then: { error: 'ENOSPC' },
  },
  { name: 'a read of three bytes', kinds: ['read'], fault: { shortRead: 3 } },
];

export interface FaultOptions {
  /** The number of faults that a short run tries. */
  readonly short: number;
  /** Without it, the usual script. */
  readonly script?: readonly Step[];
  readonly durabilities?: readonly SessionOptions['durability'][];
}

export const faults: Scenario = {
  name: 'faults',
  proves: 'whatever call fails, no unsafe commit is acknowledged, and no acknowledged commit is lost',
  run: (context) => runFaults(context, FAULTS, { short: 90 }),
};

/**
 * Each fault at each call, in the modes of durability that handle it differently; a short run tries some of them.
 */
export async function runFaults(
  context: Context,
  kinds: readonly FaultKind[],
  { short, script, durabilities = ['strict', 'interval'] }: FaultOptions,
): Promise<void> {
  const isShort = context.effort === 'short';
  const steps = script ?? (isShort ? SHORT_SCRIPT : SCRIPT);
  const seed = context.random.below(2 ** 31);
  const given: { readonly options: SessionOptions; readonly one: OneFault }[] = [];
  for (const durability of durabilities) {
    const options: SessionOptions = { ...SMALL, durability, readsAfterPoison: durability === 'interval' };
    const calls = await callsOf(context, seed, steps, options);
    for (const fault of kinds) {
      for (const kind of fault.kinds) {
        const { length } = calls.filter((call) => isMatch(fault, kind, call));
        for (let index = 0; index < length; index++) given.push({ options, one: { kind, index, fault } });
      }
    }
  }
  context.count('faults to try', given.length);
  for (const { options, one } of shuffled(given, context).slice(0, isShort ? short : given.length)) {
    if (!context.hasTime()) return;
    await runWithFault(context, seed, steps, options, one);
  }
}

function shuffled<Item>(items: readonly Item[], { random }: Context): readonly Item[] {
  const left = [...items];
  for (let i = left.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [left[i], left[j]] = [left[j] as Item, left[i] as Item];
  }
  return left;
}

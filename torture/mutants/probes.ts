/** The scenarios that mutants are caught by, and parts of those that take long. */

import type { Scenario } from '../framework/scenario.js';
import { acknowledged } from '../scenarios/acknowledged.js';
import { crashIn } from '../scenarios/crash.js';
import { erased } from '../scenarios/erased.js';
import { runFaults } from '../scenarios/faults.js';
import { files } from '../scenarios/files.js';
import { flips } from '../scenarios/flips.js';
import { frames } from '../scenarios/frames.js';
import { missing } from '../scenarios/missing.js';
import type { FaultKind } from '../scenarios/one-fault.js';
import { torn } from '../scenarios/torn.js';

const PROBES_BY_NAME = {
  torn,
  erased,
  frames,
  missing,
  acknowledged,
  flips,
  files,
  'crash, strict': crashIn('strict'),
  'crash, interval': crashIn('interval'),
  'crash, none': crashIn('none'),
  'syncs that fail': faulty({
    name: 'a sync that drops what it should write',
    kinds: ['sync'],
    fault: { dropSync: true },
  }),
  'syncs of names that fail': faulty({
    name: 'a sync that drops what it should write',
    kinds: ['syncDirectory'],
    fault: { dropSync: true },
  }),
  'syncs without room': faulty({ name: 'ENOSPC once', kinds: ['sync', 'syncDirectory'], fault: { error: 'ENOSPC' } }),
  'short writes': faulty({ name: 'a write of 100 bytes', kinds: ['write'], fault: { shortWrite: 100 } }),
  'a device that fills': faulty({
    name: 'a write of 100 bytes, then ENOSPC',
    kinds: ['write'],
    fault: { shortWrite: 100 },
    // biome-ignore lint/suspicious/noThenProperty: nobody waits for it
    then: { error: 'ENOSPC' },
  }),
} satisfies Readonly<Record<string, Scenario>>;

export type ProbeName = keyof typeof PROBES_BY_NAME;

export const PROBES: Readonly<Record<ProbeName, Scenario>> = PROBES_BY_NAME;

/** The quick ones first. */
export const PROBE_NAMES: readonly ProbeName[] = Object.keys(PROBES) as ProbeName[];

function faulty(kind: FaultKind): Scenario {
  return {
    name: kind.name,
    proves: 'nothing is acknowledged that is not safe, and nothing that was acknowledged is lost',
    run: (context) => runFaults(context, [kind], { short: 12 }),
  };
}

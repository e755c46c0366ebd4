/** The scenarios that catch mutants, and parts of the long ones. */

import type { Scenario } from '../framework/scenario.js';
import { acknowledged } from '../scenarios/acknowledged.js';
import { crashIn } from '../scenarios/crash.js';
import { erased } from '../scenarios/erased.js';
import { type FaultOptions, runFaults } from '../scenarios/faults.js';
import { files } from '../scenarios/files.js';
import { flips } from '../scenarios/flips.js';
import { frames } from '../scenarios/frames.js';
import { migrations } from '../scenarios/migrations.js';
import { missing } from '../scenarios/missing.js';
import type { FaultKind } from '../scenarios/one-fault.js';
import { proofs } from '../scenarios/proofs.js';
import { openings, repairs } from '../scenarios/repairs.js';
import { takeover } from '../scenarios/takeover.js';
import { torn } from '../scenarios/torn.js';
import { SYNC_SCRIPT } from '../workload/script.js';

const DROPPED = { name: 'a sync that drops what it should write', fault: { dropSync: true } } as const;

/** Until the scenario frees space. */
const FULL = {
  name: 'a device that is full',
  // biome-ignore lint/suspicious/noThenProperty: it is not a promise
  then: { error: 'ENOSPC' },
} as const;

const PROBES_BY_NAME = {
  proofs,
  repairs,
  openings,
  migrations,
  acknowledged,
  takeover,
  erased,
  frames,
  missing,
  files,
  torn,
  flips,
  'crash, strict': crashIn(['strict'], /^(make|found|more than a segment)$/),
  'crash, interval': crashIn(['interval'], /^(found|a pause)$/),
  'crash, none': crashIn(['none'], /^(found|single commits|a pause)$/),
  'crash, a snapshot': crashIn(['none'], /^a snapshot meanwhile$/),
  'crash, snapshots': crashIn(['strict'], /^another snapshot soon after$/),
  'crash, writeSync': crashIn(['strict'], /^(found|one by one)$/, SYNC_SCRIPT),
  'syncs that fail': faulty({ ...DROPPED, kinds: ['sync'], paths: /wal-/ }),
  'syncs that fail, writeSync': faulty({ ...DROPPED, kinds: ['sync'], paths: /wal-/ }, { script: SYNC_SCRIPT }),
  'writes that fail, writeSync': faulty(
    { name: 'EIO', kinds: ['write'], paths: /wal-/, fault: { error: 'EIO' } },
    { script: SYNC_SCRIPT },
  ),
  'syncs of names that fail': faulty({ ...DROPPED, kinds: ['syncDirectory'] }),
  'syncs without room': faulty({
    name: 'ENOSPC once',
    kinds: ['sync'],
    paths: /wal-/,
    fault: { error: 'ENOSPC' },
  }),
  'groups in parts': faulty(
    { name: 'a write of 100 bytes', kinds: ['write'], paths: /wal-/, fault: { shortWrite: 100 } },
    { short: 20 },
  ),
  'groups without room': faulty({ ...FULL, kinds: ['write'], paths: /wal-/, fault: { shortWrite: 700 } }),
  'manifests without room': faulty({
    ...FULL,
    kinds: ['write', 'create'],
    paths: /MANIFEST/,
    fault: { error: 'ENOSPC' },
  }),
} satisfies Readonly<Record<string, Scenario>>;

export type ProbeName = keyof typeof PROBES_BY_NAME;

export const PROBES: Readonly<Record<ProbeName, Scenario>> = PROBES_BY_NAME;

/** The fast ones first. */
export const PROBE_NAMES: readonly ProbeName[] = Object.keys(PROBES) as ProbeName[];

function faulty(kind: FaultKind, options?: Partial<FaultOptions>): Scenario {
  return {
    name: kind.name,
    proves: 'no unsafe commit is acknowledged, and no acknowledged commit is lost',
    run: (context) => runFaults(context, [kind], { short: 8, ...options }),
  };
}

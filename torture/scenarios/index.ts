/** All scenarios, in the order in which the command runs them. */

import type { Scenario } from '../framework/scenario.js';
import { acknowledged } from './acknowledged.js';
import { constraints } from './constraints.js';
import { crash } from './crash.js';
import { erased } from './erased.js';
import { faults } from './faults.js';
import { files } from './files.js';
import { flips } from './flips.js';
import { frames } from './frames.js';
import { fsyncgate } from './fsyncgate.js';
import { kill } from './kill.js';
import { migrations } from './migrations.js';
import { missing } from './missing.js';
import { proofs } from './proofs.js';
import { openings, repairs } from './repairs.js';
import { sync } from './sync.js';
import { syncFrames } from './sync-frames.js';
import { syncLeaks } from './sync-leaks.js';
import { takeover } from './takeover.js';
import { threads } from './threads.js';
import { torn } from './torn.js';
import { writeSync } from './write-sync.js';

export const SCENARIOS: readonly Scenario[] = [
  crash,
  faults,
  fsyncgate,
  writeSync,
  torn,
  repairs,
  openings,
  migrations,
  proofs,
  flips,
  erased,
  frames,
  missing,
  files,
  acknowledged,
  takeover,
  kill,
  threads,
  constraints,
  sync,
  syncLeaks,
  syncFrames,
];

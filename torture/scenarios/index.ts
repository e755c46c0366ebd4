/** All scenarios, in the order in which the command runs them. */

import type { Scenario } from '../framework/scenario.js';
import { crash } from './crash.js';
import { faults } from './faults.js';
import { fsyncgate } from './fsyncgate.js';

export const SCENARIOS: readonly Scenario[] = [crash, faults, fsyncgate];

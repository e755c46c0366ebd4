/** All scenarios, in the order in which the command runs them. */

import type { Scenario } from '../framework/scenario.js';

export const SCENARIOS: readonly Scenario[] = [];

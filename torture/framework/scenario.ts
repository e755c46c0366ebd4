/** What a scenario is, and its context. */

import type { Random } from './random.js';
import type { Runtime } from './runtime.js';

/**
 * One way of damaging databases, with the promise that must hold nevertheless. It ends when it has tried everything, or
 * when no time is left, and throws a `Violation` at the first broken promise.
 */
export interface Scenario {
  /** For the command line. Scenarios of a group have the name of the group, a hyphen, and another word. */
  readonly name: string;
  /** The promise, as a sentence. */
  readonly proves: string;
  /** The default time of a long run, in seconds, if it is not a minute. */
  readonly seconds?: number;
  run(context: Context): Promise<void>;
}

/**
 * - `short`: a sample that takes seconds, the same each time for the same seed; for jest.
 * - `long`: everything, or as much of it as there is time for.
 */
export type Effort = 'short' | 'long';

export interface Context {
  readonly runtime: Runtime;
  readonly seed: number;
  readonly random: Random;
  readonly effort: Effort;
  /** False if the scenario should end. Always true in a short run. */
  hasTime(): boolean;
  /** Counts something for the summary: states tried, crashes, cases. */
  count(name: string, times?: number): void;
  /** Reports what is tried now, so that a violation can be found again. */
  at(step: string): void;
}

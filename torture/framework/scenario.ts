/** What a scenario is, and what it is given. */

import type { Random } from './random.js';
import type { Runtime } from './runtime.js';

/**
 * One way of maltreating databases, with the promise that must hold nevertheless. It ends when it has tried everything that it knows, or
 * when there is no time left, and throws a `Violation` at the first broken promise.
 */
export interface Scenario {
  /** One word, for the command line. */
  readonly name: string;
  /** The promise, as a sentence. */
  readonly proves: string;
  /** How long a long run may take by default, in seconds, where that is not a minute. */
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
  /** False when the scenario should come to its end. Always true in a short run. */
  hasTime(): boolean;
  /** Counts something that the summary shows: states tried, crashes, cases met. */
  count(name: string, times?: number): void;
  /** Says what is being tried, so that a violation can be found again. */
  at(step: string): void;
}

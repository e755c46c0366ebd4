/** What a mutant is: the runtime with one thing left out that durability rests on. */

import type { ProbeName } from './probes.js';

/** A change of a compiled file. */
export interface Edit {
  /** Below the runtime's `dist`. */
  readonly file: string;
  /** Text that stands there exactly once, or as often as `times` says. */
  readonly find: string;
  readonly replace: string;
  readonly times?: number;
}

export interface Mutant {
  readonly name: string;
  /** One or, where two places do the same for safety, all of them. */
  readonly edits: readonly Edit[];
  /** Of those that catch it, the one that does so soonest. */
  readonly caughtBy: ProbeName;
}

/** One that no scenario can catch. */
export interface RedundantMutant extends Omit<Mutant, 'caughtBy'> {
  readonly because: string;
}

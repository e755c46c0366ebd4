/** What a mutant is: the runtime without one thing that durability depends on. */

import type { ProbeName } from './probes.js';

/**
 * A change of a source of the runtime, at the place with the comment `// mutant: <marker>`. The place is what follows
 * the comment: a statement, a member, a property or an expression, as long as it is.
 */
export type Edit =
  /** Leaves the place out. */
  | { readonly marker: string; readonly kind: 'omit' }
  /** Puts other code in its place. */
  | { readonly marker: string; readonly kind: 'replace'; readonly code: string }
  /** Changes the condition of the `if` or `while` that is the place. */
  | { readonly marker: string; readonly kind: 'condition'; readonly code: string };

export interface Mutant {
  readonly name: string;
  /** One edit or, if two places keep the same promise, one for each of them. */
  readonly edits: readonly Edit[];
  /** Of the probes that catch it, the fastest. */
  readonly caughtBy: ProbeName;
}

/** A mutant that no scenario can catch. */
export interface RedundantMutant extends Omit<Mutant, 'caughtBy'> {
  readonly because: string;
}

export function omit(marker: string): Edit {
  return { marker, kind: 'omit' };
}

export function replace(marker: string, code: string): Edit {
  return { marker, kind: 'replace', code };
}

export function condition(marker: string, code: string): Edit {
  return { marker, kind: 'condition', code };
}

/** Messages between the process that makes mutants and the processes that run them. */

import type { ProbeName } from './probes.js';

export interface ChildOrder {
  /** The root of the runtime for `loadRuntime`. */
  readonly root: string;
  readonly probe: ProbeName;
  /** The probe runs with each, until one catches the mutant. */
  readonly seeds: readonly number[];
}

export type ChildReport =
  | {
      readonly isCaught: true;
      /** What the probe tried. */
      readonly step: string;
      /** The promise that was broken. */
      readonly why: string;
    }
  | { readonly isCaught: false };

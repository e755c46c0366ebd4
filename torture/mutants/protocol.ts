/** What is said between the process that makes mutants and those in which they live. */

import type { ProbeName } from './probes.js';

export interface ChildOrder {
  /** Folder of the runtime, as `loadRuntime` wants it. */
  readonly root: string;
  readonly probe: ProbeName;
  /** The probe is run with each, until one catches the mutant. */
  readonly seeds: readonly number[];
}

export type ChildReport =
  | {
      readonly isCaught: true;
      /** What was being tried. */
      readonly step: string;
      /** The promise that was broken. */
      readonly why: string;
    }
  | { readonly isCaught: false };

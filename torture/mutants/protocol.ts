/** What is said between the process that makes mutants and those in which they live: an order as argument, a report as output. */

import type { ProbeName } from './probes.js';

export interface ChildOrder {
  /** Folder of the runtime, as `loadRuntime` wants it. */
  readonly root: string;
  /** To be run one after the other, each with all the seeds. */
  readonly probes: readonly ProbeName[];
  readonly seeds: readonly number[];
}

export type ChildReport =
  | {
      readonly isCaught: true;
      readonly probe: ProbeName;
      readonly seed: number;
      /** What was being tried. */
      readonly step: string;
      /** The promise that was broken. */
      readonly why: string;
      /** How long that probe took, in milliseconds. */
      readonly ms: number;
    }
  | { readonly isCaught: false };

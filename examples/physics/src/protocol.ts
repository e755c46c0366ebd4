/** The messages between the simulation and its worker threads. */

import type { DatabaseHandle } from '@ecsdb/runtime/threads';

/** The `workerData` of a thread. */
export interface Start {
  readonly handle: DatabaseHandle;
}

/** The first message of a thread: it is attached. */
export const READY = 'ready';
/** The last message to a thread. It replies with its report. */
export const FINISH = 'finish';

/** The figures of both threads. */
export interface Looks {
  readonly pinnedVersions: number;
  readonly elapsedMs: number;
}

export interface StatsReport extends Looks {
  /** How many of them were different versions. */
  readonly versions: number;
  /** The statistics of the last pinned version. */
  readonly last: Statistics;
}

export interface Statistics {
  readonly count: number;
  /** In kilograms. */
  readonly mass: number;
  /** In kilogram metres per second. */
  readonly momentum: { readonly x: number; readonly y: number };
  /** The centre of mass, in metres. */
  readonly centre: { readonly x: number; readonly y: number };
  /** In joules. */
  readonly kineticEnergy: number;
  /** In metres per second. */
  readonly topSpeed: number;
}

export interface GridReport extends Looks {
  /** Transactions that were acknowledged. */
  readonly transactions: number;
  /** The impulses in these transactions, and their sum. */
  readonly impulses: Impulses;
  /** From the sending of each transaction to its acknowledgement, in milliseconds. */
  readonly roundTripsMs: readonly number[];
  /** The most bodies that were seen in one cell. */
  readonly crowd: number;
}

/** Sums of integers, which are the same in any order. */
export interface Impulses {
  readonly count: number;
  readonly x: number;
  readonly y: number;
}

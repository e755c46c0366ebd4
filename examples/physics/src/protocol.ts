/** What the simulation and the threads beside it say to each other. */

import type { DatabaseHandle } from '@ecsdb/runtime';

/** What a thread is started with. */
export interface Start {
  readonly handle: DatabaseHandle;
}

/** What a thread says first: it is attached. */
export const READY = 'ready';
/** What a thread is told at the end; it answers with its report. */
export const FINISH = 'finish';

/** What both threads count. */
export interface Looks {
  readonly pinnedVersions: number;
  readonly elapsedMs: number;
}

export interface StatsReport extends Looks {
  /** How many of them were different versions. */
  readonly versions: number;
  /** Of the last pinned version. */
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
  /** Impulses in them, and their sum. */
  readonly impulses: Impulses;
  /** From the sending of each transaction to its acknowledgement, in milliseconds. */
  readonly roundTripsMs: readonly number[];
  /** The most bodies that were ever seen in one cell. */
  readonly crowd: number;
}

/** Sums of whole numbers, which come out the same in any order. */
export interface Impulses {
  readonly count: number;
  readonly x: number;
  readonly y: number;
}

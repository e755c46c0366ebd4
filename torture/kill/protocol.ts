/** What is said between the process that is killed and the one that kills it: an order as its argument, reports as lines. */

import type { Entity } from '@ecsdb/runtime';
import type { Shown } from '../ledger/ledger.js';

export interface Order {
  readonly directory: string;
  readonly durability: 'strict' | 'interval' | 'none';
  readonly intervalMs: number;
  readonly segmentBytes: number;
  readonly checkpointBytes: number;
  /** Loops that each commit one transaction after the other. */
  readonly writers: number;
  /** How many transactions are committed between an opening and the close that follows; without it, no close ever comes. */
  readonly commitsPerLife?: number;
  /** Takes one snapshot after the other. */
  readonly isCheckpointing?: true;
  readonly seed: number;
}

/** Written when the thing said has happened, not before. A line without its end, which a kill may leave, says nothing. */
export type Report =
  | { readonly kind: 'opening' }
  | {
      readonly kind: 'opened';
      readonly version: number;
      readonly durableVersion: number;
      readonly shown: Shown;
      readonly wasClosed: boolean | null;
      readonly dropped: number;
    }
  /** The promise of transaction `number` was fulfilled; `id` is that of its entry. */
  | { readonly kind: 'acknowledged'; readonly number: number; readonly id: Entity }
  | { readonly kind: 'durable'; readonly version: number }
  | { readonly kind: 'snapshot'; readonly version: number }
  | { readonly kind: 'closing' }
  | { readonly kind: 'closed' }
  /** The process has seen something that must not be, and ends. */
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Messages between the process that is killed and the one that kills it: an order as its argument, reports as lines.
 */

import type { Entity } from '@ecsdb/runtime';
import type { Shown } from '../ledger/ledger.js';

export interface Order {
  readonly directory: string;
  readonly durability: 'strict' | 'interval' | 'none';
  readonly intervalMs: number;
  readonly segmentBytes: number;
  readonly checkpointBytes: number;
  /** The number of loops that each commit one transaction after the other. */
  readonly writers: number;
  /** The number of transactions between an opening and the close; without it, the database is never closed. */
  readonly commitsPerLife?: number;
  /** Takes one snapshot after the other. */
  readonly isCheckpointing?: true;
  readonly seed: number;
}

/** Written after the event. An incomplete line, which a kill may leave, is ignored. */
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
  /** The promise of transaction `number` has resolved; `id` is the id of its entry. */
  | { readonly kind: 'acknowledged'; readonly number: number; readonly id: Entity }
  | { readonly kind: 'durable'; readonly version: number }
  | { readonly kind: 'snapshot'; readonly version: number }
  | { readonly kind: 'closing' }
  | { readonly kind: 'closed' }
  /** The process has found a broken promise, and ends. */
  | { readonly kind: 'failed'; readonly message: string };

/** What is said between the owner and the threads that are attached to its database. */

import type { DatabaseHandle } from '@ecsdb/runtime';

export interface Order {
  readonly handle: DatabaseHandle;
  /** Reads and checks; sends transactions; or does both, one after the other. */
  readonly role: 'reader' | 'producer' | 'both';
  readonly seed: number;
  /** Where the built runtime is, if not where it is installed. */
  readonly root: string | undefined;
}

/** To the owner, now and then. */
export type Report =
  | { readonly kind: 'progress'; readonly rows: number; readonly pinnedVersions: number; readonly acknowledged: number }
  /** Something was seen that must not be. */
  | { readonly kind: 'violation'; readonly what: string }
  /** The thread has come to its end, as it was told to. */
  | { readonly kind: 'ended' };

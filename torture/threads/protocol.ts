/** Messages between the owner and the threads that are attached to its database. */

import type { DatabaseHandle } from '@ecsdb/runtime/threads';

export interface Order {
  readonly handle: DatabaseHandle;
  /** Reads and checks, sends transactions, or does both in turn. */
  readonly role: 'reader' | 'producer' | 'both';
  /** Whether it listens to commits, too, and with old rows. */
  readonly listens: 'no' | 'plain' | 'old';
  readonly seed: number;
  /** The root of the runtime for `loadRuntime`. */
  readonly root: string | undefined;
}

/** Sent to the owner regularly. */
export type Report =
  | {
      readonly kind: 'progress';
      readonly rows: number;
      readonly pinnedVersions: number;
      readonly acknowledged: number;
      readonly commits: number;
      readonly resets: number;
    }
  /** A broken promise. */
  | { readonly kind: 'violation'; readonly what: string }
  /** The thread ends, as the owner asked. */
  | { readonly kind: 'ended' };

/** Calls on the simulated file system, and the faults that a test may inject in their place. */

export type CallKind =
  | 'makeDirectory'
  | 'list'
  | 'open'
  | 'create'
  | 'size'
  | 'read'
  | 'write'
  | 'sync'
  | 'close'
  | 'rename'
  | 'unlink'
  | 'syncDirectory'
  | 'lock'
  | 'release';

export interface Call {
  readonly kind: CallKind;
  /** The file or directory; of a rename, the old name. */
  readonly path: string;
  /** The number of the call, counted from 0 over all kinds. */
  readonly index: number;
  /** Of a rename, the new name. */
  readonly to?: string;
  /** Of a read or write: its position and its number of bytes. */
  readonly position?: number;
  readonly length?: number;
}

/**
 * What happens instead of a call:
 * - `error`: it throws with this system code and has no effect.
 * - `shortWrite`, `shortRead`: a write or read of at most this number of bytes.
 * - `dropSync`: a sync fails with `EIO`, and its changes count as clean from then on, as in Linux: they can still be
 *   read, later syncs succeed without writing them, and a crash loses them.
 * - `'crash'`: the machine goes off before the call.
 */
export type Fault =
  | { readonly error: string }
  | { readonly shortWrite: number }
  | { readonly shortRead: number }
  | { readonly dropSync: true }
  | 'crash';

/** Called before each call; returns undefined for a call without a fault. */
export type CallHook = (call: Call) => Fault | undefined;

export function isDropSync(fault: Fault | undefined): boolean {
  return typeof fault === 'object' && 'dropSync' in fault;
}

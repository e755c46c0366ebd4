/** Calls on the simulated file system, and the faults that a test may put in their place. */

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
  /** The number of the call, from 0 on, over all kinds. */
  readonly index: number;
  /** Of a rename, the new name. */
  readonly to?: string;
  /** Of a read or write, where in the file it begins and how many bytes it is about. */
  readonly position?: number;
  readonly length?: number;
}

/**
 * What happens instead of a call:
 * - `error`: it throws with this system code and has no effect.
 * - `shortWrite`, `shortRead`: a write or read of at most so many bytes.
 * - `dropSync`: a sync fails with `EIO`, and what it should have made durable counts as clean from then on, as it does in Linux:
 *   it can still be read, later syncs succeed and leave it out, and a crash takes it.
 * - `'crash'`: the machine goes off before the call.
 */
export type Fault =
  | { readonly error: string }
  | { readonly shortWrite: number }
  | { readonly shortRead: number }
  | { readonly dropSync: true }
  | 'crash';

/** Asked before each call; answers undefined for a call that shall take place. */
export type CallHook = (call: Call) => Fault | undefined;

export function isDropSync(fault: Fault | undefined): boolean {
  return typeof fault === 'object' && 'dropSync' in fault;
}

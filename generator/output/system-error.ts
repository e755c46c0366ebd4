/** Errors of the operating system, told by their code; by shape and not by class, which differs from realm to realm. */

/** EDQUOT on Linux, as libuv numbers it. */
const QUOTA_USED_UP = -122;

/** `ENOENT` and the like, or `undefined` for an error that no system call made. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('syscall' in error)) return undefined;
  // Node has no name for it.
  if ('errno' in error && error.errno === QUOTA_USED_UP) return 'EDQUOT';
  return typeof error.code === 'string' ? error.code : undefined;
}

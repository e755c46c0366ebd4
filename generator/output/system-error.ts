/** Errors of the operating system, told by their code; by shape and not by class, which differs from realm to realm. */

/** `ENOENT` and the like, or `undefined` for an error that no system call made. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

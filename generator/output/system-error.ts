/** Recognises errors of the operating system by their properties. Their class differs from realm to realm. */

/** EDQUOT on Linux, in the numbering of libuv. */
const QUOTA_USED_UP = -122;

/** The code, such as `ENOENT`; `undefined` if the error comes from no system call. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('syscall' in error)) return undefined;
  // Node has no code for it.
  if ('errno' in error && error.errno === QUOTA_USED_UP) return 'EDQUOT';
  return typeof error.code === 'string' ? error.code : undefined;
}

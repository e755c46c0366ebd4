/** The bytes of operations and transactions; docs/format.md, "Transactions and operations". */

export const OPERATION_HEADER_BYTES = 16;
export const TRANSACTION_HEADER_BYTES = 8;

export const INSERT = 1;
export const UPDATE = 2;
export const REPLACE = 3;
export const DELETE = 4;
export const SPAWN = 5;
export const DESPAWN = 6;
/**
 * Never in a log, which refuses it; only threads send it (threads/attached/remote-transaction.ts). Some bits of a
 * record are so now:
 *
 *   u32      where the bytes begin in the record
 *   n bytes  values, at a multiple of 4
 *   n bytes  masks: the bits of the values that count. They are read byte by byte, so they need no alignment
 */
export const PATCH = 7;

/** Bytes before the changed ones in the body of an update. */
export const UPDATE_OFFSET_BYTES = 4;

/** Operations and frames start at multiples of this. */
export const ALIGNMENT = 8;

/** Rounds up to a multiple of 8; below 2^32. */
export function aligned(bytes: number): number {
  return ((bytes + ALIGNMENT - 1) & -ALIGNMENT) >>> 0;
}

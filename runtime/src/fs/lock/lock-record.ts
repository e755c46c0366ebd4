/** What a lock file holds: JSON that people can read, too. */

import type { Identity } from './identity.js';

export interface LockRecord extends Identity {
  readonly released: boolean;
  /** When the lock was taken, as an ISO date. */
  readonly since: string;
}

export function encodeLockRecord(record: LockRecord): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(record)}\n`);
}

/** Undefined for anything that is not a whole record. */
export function parseLockRecord(text: string): LockRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLockRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isLockRecord(value: unknown): value is LockRecord {
  if (typeof value !== 'object' || value === null) return false;
  // Every property is checked right here.
  const { pid, startTime, bootId, machine, host, pidNamespace, released, since } = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(pid) &&
    (pid as number) > 0 &&
    [startTime, bootId, machine, pidNamespace].every((text) => text === null || typeof text === 'string') &&
    typeof host === 'string' &&
    typeof released === 'boolean' &&
    typeof since === 'string'
  );
}

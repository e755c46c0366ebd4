/** The content of a lock file, as JSON. */

import type { Identity } from './identity.js';

type ThreadFact = 'tid' | 'threadStartTime';

/** The properties of the holder's thread are undefined in locks of ecsdb 0.1.0, which contain the process only. */
export interface LockRecord extends Omit<Identity, ThreadFact>, Partial<Pick<Identity, ThreadFact>> {
  readonly released: boolean;
  /** When the lock was taken, as an ISO date. */
  readonly since: string;
}

export function encodeLockRecord(record: LockRecord): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(record)}\n`);
}

/** Undefined for anything but a complete record. */
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
  // Every property is checked below.
  const { pid, startTime, tid, threadStartTime, bootId, machine, host, pidNamespace, released, since } =
    value as Record<string, unknown>;
  return (
    isId(pid) &&
    [startTime, bootId, machine, pidNamespace].every((text) => text === null || typeof text === 'string') &&
    (isId(tid) ? typeof threadStartTime === 'string' : tid === null || tid === undefined) &&
    typeof host === 'string' &&
    typeof released === 'boolean' &&
    typeof since === 'string'
  );
}

function isId(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

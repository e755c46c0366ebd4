/** Who this process and this thread are, so that others can tell later whether they still run. */

import { readFileSync, readlinkSync } from '#node-fs';
import { createHash, hostname } from '#node-system';
import { processStatus, statusOfThisThread } from './process-status.js';

/** Where a fact cannot be had on this platform, it is null. */
export interface Identity {
  readonly pid: number;
  /** When the process started, in a unit of the system's own; tells processes with the same pid apart. */
  readonly startTime: string | null;
  /** Task id of the thread, which the system ends with everything that the thread has open. */
  readonly tid: number | null;
  /** When the thread started, in the same unit; tells threads with the same id apart. */
  readonly threadStartTime: string | null;
  /** Another one after each start of the system. */
  readonly bootId: string | null;
  /** Stays the same as long as the system is not installed anew. */
  readonly machine: string | null;
  readonly host: string;
  /** Within one namespace, a pid means one process. Each container has its own. */
  readonly pidNamespace: string | null;
}

export function identityOfThisThread(): Identity {
  const thread = statusOfThisThread();
  return {
    pid: process.pid,
    startTime: processStatus(process.pid)?.startTime ?? null,
    tid: thread?.id ?? null,
    threadStartTime: thread?.startTime ?? null,
    bootId: tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    machine: machine(),
    host: hostname(),
    pidNamespace: tryRead(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/** Hashed, because the id itself is to be kept from whoever gets a copy of the directory (machine-id(5)). */
function machine(): string | null {
  const id = tryRead(() => readFileSync('/etc/machine-id', 'utf8'));
  return id === null ? null : createHash('sha256').update(`ecsdb ${id}`).digest('hex').slice(0, 32);
}

function tryRead(read: () => string): string | null {
  try {
    return read().trim() || null;
  } catch {
    return null;
  }
}

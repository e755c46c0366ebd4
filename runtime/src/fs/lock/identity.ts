/** The identity of this process and this thread, by which other processes can check later whether they still run. */

import { readFileSync, readlinkSync } from '#node-fs';
import { createHash, hostname } from '#node-system';
import { processStatus, statusOfThisThread } from './process-status.js';

/** Facts that are not available on this platform are null. */
export interface Identity {
  readonly pid: number;
  /** When the process started, in a unit of the system; distinguishes processes with the same pid. */
  readonly startTime: string | null;
  /** Task id of the thread. */
  readonly tid: number | null;
  /** When the thread started, in the same unit; distinguishes threads with the same id. */
  readonly threadStartTime: string | null;
  /** Changes with each start of the system. */
  readonly bootId: string | null;
  /** Stays the same until the system is installed again. */
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

/** Hashed, because the id itself is confidential (machine-id(5)), and directories are copied. */
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

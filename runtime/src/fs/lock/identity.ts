/** Who this process is, so that others can tell later whether it still runs. */

import { readFileSync, readlinkSync } from '#node-fs';
import { createHash, hostname } from '#node-system';
import { processStatus } from './process-status.js';

/** Where a fact cannot be had on this platform, it is null. */
export interface Identity {
  readonly pid: number;
  /** When the process started, in a unit of the system's own; tells processes with the same pid apart. */
  readonly startTime: string | null;
  /** Another one after each start of the system. */
  readonly bootId: string | null;
  /** Stays the same as long as the system is not installed anew. */
  readonly machine: string | null;
  readonly host: string;
  /** Within one namespace, a pid means one process. Each container has its own. */
  readonly pidNamespace: string | null;
}

export function identityOfThisProcess(): Identity {
  return {
    pid: process.pid,
    startTime: processStatus(process.pid)?.startTime ?? null,
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

/** The log's thread: begins a segment, reports that, and serves the owner until a request to close. */

import { parentPort, workerData } from '#node-system';
import { clearRepeatingTimer, monotonicMs, setRepeatingTimer } from '../clock.js';
import { assert } from '../errors.js';
import { GuardedFileSystem, type LockSite, NodeFileSystem, OpenLock, REFRESH_MS } from '../fs/index.js';
import { LogTail, type LogWriterOptions } from '../log/index.js';
import { Spin } from '../spin.js';
import { LogControl, type LogControlMemory } from './log-control.js';
import { beginLog, type LogService, type LogServiceOptions } from './log-service.js';
import type { OutboxMemory } from './outbox.js';

/** What the thread is started with. */
export interface LogThreadData {
  readonly control: LogControlMemory;
  readonly outbox: OutboxMemory;
  /** The memory of a `LogTail`. */
  readonly tail: ArrayBufferLike;
  readonly service: LogServiceOptions;
  readonly lock: LockSite;
}

/** The messages of the thread to the owner. */
export type LogThreadMessage =
  | { readonly kind: 'began' }
  /** Requested with `ownerSleeps`, or the log cannot continue. */
  | { readonly kind: 'progress' };

/**
 * How long the thread busy-waits for another group before it sleeps, in milliseconds. A writer that awaits one commit
 * after the other submits the next group within 0.05 ms, and waking a thread costs as much again.
 */
const SPIN_MS = 0.1;

assert(parentPort !== null, 'the log runs on a thread of its own');
const port = parentPort;
// log-parts.ts passes this, and nothing else starts the thread.
const data = workerData as LogThreadData;
const control = new LogControl(data.control);

let lock: OpenLock | undefined;
// Recovery may block the owner's thread for longer than the lock may stay untouched.
const touching = setRepeatingTimer(tryToTouch, REFRESH_MS);

// The only message: where the log continues, which is known after recovery. The thread starts while recovery runs.
port.once('message', (options: LogWriterOptions) => {
  clearRepeatingTimer(touching);
  const held = openLock();
  const fs = new GuardedFileSystem(new NodeFileSystem(), held);
  const service = beginLog(fs, options, new LogTail(data.tail), data.outbox, control, held, data.service);
  post({ kind: 'began' });
  serve(service);
  held.close();
});

function openLock(): OpenLock {
  lock ??= new OpenLock(data.lock);
  return lock;
}

function tryToTouch(): void {
  try {
    openLock().touch();
  } catch {
    // If the lock is lost, the log cannot begin, and reports that.
  }
}

function serve(service: LogService): void {
  const spin = new Spin();
  while (!service.hasEnded) {
    const calls = control.calls;
    while (service.step(monotonicMs(), notifyOwner));
    if (service.hasEnded) break;
    if (spin.begin()) {
      const hasCall = hasCallWithin(calls, SPIN_MS);
      spin.end(hasCall);
      if (hasCall) continue;
    }
    sleep(service, calls);
  }
}

function hasCallWithin(calls: number, milliseconds: number): boolean {
  const end = monotonicMs() + milliseconds;
  while (monotonicMs() < end) if (control.calls !== calls) return true;
  return false;
}

function sleep(service: LogService, calls: number): void {
  const now = monotonicMs();
  const [idleMs, touchDueMs] = [service.idleMs(now), service.touchDueMs(now)];
  if (idleMs !== Number.POSITIVE_INFINITY) {
    control.waitForCall(calls, Math.min(idleMs, touchDueMs));
    return;
  }
  control.logSleeps = true;
  // A group may have been submitted just before, when the owner still saw the log awake.
  if (!service.step(monotonicMs(), notifyOwner)) control.waitForCall(calls, touchDueMs);
  control.logSleeps = false;
}

function notifyOwner(): void {
  post({ kind: 'progress' });
}

function post(message: LogThreadMessage): void {
  port.postMessage(message);
}

/** The log's own thread: begins a segment, says so, and then serves the owner until it is told to close. */

import { parentPort, workerData } from '#node-system';
import { clearRepeatingTimer, monotonicMs, setRepeatingTimer } from '../clock.js';
import { assert } from '../errors.js';
import { GuardedFileSystem, type LockSite, NodeFileSystem, OpenLock, REFRESH_MS } from '../fs/index.js';
import type { LogWriterOptions } from '../log/index.js';
import { Spin } from '../spin.js';
import { LogControl, type LogControlMemory } from './log-control.js';
import { beginLog, type LogService, type LogServiceOptions } from './log-service.js';
import type { OutboxMemory } from './outbox.js';

/** What the thread knows from its beginning. */
export interface LogThreadData {
  readonly control: LogControlMemory;
  readonly outbox: OutboxMemory;
  readonly service: LogServiceOptions;
  readonly lock: LockSite;
}

/** What the thread says to the owner. */
export type LogThreadMessage =
  | { readonly kind: 'began' }
  /** Asked for with `ownerSleeps`, or the log can go on no more. */
  | { readonly kind: 'progress' };

/**
 * How long the thread looks for another group before it sleeps, in milliseconds. A writer that
 * awaits one commit after the other comes back within 0.05 ms, and waking a thread costs as much again.
 */
const SPIN_MS = 0.1;

assert(parentPort !== null, 'the log runs on a thread of its own');
const port = parentPort;
// The owner of the thread posts nothing else; types end where threads begin.
const data = workerData as LogThreadData;
const control = new LogControl(data.control);

let lock: OpenLock | undefined;
// Recovery may keep the owner's thread busy for longer than others wait before they take the holder for dead.
const touching = setRepeatingTimer(tryToTouch, REFRESH_MS);

// The one message that comes: where the log goes on, which is known when recovery is done. Meanwhile, the thread has started.
port.once('message', (options: LogWriterOptions) => {
  clearRepeatingTimer(touching);
  const held = openedLock();
  const fs = new GuardedFileSystem(new NodeFileSystem(), held);
  const service = beginLog(fs, options, data.outbox, control, held, data.service);
  tell({ kind: 'began' });
  serve(service);
  held.close();
});

function openedLock(): OpenLock {
  lock ??= new OpenLock(data.lock);
  return lock;
}

function tryToTouch(): void {
  try {
    openedLock().touch();
  } catch {
    // If the lock is lost, the log cannot begin, and then says so.
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
  // A group may have come just before, and its owner seen that the log was awake.
  if (!service.step(monotonicMs(), notifyOwner)) control.waitForCall(calls, touchDueMs);
  control.logSleeps = false;
}

function notifyOwner(): void {
  tell({ kind: 'progress' });
}

function tell(message: LogThreadMessage): void {
  port.postMessage(message);
}

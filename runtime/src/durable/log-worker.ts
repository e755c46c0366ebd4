/** The log's thread: continues the log that the owner has begun, and serves the owner until a request to close. */

import { parentPort } from '#node-system';
import { clearRepeatingTimer, monotonicMs, setRepeatingTimer } from '../clock.js';
import { assert } from '../errors.js';
import { GuardedFileSystem, type LockSite, NodeFileSystem, OpenLock, REFRESH_MS } from '../fs/index.js';
import { LogTail, LogWriter, type LogWriterOptions } from '../log/index.js';
import { Spin } from '../spin.js';
import { LogControl, type LogControlMemory } from './log-control.js';
import { LogService, type LogServiceOptions } from './log-service.js';
import { type OutboxMemory, OutboxTaker } from './outbox.js';

/** What the thread has in common with the owner. */
export interface LogThreadData {
  readonly control: LogControlMemory;
  readonly outbox: OutboxMemory;
  /** The memory of a `LogTail`. */
  readonly tail: ArrayBufferLike;
  readonly service: LogServiceOptions;
  readonly lock: LockSite;
}

/** The requests of the owner: first one to attach, and one to begin when recovery says where the log continues. */
export type LogThreadRequest =
  | { readonly kind: 'attach'; readonly data: LogThreadData }
  | { readonly kind: 'begin'; readonly options: LogWriterOptions };

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
let attached: LogThread | undefined;

port.on('message', onRequest);

function onRequest(request: LogThreadRequest): void {
  if (request.kind === 'attach') attached = new LogThread(request.data);
  else attached?.run(request.options);
}

/** Between the two requests, recovery runs on the owner's thread. */
class LogThread {
  readonly #data: LogThreadData;
  readonly #control: LogControl;
  /** Recovery may block the owner's thread for longer than the lock may stay untouched. */
  readonly #touching = setRepeatingTimer(() => this.#tryToTouch(), REFRESH_MS);
  #lock: OpenLock | undefined;

  constructor(data: LogThreadData) {
    this.#data = data;
    this.#control = new LogControl(data.control);
  }

  /** Continues the log and serves the owner, until the log ends. */
  run(options: LogWriterOptions): void {
    clearRepeatingTimer(this.#touching);
    const { outbox, tail, service } = this.#data;
    const control = this.#control;
    const lock = this.#openLock();
    const writer = new LogWriter(new GuardedFileSystem(new NodeFileSystem(), lock), options, new LogTail(tail));
    writer.continue();
    post({ kind: 'began' });
    serve(new LogService(writer, new OutboxTaker(outbox, control), control, lock, service), control);
    lock.close();
    // Nothing else keeps the thread alive.
    port.off('message', onRequest);
  }

  #openLock(): OpenLock {
    this.#lock ??= new OpenLock(this.#data.lock);
    return this.#lock;
  }

  #tryToTouch(): void {
    try {
      this.#openLock().touch();
    } catch {
      // If the lock is lost, the log cannot continue, and reports that.
    }
  }
}

function serve(service: LogService, control: LogControl): void {
  const spin = new Spin();
  while (!service.hasEnded) {
    const { calls } = control;
    while (service.step(monotonicMs(), notifyOwner));
    if (service.hasEnded) break;
    if (spin.begin()) {
      const hasCall = hasCallWithin(control, calls, SPIN_MS);
      spin.end(hasCall);
      if (hasCall) continue;
    }
    sleep(service, control, calls);
  }
}

function hasCallWithin(control: LogControl, calls: number, milliseconds: number): boolean {
  const end = monotonicMs() + milliseconds;
  while (monotonicMs() < end) if (control.calls !== calls) return true;
  return false;
}

function sleep(service: LogService, control: LogControl, calls: number): void {
  const now = monotonicMs();
  const [idleMs, touchDueMs] = [service.idleMs(now), service.touchDueMs(now)];
  if (idleMs !== Number.POSITIVE_INFINITY) {
    let waitMs = Math.min(idleMs, touchDueMs);
    while (!control.waitForCall(calls, waitMs) && service.isOwnerWriting(monotonicMs())) {
      waitMs = service.idleMs(monotonicMs());
    }
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

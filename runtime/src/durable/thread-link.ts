/** A log on a thread of its own. */

import type { Worker } from '#node-system';
import { monotonicMs, runNextTurn } from '../clock.js';
import { EcsDbError } from '../errors.js';
import { systemCodeOf, threadCodeOf } from '../fs/index.js';
import type { LogWriterOptions } from '../log/index.js';
import { Spin } from '../spin.js';
import { type LogControl, POISONED, RUNNING } from './log-control.js';
import type { LogLink } from './log-link.js';
import type { LogThreadData, LogThreadMessage } from './log-thread.js';
import { startThread } from './start-thread.js';
import type { StorageEvents } from './storage.js';

/**
 * How long the event loop keeps turning while somebody waits for the log, in milliseconds, before it sleeps until a message comes.
 * It turns without blocking, so whatever else happens is served; a sync of 0.1 ms is noticed in microseconds instead of
 * the 0.03 to 0.06 ms that waking a thread takes. Where that has been in vain of late, it sleeps at once.
 */
const TURN_MS = 0.5;

/** How long a blocked thread looks by itself before it sleeps, in milliseconds; for the same reason. */
const SPIN_MS = 0.3;

/** How long it sleeps at most before it looks again; a second net, since progress wakes it. */
const SLEEP_MS = 1000;

/** How long the log may be silent before a thread that ends takes it for dead, in milliseconds: no message of its death arrives any more. */
const SILENCE_MS_MAX = 10_000;

interface Waiter {
  readonly ready: () => boolean;
  readonly then: () => void;
  /** Until when the event loop turns for its sake; 0 where it does not, or no more. */
  turnUntil: number;
}

export class ThreadLink implements LogLink {
  readonly #control: LogControl;
  readonly #events: StorageEvents;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #waiters: Waiter[] = [];
  #turning = false;
  /** What has ended the thread before it was told to end. */
  #death: Error | undefined;
  #onDeath: (error: Error) => void = () => {};
  /** From then on the process stays alive until the thread has ended, whoever still turns. */
  #isEnding = false;
  readonly #turns = new Spin();
  readonly #looks = new Spin();

  /** Starts the thread. It waits for `begin`. */
  constructor(data: LogThreadData, control: LogControl, events: StorageEvents) {
    this.#control = control;
    this.#events = events;
    this.#worker = startThread('log', data);
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => {
      if (control.status !== POISONED && !this.#isEnding) this.#fail(threadEnded());
    });
    this.#worker.on('message', ({ kind }: LogThreadMessage) => {
      if (kind !== 'progress') return;
      if (control.status !== RUNNING) events.onLogFailure();
      this.#turn();
    });
  }

  /** Resolves when the log has begun its first segment, or rejects with what kept it from that. */
  begin(options: LogWriterOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#death !== undefined) reject(this.#death);
      this.#onDeath = reject;
      this.#worker.once('message', () => {
        this.#worker.unref();
        resolve();
      });
      this.#worker.postMessage(options);
    });
  }

  /** Ends a thread that has not begun anything. */
  async abandon(): Promise<void> {
    await this.#worker.terminate();
  }

  call(): void {
    this.#control.wake();
  }

  hint(): void {
    this.#control.wakeIfAsleep();
  }

  when(ready: () => boolean, then: () => void): void {
    if (ready()) {
      then();
      return;
    }
    this.#waiters.push({ ready, then, turnUntil: this.#turns.begin() ? monotonicMs() + TURN_MS : 0 });
    if (this.#turning) return;
    this.#turning = true;
    runNextTurn(this.#turn);
  }

  block(ready: () => boolean): void {
    if (this.#looks.begin()) {
      const until = monotonicMs() + SPIN_MS;
      while (!ready() && monotonicMs() < until);
      this.#looks.end(monotonicMs() < until);
    }
    for (;;) {
      const { progress } = this.#control;
      if (ready()) return;
      this.#control.sleepUntilProgress(progress, SLEEP_MS);
    }
  }

  blockAtEnd(ready: () => boolean): void {
    for (;;) {
      const { progress } = this.#control;
      if (ready() || !this.#control.sleepUntilProgress(progress, SILENCE_MS_MAX)) return;
    }
  }

  ended(): Promise<void> {
    this.#isEnding = true;
    this.#worker.ref();
    return this.#ended;
  }

  /** Serves those whose wait is over; turns again soon, or sleeps until a message comes. */
  readonly #turn = (): void => {
    this.#turning = false;
    if (!this.#isEnding) this.#worker.unref();
    this.#control.ownerSleeps = false;
    this.#serve();
    if (this.#waiters.length === 0) return;
    this.#turning = true;
    if (this.#waiters.some(({ turnUntil }) => turnUntil !== 0)) {
      runNextTurn(this.#turn);
      return;
    }
    this.#control.ownerSleeps = true;
    // What came just before would be slept through.
    if (this.#waiters.some(({ ready }) => ready())) {
      runNextTurn(this.#turn);
      return;
    }
    // Keeps the process alive until the message comes.
    this.#worker.ref();
  };

  #serve(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    const now = monotonicMs();
    for (const waiter of waiters) {
      const isReady = waiter.ready();
      const inTime = now < waiter.turnUntil;
      if (waiter.turnUntil !== 0 && (isReady || !inTime)) {
        this.#turns.end(inTime);
        waiter.turnUntil = 0;
      }
      if (isReady) waiter.then();
      else this.#waiters.push(waiter);
    }
  }

  /** The thread has died: by a fault of ours, or for want of memory. Nobody knows what it had written. */
  #fail(error: Error): void {
    const systemCode = systemCodeOf(error) ?? threadCodeOf(error) ?? '';
    // An error of the system tells by itself what is wrong, and where.
    this.#death = systemCode === '' ? threadFailed(error) : error;
    this.#onDeath(this.#death);
    this.#control.reportStatus(POISONED, { systemCode, path: '', message: error.message });
    this.#events.onLogFailure();
    this.#turn();
  }
}

/** By a fault of ours, or of code that Node runs in each thread before ours. */
function threadFailed(error: Error): Error {
  if (error instanceof EcsDbError) return error;
  return new EcsDbError(
    'IO_ERROR',
    `the log's thread has failed: ${error.message}. If modules that NODE_OPTIONS loads (--require, --import) have thrown this, let them do ` +
      'without threads; otherwise it is a bug in ecsdb.',
    {},
    { cause: error },
  );
}

function threadEnded(): EcsDbError {
  return new EcsDbError('IO_ERROR', "the log's thread has ended although nobody closed the database. Open it again.");
}

/** The link to a log on a thread of its own. */

import { monotonicMs, runNextTurn } from '../clock.js';
import { EcsDbError } from '../errors.js';
import { systemCodeOf, threadCodeOf } from '../fs/index.js';
import type { LogWriterOptions } from '../log/index.js';
import { Spin } from '../spin.js';
import type { EarlyThread, StartedThread } from './early-thread.js';
import { type LogControl, POISONED, RUNNING } from './log-control.js';
import type { LogLink } from './log-link.js';
import type { LogThreadData, LogThreadMessage, LogThreadRequest } from './log-worker.js';
import type { StorageEvents } from './storage.js';

/**
 * How long the event loop turns without blocking while a caller waits for the log, in milliseconds, before it sleeps
 * until a message. Other events are served meanwhile. A sync of 0.1 ms is noticed in microseconds instead of the 0.03
 * to 0.06 ms that waking a thread takes. If turning has rarely helped recently, the event loop sleeps at once.
 */
const TURN_MS = 0.5;

/** How long a blocked thread busy-waits before it sleeps, in milliseconds; for the same reason. */
const SPIN_MS = 0.3;

/** How long it sleeps at most, in milliseconds. Progress wakes it earlier, so this is a safety net. */
const SLEEP_MS = 1000;

/**
 * How long a thread that ends waits for progress of the log, in milliseconds. It receives no message if the log's
 * thread dies.
 */
const SILENCE_MS_MAX = 10_000;

interface Waiter {
  readonly ready: () => boolean;
  readonly then: () => void;
  /** Until when the event loop turns for this waiter; 0 if it does not, or no longer. */
  turnUntil: number;
}

export class LogThreadLink implements LogLink {
  readonly #control: LogControl;
  readonly #events: StorageEvents;
  readonly #worker: StartedThread;
  readonly #ended: Promise<void>;
  #waiters: Waiter[] = [];
  #turning = false;
  /** The error that has ended the thread before a request to close. */
  #death: Error | undefined;
  #onDeath: (error: Error) => void = () => {};
  /** From then on, the process stays alive until the thread has ended. */
  #isEnding = false;
  readonly #turns = new Spin();
  readonly #looks = new Spin();

  /** Attaches the thread to the log, which then waits for `begin`. */
  constructor(thread: EarlyThread, data: LogThreadData, control: LogControl, events: StorageEvents) {
    this.#control = control;
    this.#events = events;
    this.#worker = thread.worker;
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    thread.watch(
      (error) => this.#fail(error),
      () => {
        if (control.status !== POISONED && !this.#isEnding) this.#fail(threadEnded());
      },
    );
    this.#worker.on('message', ({ kind }: LogThreadMessage) => {
      if (kind !== 'progress') return;
      if (control.status !== RUNNING) events.onLogFailure();
      this.#turn();
    });
    this.#post({ kind: 'attach', data });
  }

  /** Resolves when the thread continues the log; rejects if it cannot. */
  begin(options: LogWriterOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#death !== undefined) reject(this.#death);
      this.#onDeath = reject;
      this.#worker.once('message', () => {
        this.#worker.unref();
        resolve();
      });
      this.#post({ kind: 'begin', options });
    });
  }

  call(): void {
    this.#control.wake();
  }

  hint(): void {
    this.#control.wakeIfAsleep();
  }

  noticeOwnerGroup(): void {
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

  /** Serves the waiters that are ready; then schedules the next turn, or sleeps until a message. */
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
    // Progress just before this would be missed.
    if (this.#waiters.some(({ ready }) => ready())) {
      runNextTurn(this.#turn);
      return;
    }
    // Keeps the process alive until the message arrives.
    this.#worker.ref();
  };

  #post(request: LogThreadRequest): void {
    this.#worker.postMessage(request);
  }

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

  /** The thread has died, by a bug or because memory ran out. It is unknown what it had written. */
  #fail(error: Error): void {
    const systemCode = systemCodeOf(error) ?? threadCodeOf(error) ?? '';
    // An error of the system says by itself what failed, and where.
    this.#death = systemCode === '' ? threadFailed(error) : error;
    this.#onDeath(this.#death);
    this.#control.reportStatus(POISONED, { systemCode, path: '', message: error.message });
    this.#events.onLogFailure();
    this.#turn();
  }
}

/** By a bug, or by code that Node runs in each thread before this one. */
function threadFailed(error: Error): Error {
  if (error instanceof EcsDbError) return error;
  return new EcsDbError(
    'IO_ERROR',
    `the log's thread has failed: ${error.message}. If a module that NODE_OPTIONS loads (--require, --import) has ` +
      'thrown this, do not load ' +
      'it in threads; otherwise it is a bug in ecsdb.',
    {},
    { cause: error },
  );
}

function threadEnded(): EcsDbError {
  return new EcsDbError('IO_ERROR', "the log's thread has ended although the database was not closed. Open it again.");
}

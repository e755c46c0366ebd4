/** A log on the owner's own thread: for file systems that live there. */

import { clearTimer, monotonicMs, setTimer } from '../clock.js';
import { assert } from '../errors.js';
import { type LogControl, RUNNING } from './log-control.js';
import type { LogLink } from './log-link.js';
import type { LogService } from './log-service.js';
import type { Durability } from './options.js';
import type { StorageEvents } from './storage.js';

export class LogInlineLink implements LogLink {
  readonly #service: LogService;
  readonly #control: LogControl;
  readonly #durability: Durability;
  readonly #events: StorageEvents;
  #timer: ReturnType<typeof setTimer> | undefined;
  #waiters: { readonly ready: () => boolean; readonly then: () => void }[] = [];

  constructor(service: LogService, control: LogControl, durability: Durability, events: StorageEvents) {
    this.#service = service;
    this.#control = control;
    this.#durability = durability;
    this.#events = events;
  }

  call(): void {
    while (this.#service.step(monotonicMs(), () => this.#reportFailure()));
    this.#serveWaiters();
    this.#schedule();
  }

  hint(): void {
    this.call();
  }

  noticeOwnerGroup(): void {
    // It is sealed with the next call.
  }

  when(ready: () => boolean, then: () => void): void {
    if (ready()) then();
    else this.#waiters.push({ ready, then });
  }

  block(ready: () => boolean): void {
    if (!ready()) this.call();
    assert(ready(), 'a log on the same thread has done its work when its call returns');
  }

  blockAtEnd(ready: () => boolean): void {
    if (!ready()) this.call();
  }

  async ended(): Promise<void> {
    clearTimer(this.#timer);
  }

  #reportFailure(): void {
    if (this.#control.status !== RUNNING) this.#events.onLogFailure();
  }

  #serveWaiters(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) this.when(waiter.ready, waiter.then);
  }

  /** Schedules the next sync in `interval` mode. Seals are left to logs with a thread of their own. */
  #schedule(): void {
    clearTimer(this.#timer);
    if (this.#durability !== 'interval') return;
    const wait = this.#service.idleMs(monotonicMs());
    if (wait === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimer(() => this.call(), wait);
    this.#timer.unref?.();
  }
}

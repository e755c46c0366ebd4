/**
 * A thread that is started before its owner has loaded what it needs to use it: starting takes 50 ms, most of the time
 * of an opening.
 */

import type { Worker } from '#node-system';
import { startThread } from './start-thread.js';

/** What the log needs of a thread. Not Node's type, because declarations of the package must not lead to it. */
export interface StartedThread {
  on<Message>(event: 'message', listener: (message: Message) => void): unknown;
  once(event: 'message' | 'exit', listener: () => void): unknown;
  postMessage(message: unknown): void;
  ref(): void;
  unref(): void;
}

export class EarlyThread {
  readonly #worker: Worker | undefined;
  /** Why the thread could not start, or has died. */
  #failure: unknown;
  #hasEnded = false;
  #onFailure: (error: Error) => void = (error) => {
    this.#failure = error;
  };
  #onEnd = (): void => {
    this.#hasEnded = true;
  };

  constructor(role: 'log') {
    try {
      this.#worker = startThread(role, {});
    } catch (error) {
      this.#failure = error;
      return;
    }
    // Without a listener, an error of the thread would end the process.
    this.#worker.on('error', (error) => this.#onFailure(error));
    this.#worker.on('exit', () => this.#onEnd());
  }

  /** The thread; throws what Node has thrown if it could not start. */
  get worker(): StartedThread {
    if (this.#worker === undefined) throw this.#failure;
    return this.#worker;
  }

  /** Calls `onFailure` when the thread dies of an error, and `onEnd` when it ends: at once, if it has already. */
  watch(onFailure: (error: Error) => void, onEnd: () => void): void {
    this.#onFailure = onFailure;
    this.#onEnd = onEnd;
    if (this.#failure instanceof Error) onFailure(this.#failure);
    if (this.#hasEnded) onEnd();
  }

  /** Ends the thread; for an opening that has failed. */
  async abandon(): Promise<void> {
    await this.#worker?.terminate();
  }
}

/**
 * A thread that is started before its owner has loaded what it needs to use it: starting takes 50 ms, most of the time
 * of an opening.
 */

import type { Worker } from '#node-system';
import { startThread, type ThreadRole } from './start-thread.js';

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

  constructor(role: ThreadRole) {
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
  get worker(): Worker {
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

/** A worker that is attached to a database and does what it is told. */

import { Worker } from 'node:worker_threads';
import type { Database, DatabaseHandle } from '@ecsdb/runtime';
import { scriptWithPackages } from '../../built.js';

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string; readonly code?: string };
}

type AttachOptions = { readonly timeoutMs?: number; readonly whenFull?: 'wait' | 'block' };

export class AttachedThread {
  /** Word 0 is set when the thread is at what it was asked for, word 1 ends it, word 2 counts changes that it has seen. */
  readonly flag: Int32Array = new Int32Array(new SharedArrayBuffer(12));
  readonly #worker: Worker;
  readonly #exit: Promise<unknown>;
  readonly #waiting: Map<number, (answer: Answer) => void> = new Map();
  #next = 0;

  constructor(db: Database, handle: DatabaseHandle = db.share(), options: AttachOptions = {}) {
    const { descriptor } = db.schema;
    this.#worker = new Worker(scriptWithPackages(new URL('worker.mjs', import.meta.url)), {
      workerData: { handle, descriptor, options, flag: this.flag.buffer },
      execArgv: [],
    });
    this.#exit = new Promise((resolve) => this.#worker.once('exit', resolve));
    // A thread that crashes does so on purpose.
    this.#worker.on('error', () => {});
    this.#worker.on('message', (answer: Answer) => this.#waiting.get(answer.id)?.(answer));
  }

  get threadId(): number {
    return this.#worker.threadId;
  }

  /** The result; or rejects with what the thread met, as plain data. */
  ask(order: string, ...given: unknown[]): Promise<unknown> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        this.#waiting.delete(id);
        if (error === undefined) resolve(result);
        else reject(error);
      });
      this.#worker.postMessage({ id, order, given });
    });
  }

  /** Starts to hold a pinned version, and resolves when it is held; `held` is what the thread has seen, once it was let go. */
  async hold(table: string, milliseconds = 60_000): Promise<{ readonly held: Promise<unknown> }> {
    const held = this.ask('hold', table, milliseconds);
    held.catch(() => {});
    await this.isReady();
    return { held };
  }

  /** Resolves when the thread is at what it was asked for. */
  async isReady(): Promise<void> {
    while (Atomics.load(this.flag, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  get changesSeen(): number {
    return Atomics.load(this.flag, 2);
  }

  letGo(): void {
    Atomics.store(this.flag, 1, 1);
    Atomics.notify(this.flag, 1);
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  async ended(): Promise<void> {
    await this.#exit;
  }
}

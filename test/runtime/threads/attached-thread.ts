/** A worker that is attached to a database and executes orders. */

import { Worker } from 'node:worker_threads';
import type { Database } from '@ecsdb/runtime';
import { type DatabaseHandle, share } from '@ecsdb/runtime/threads';
import { scriptWithPackages } from '../../built.js';

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly message: string; readonly code?: string };
}

type AttachOptions = { readonly timeoutMs?: number; readonly whenFull?: 'wait' | 'block' };

export class AttachedThread {
  /**
   * The thread sets word 0 once it executes its order. Setting word 1 ends the order. Word 2 counts changes that the
   * thread has seen.
   */
  readonly flag: Int32Array = new Int32Array(new SharedArrayBuffer(12));
  readonly #worker: Worker;
  readonly #exit: Promise<unknown>;
  readonly #pending: Map<number, (reply: Reply) => void> = new Map();
  #next = 0;

  constructor(db: Database, handle: DatabaseHandle = share(db), options: AttachOptions = {}) {
    const { descriptor } = db.schema;
    this.#worker = new Worker(scriptWithPackages(new URL('worker.mjs', import.meta.url)), {
      workerData: { handle, descriptor, options, flag: this.flag.buffer },
      execArgv: [],
    });
    this.#exit = new Promise((resolve) => this.#worker.once('exit', resolve));
    // Threads crash on purpose.
    this.#worker.on('error', () => {});
    this.#worker.on('message', (reply: Reply) => this.#pending.get(reply.id)?.(reply));
  }

  get threadId(): number {
    return this.#worker.threadId;
  }

  /** Resolves with the result, or rejects with the thread's error as plain data. */
  ask(order: string, ...given: unknown[]): Promise<unknown> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, ({ result, error }) => {
        this.#pending.delete(id);
        if (error === undefined) resolve(result);
        else reject(error);
      });
      this.#worker.postMessage({ id, order, given });
    });
  }

  /**
   * Lets the thread pin a version, and resolves once it is pinned. `held` resolves with what the thread has read, after
   * `release`.
   */
  async hold(table: string, milliseconds = 60_000): Promise<{ readonly held: Promise<unknown> }> {
    const held = this.ask('hold', table, milliseconds);
    held.catch(() => {});
    await this.isReady();
    return { held };
  }

  /** Resolves once the thread executes its order. */
  async isReady(): Promise<void> {
    while (Atomics.load(this.flag, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  get changesSeen(): number {
    return Atomics.load(this.flag, 2);
  }

  release(): void {
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

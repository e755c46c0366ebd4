/** A keeper on a thread of its own. The thread is started with the first request. */

import type { Worker } from '#node-system';
import { EcsDbError } from '../errors.js';
import type { KeeperPort } from './keeper.js';
import type { KeeperReply, KeeperRequest } from './keeper-service.js';
import type { KeeperThreadData, KeeperThreadReply, KeeperThreadRequest } from './keeper-worker.js';
import { startThread } from './start-thread.js';

interface Pending {
  resolve(reply: KeeperReply): void;
  reject(error: unknown): void;
}

export class KeeperThreadPort implements KeeperPort {
  readonly #data: KeeperThreadData;
  readonly #pending: Map<number, Pending> = new Map();
  #worker: Worker | undefined;
  #lastNumber = 0;
  #hasStopped = false;

  constructor(data: KeeperThreadData) {
    this.#data = data;
  }

  async send(request: KeeperRequest): Promise<KeeperReply> {
    if (this.#hasStopped) throw stopped();
    const worker = this.#start();
    const number = ++this.#lastNumber;
    // While a request is pending, the process stays alive for it.
    worker.ref();
    return new Promise((resolve, reject) => {
      this.#pending.set(number, { resolve, reject });
      const message: KeeperThreadRequest = { number, request };
      worker.postMessage(message, request.kind === 'addBlock' ? [request.payload.buffer as ArrayBuffer] : []);
    });
  }

  async stop(): Promise<void> {
    this.#hasStopped = true;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    this.#rejectAll(stopped());
  }

  /** Throws what Node throws if no thread can be started. */
  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = startThread('keeper', this.#data);
    worker.on('message', (reply: KeeperThreadReply) => this.#settle(worker, reply));
    const onEnd = (error: unknown): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#rejectAll(error);
    };
    worker.on('error', onEnd);
    worker.on('exit', () => onEnd(new Error('its thread has ended')));
    this.#worker = worker;
    return worker;
  }

  #settle(worker: Worker, reply: KeeperThreadReply): void {
    const pending = this.#pending.get(reply.number);
    this.#pending.delete(reply.number);
    // A thread that is being stopped keeps the process alive until it has ended: `stop` is not among the pending
    // requests.
    if (this.#pending.size === 0 && !this.#hasStopped) worker.unref();
    if ('reply' in reply) pending?.resolve(reply.reply);
    else pending?.reject(Object.assign(new Error(reply.error.message), reply.error));
  }

  #rejectAll(error: unknown): void {
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}

function stopped(): EcsDbError {
  return new EcsDbError('CHANNEL_CLOSED', 'the database was closed before this was done.');
}

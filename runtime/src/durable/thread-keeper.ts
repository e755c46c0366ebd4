/** A keeper on a thread of its own, started when there is something to do. */

import type { Worker } from '#node-system';
import type { FileIdentity } from '../directory/index.js';
import { EcsDbError } from '../errors.js';
import { type LockSite, storageError } from '../fs/index.js';
import type { SnapshotBlock } from '../snapshot/index.js';
import type { Keeper, KeptSnapshot } from './keeper.js';
import type { KeeperAnswer, KeeperRequest } from './keeper-service.js';
import type { KeeperThreadData, KeeperThreadReply, KeeperThreadRequest } from './keeper-thread.js';
import { startThread } from './start-thread.js';

interface Asked {
  resolve(answer: KeeperAnswer): void;
  reject(error: unknown): void;
}

export class ThreadKeeper implements Keeper {
  readonly #directory: string;
  readonly #lock: LockSite;
  readonly #asked: Map<number, Asked> = new Map();
  #worker: Worker | undefined;
  #lastNumber = 0;
  #hasStopped = false;

  constructor(directory: string, lock: LockSite) {
    this.#directory = directory;
    this.#lock = lock;
  }

  async prepareSpare(bytes: number): Promise<void> {
    await this.#ask({ kind: 'prepareSpare', bytes });
  }

  async beginSnapshot(identity: FileIdentity, windowStart: number): Promise<void> {
    await this.#ask({ kind: 'beginSnapshot', identity, windowStart });
  }

  async addBlock(block: SnapshotBlock, payload: Uint8Array): Promise<void> {
    await this.#ask({ kind: 'addBlock', block, payload }, [payload.buffer as ArrayBuffer]);
  }

  async finishSnapshot(windowEnd: number): Promise<KeptSnapshot> {
    return (await this.#ask({ kind: 'finishSnapshot', windowEnd })) as KeptSnapshot;
  }

  async abandonSnapshot(): Promise<void> {
    await this.#ask({ kind: 'abandonSnapshot' });
  }

  async removeUnneeded(): Promise<readonly string[]> {
    return (await this.#ask({ kind: 'removeUnneeded' })) as readonly string[];
  }

  async stop(): Promise<void> {
    this.#hasStopped = true;
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    this.#rejectAll(stopped());
  }

  /** What a request answers follows from its kind. */
  #ask(request: KeeperRequest, transfer: ArrayBuffer[] = []): Promise<KeeperAnswer> {
    if (this.#hasStopped) return Promise.reject(stopped());
    let worker: Worker;
    try {
      worker = this.#started();
    } catch (error) {
      return Promise.reject(this.#failure(error));
    }
    const number = ++this.#lastNumber;
    // While something is under way, the process stays alive for it.
    worker.ref();
    return new Promise((resolve, reject) => {
      this.#asked.set(number, { resolve, reject });
      const message: KeeperThreadRequest = { number, request };
      worker.postMessage(message, transfer);
    });
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const data: KeeperThreadData = { directory: this.#directory, lock: this.#lock };
    const worker = startThread('keeper', data);
    worker.on('message', (reply: KeeperThreadReply) => this.#settle(worker, reply));
    const lose = (error: unknown): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#rejectAll(this.#failure(error));
    };
    worker.on('error', lose);
    worker.on('exit', () => lose(new Error('its thread has ended')));
    this.#worker = worker;
    return worker;
  }

  #settle(worker: Worker, reply: KeeperThreadReply): void {
    const asked = this.#asked.get(reply.number);
    this.#asked.delete(reply.number);
    // A thread that is being stopped keeps the process alive until it has: what waits for that is not among the requests.
    if (this.#asked.size === 0 && !this.#hasStopped) worker.unref();
    if ('answer' in reply) {
      asked?.resolve(reply.answer);
      return;
    }
    asked?.reject(this.#failure(Object.assign(new Error(reply.error.message), reply.error)));
  }

  #failure(error: unknown): EcsDbError {
    return storageError(error, 'the work in the background', this.#directory);
  }

  #rejectAll(error: unknown): void {
    for (const asked of this.#asked.values()) asked.reject(error);
    this.#asked.clear();
  }
}

function stopped(): EcsDbError {
  return new EcsDbError('CHANNEL_CLOSED', 'the database was closed before this was done.');
}

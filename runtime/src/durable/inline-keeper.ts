/** A keeper on the owner's own thread: for file systems that live there. */

import type { FileIdentity } from '../directory/index.js';
import { storageError } from '../fs/index.js';
import type { SnapshotBlock } from '../snapshot/index.js';
import type { Keeper, KeptSnapshot } from './keeper.js';
import type { KeeperRequest, KeeperService } from './keeper-service.js';

export class InlineKeeper implements Keeper {
  readonly #service: KeeperService;
  readonly #directory: string;

  constructor(service: KeeperService, directory: string) {
    this.#service = service;
    this.#directory = directory;
  }

  async prepareSpare(bytes: number): Promise<void> {
    this.#ask({ kind: 'prepareSpare', bytes });
  }

  async beginSnapshot(identity: FileIdentity, windowStart: number): Promise<void> {
    this.#ask({ kind: 'beginSnapshot', identity, windowStart });
  }

  async addBlock(block: SnapshotBlock, payload: Uint8Array): Promise<void> {
    this.#ask({ kind: 'addBlock', block, payload });
  }

  async finishSnapshot(windowEnd: number): Promise<KeptSnapshot> {
    return this.#ask({ kind: 'finishSnapshot', windowEnd }) as KeptSnapshot;
  }

  async abandonSnapshot(): Promise<void> {
    this.#ask({ kind: 'abandonSnapshot' });
  }

  async removeUnneeded(): Promise<readonly string[]> {
    return this.#ask({ kind: 'removeUnneeded' }) as readonly string[];
  }

  async stop(): Promise<void> {}

  /** What a request answers follows from its kind. */
  #ask(request: KeeperRequest): unknown {
    try {
      return this.#service.serve(request);
    } catch (error) {
      throw storageError(error, 'the work in the background', this.#directory);
    }
  }
}

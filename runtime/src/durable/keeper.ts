/**
 * The keeper does slow work in the background: it makes segments ahead, writes snapshots, deletes files that are not
 * needed, and reads the log for `history`.
 */

import { storageError } from '../fs/index.js';
import {
  checkOlderSchema,
  type DirectoryFault,
  faultError,
  type HistoryPiece,
  type HistoryRequest,
} from '../recovery/index.js';
import type { SchemaDescriptor } from '../schema/index.js';
import type { SnapshotBlock, WrittenSnapshot } from '../snapshot/index.js';
import type { KeeperReply, KeeperRequest, KeeperService, SnapshotBeginning } from './keeper-service.js';

/** How requests reach the keeper's service, which runs on a thread of its own or on the owner's thread. */
export interface KeeperPort {
  /** Rejects with the errors of the file system, or with `CHANNEL_CLOSED` after `stop`. */
  send(request: KeeperRequest): Promise<KeeperReply>;
  stop(): Promise<void>;
}

/** For file systems that live on the owner's thread. */
export function inlineKeeperPort(service: KeeperService): KeeperPort {
  return { send: async (request) => service.serve(request), stop: async () => {} };
}

/** The owner's side of the keeper. Each promise rejects with an `EcsDbError`. */
export class Keeper {
  readonly #port: KeeperPort;
  readonly #directory: string;

  /** `directory` is for errors. */
  constructor(port: KeeperPort, directory: string) {
    this.#port = port;
    this.#directory = directory;
  }

  /** Makes a segment ahead, of `bytes` bytes. */
  async prepareSpare(bytes: number): Promise<void> {
    await this.#send({ kind: 'prepareSpare', bytes });
  }

  async beginSnapshot(beginning: SnapshotBeginning): Promise<void> {
    await this.#send({ kind: 'beginSnapshot', ...beginning });
  }

  /** Takes ownership of the buffer of `payload`: the caller must not use it afterwards. */
  async addBlock(block: SnapshotBlock, payload: Uint8Array): Promise<void> {
    await this.#send({ kind: 'addBlock', block, payload });
  }

  async finishSnapshot(windowEnd: number): Promise<WrittenSnapshot> {
    return (await this.#send({ kind: 'finishSnapshot', windowEnd })) as WrittenSnapshot;
  }

  async abandonSnapshot(): Promise<void> {
    await this.#send({ kind: 'abandonSnapshot' });
  }

  /** Deletes the snapshots and segments that the two newest snapshots do not need. Returns their names. */
  async removeUnneeded(): Promise<readonly string[]> {
    return (await this.#send({ kind: 'removeUnneeded' })) as readonly string[];
  }

  /** `schema` is that of the database. Rejects with `CORRUPT` at damage. */
  async readHistory(request: HistoryRequest, schema: SchemaDescriptor): Promise<HistoryPiece> {
    const onFault = (fault: DirectoryFault): never => {
      throw faultError(this.#directory, fault);
    };
    const reply = (await this.#send({ kind: 'readHistory', request })) as HistoryPiece | DirectoryFault;
    if ('reason' in reply) return onFault(reply);
    for (const older of reply.olderSchemas) checkOlderSchema(older, schema, onFault);
    return reply;
  }

  stop(): Promise<void> {
    return this.#port.stop();
  }

  /** The type of the reply follows from the kind of the request. */
  async #send(request: KeeperRequest): Promise<KeeperReply> {
    try {
      return await this.#port.send(request);
    } catch (error) {
      throw storageError(error, 'the work in the background', this.#directory);
    }
  }
}

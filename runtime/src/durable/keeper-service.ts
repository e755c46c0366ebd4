/** What the keeper does, on the thread on which it runs: one request after the other, through the file system. */

import type { Directory, FileIdentity } from '../directory/index.js';
import { assert } from '../errors.js';
import { prepareSpare } from '../log/index.js';
import {
  type DirectoryFault,
  type HistoryPiece,
  type HistoryRequest,
  LogHistory,
  type LogIdentity,
} from '../recovery/index.js';
import {
  type Compression,
  removeUnneeded,
  type SnapshotBlock,
  SnapshotWriter,
  type WrittenSnapshot,
} from '../snapshot/index.js';

export type KeeperRequest =
  | { readonly kind: 'prepareSpare'; readonly bytes: number }
  | ({ readonly kind: 'beginSnapshot' } & SnapshotBeginning)
  | { readonly kind: 'addBlock'; readonly block: SnapshotBlock; readonly payload: Uint8Array }
  | { readonly kind: 'finishSnapshot'; readonly windowEnd: number }
  | { readonly kind: 'abandonSnapshot' }
  | { readonly kind: 'removeUnneeded' }
  | { readonly kind: 'readHistory'; readonly request: HistoryRequest };

export interface SnapshotBeginning {
  readonly identity: FileIdentity;
  readonly windowStart: number;
  readonly compression: Compression;
}

export type KeeperReply = WrittenSnapshot | readonly string[] | HistoryPiece | DirectoryFault | undefined;

export class KeeperService {
  readonly #directory: Directory;
  #snapshot: SnapshotWriter | undefined;
  readonly #history: LogHistory;

  constructor(directory: Directory, identity: LogIdentity) {
    this.#directory = directory;
    this.#history = new LogHistory(directory, identity);
  }

  /** Throws the errors of the file system. */
  serve(request: KeeperRequest): KeeperReply {
    switch (request.kind) {
      case 'prepareSpare':
        prepareSpare(this.#directory, request.bytes);
        return undefined;
      case 'beginSnapshot': {
        const { identity, windowStart, compression } = request;
        this.#snapshot = new SnapshotWriter(this.#directory, identity, windowStart, { compression });
        return undefined;
      }
      case 'addBlock':
        this.#running().add(request.block, request.payload);
        return undefined;
      case 'finishSnapshot':
        return this.#running().finish(request.windowEnd);
      case 'abandonSnapshot':
        this.#snapshot?.abandon();
        this.#snapshot = undefined;
        return undefined;
      case 'removeUnneeded':
        return removeUnneeded(this.#directory);
      case 'readHistory':
        return this.#history.read(request.request);
    }
  }

  #running(): SnapshotWriter {
    assert(this.#snapshot !== undefined, 'a snapshot is begun before it is written');
    return this.#snapshot;
  }
}

/** The keeper does what takes long and nobody waits for: it makes segments ahead, writes snapshots, deletes what is not needed. */

import type { FileIdentity } from '../directory/index.js';
import type { SnapshotBlock } from '../snapshot/index.js';

export interface KeptSnapshot {
  readonly name: string;
  readonly bytes: number;
}

/** The owner's view of it, wherever it runs. Each promise rejects with an `EcsDbError`. */
export interface Keeper {
  prepareSpare(bytes: number): Promise<void>;
  beginSnapshot(identity: FileIdentity, windowStart: number): Promise<void>;
  /** Takes `payload` over: its buffer must not be used afterwards. */
  addBlock(block: SnapshotBlock, payload: Uint8Array): Promise<void>;
  finishSnapshot(windowEnd: number): Promise<KeptSnapshot>;
  abandonSnapshot(): Promise<void>;
  /** Deletes the snapshots and segments that the two newest snapshots do not need; answers their names. */
  removeUnneeded(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Takes snapshots while transactions are committed: on request, and when the log has grown long. */

import { runNextTurn } from '../clock.js';
import type { FileIdentity } from '../directory/index.js';
import { EcsDbError } from '../errors.js';
import { type Compression, SNAPSHOT_SLICE_BYTES, SnapshotScan } from '../snapshot/index.js';
import type { Store } from '../table/index.js';
import type { DurableLog } from './durable-log.js';
import type { Keeper } from './keeper.js';
import type { StorageEvents } from './storage.js';

/** A snapshot that is in place. */
export interface Checkpoint {
  /** The log after this version is needed beside the snapshot. */
  readonly version: number;
  /** Name of the file in the directory. */
  readonly snapshot: string;
  /** Of the file. */
  readonly bytes: number;
  /** Names of the files that were deleted because they were no longer needed. */
  readonly removed: readonly string[];
}

export interface CheckpointerOptions {
  readonly schemaJson: Uint8Array;
  /** Length of the log, in bytes, after which a snapshot is taken. */
  readonly checkpointBytes: number;
  readonly compression: Compression;
  /** Makes the common fields of a file header, with a new salt. */
  identity(): FileIdentity;
  /** The last published version. */
  version(): number;
  /** Called when a snapshot fails that the caller has not requested. */
  onFailure(error: unknown): void;
  readonly events: StorageEvents;
}

/** Blocks that may be pending at the keeper. The scan waits for them, so a slow device does not fill the memory. */
const PENDING_BLOCKS_MAX = 4;

export class Checkpointer {
  readonly #store: Store;
  readonly #log: DurableLog;
  readonly #keeper: Keeper;
  readonly #options: CheckpointerOptions;
  #running: Promise<Checkpoint> | undefined;
  #isClosing = false;
  /** Length of the log of earlier openings that is needed beside the newest snapshot. */
  #inheritedBytes: number;
  /** Bytes logged since the opening when the newest snapshot began. */
  #bytesAtLast = 0;
  #lastBytes = 0;

  /** `inheritedBytes` is the length of the log that the opening has read. */
  constructor(store: Store, log: DurableLog, keeper: Keeper, inheritedBytes: number, options: CheckpointerOptions) {
    this.#store = store;
    this.#log = log;
    this.#keeper = keeper;
    this.#options = options;
    this.#inheritedBytes = inheritedBytes;
  }

  /** Takes a snapshot if the log has grown long. */
  consider(): void {
    if (this.#running !== undefined || this.#isClosing) return;
    const length = this.#inheritedBytes + this.#log.bytes - this.#bytesAtLast;
    // If snapshots were taken more often than their own length is logged, the work would grow with the square of the
    // data.
    if (length < Math.max(this.#options.checkpointBytes, this.#lastBytes)) return;
    this.run().catch((error) => {
      if (!this.#isClosing) this.#options.onFailure(error);
    });
  }

  /** Takes a snapshot, or waits for the one that is being taken. */
  run(): Promise<Checkpoint> {
    if (this.#isClosing) return Promise.reject(cancelled());
    // After a failure of the device, nothing is deleted any more.
    // mutant: checkpoint-poisoned
    if (this.#log.isPoisoned) return Promise.reject(this.#log.refusal);
    this.#running ??= this.#take()
      .catch((error) => {
        throw this.#options.events.checkLock() ?? error;
      })
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  /** Cancels the snapshot that is being taken; resolves when it is removed. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#running?.catch(() => {});
  }

  async #take(): Promise<Checkpoint> {
    this.#inheritedBytes = 0;
    this.#bytesAtLast = this.#log.bytes;
    const { schemaJson, version, identity, compression } = this.#options;
    const windowStart = version();
    const keeper = this.#keeper;
    await keeper.beginSnapshot({ identity: identity(), windowStart, compression });
    try {
      await this.#scan(new SnapshotScan(this.#store, schemaJson));
      // mutant: snapshot-window
      const windowEnd = version();
      // sync-window
      await this.#log.flush(windowEnd);
      const { name, bytes } = await keeper.finishSnapshot(windowEnd);
      this.#log.checkpoint(windowStart, windowEnd);
      this.#lastBytes = bytes;
      return { version: windowStart, snapshot: name, bytes, removed: await keeper.removeUnneeded() };
    } catch (error) {
      await keeper.abandonSnapshot().catch(() => {});
      throw error;
    }
  }

  /** Reads the published state slice by slice. Between two slices, the event loop runs other work. */
  async #scan(scan: SnapshotScan): Promise<void> {
    const pending: Promise<void>[] = [];
    for (;;) {
      await turn();
      if (this.#isClosing) throw cancelled();
      const buffer = new Uint8Array(scan.nextBytes(SNAPSHOT_SLICE_BYTES));
      const block = scan.next(buffer);
      if (block === undefined) break;
      const added = this.#keeper.addBlock(block, buffer.subarray(0, block.length));
      // Awaited below. Until then a rejection must not count as unhandled.
      added.catch(() => {});
      pending.push(added);
      if (pending.length >= PENDING_BLOCKS_MAX) await pending.shift();
    }
    await Promise.all(pending);
  }
}

function turn(): Promise<void> {
  return new Promise(runNextTurn);
}

function cancelled(): EcsDbError {
  return new EcsDbError('CHANNEL_CLOSED', 'the database is being closed, so no snapshot is taken.');
}

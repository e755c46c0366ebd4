/** Takes snapshots while commits go on, by request and when the log has become long. */

import { runNextTurn } from '../clock.js';
import type { FileIdentity } from '../directory/index.js';
import { EcsDbError } from '../errors.js';
import { SNAPSHOT_SLICE_BYTES, SnapshotScan } from '../snapshot/index.js';
import type { Store } from '../table/index.js';
import type { DurableLog } from './durable-log.js';
import type { Keeper } from './keeper.js';
import type { StorageEvents } from './storage.js';

/** A snapshot that is in place. */
export interface Checkpoint {
  /** The version from which on the log is needed beside the snapshot. */
  readonly version: number;
  /** Name of the file in the directory. */
  readonly snapshot: string;
  /** Of the file. */
  readonly bytes: number;
  /** Files that were deleted because nothing needs them any more. */
  readonly removed: readonly string[];
}

export interface CheckpointerOptions {
  readonly schemaJson: Uint8Array;
  /** Length of the log, in bytes, after which a snapshot is taken. */
  readonly checkpointBytes: number;
  /** Facts for the file's header, with a salt of its own. */
  identity(): FileIdentity;
  /** The last published version. */
  version(): number;
  /** Called when a snapshot fails that the caller has not requested. */
  onFailure(error: unknown): void;
  readonly events: StorageEvents;
}

/** Blocks on their way to the file; each slice of the scan waits for room, so a slow device does not fill the memory. */
const BLOCKS_UNDER_WAY_MAX = 4;

export class Checkpointer {
  readonly #store: Store;
  readonly #log: DurableLog;
  readonly #keeper: Keeper;
  readonly #options: CheckpointerOptions;
  #running: Promise<Checkpoint> | undefined;
  #isClosing = false;
  /** Bytes that were in the log when the database was opened, and are needed beside the newest snapshot. */
  #inheritedBytes: number;
  /** Bytes logged when the newest snapshot began. */
  #bytesAtLast = 0;
  #lastBytes = 0;

  /** `inheritedBytes` is the length of the log that was read at the opening. */
  constructor(store: Store, log: DurableLog, keeper: Keeper, inheritedBytes: number, options: CheckpointerOptions) {
    this.#store = store;
    this.#log = log;
    this.#keeper = keeper;
    this.#options = options;
    this.#inheritedBytes = inheritedBytes;
  }

  /** Takes a snapshot if the log has become long. */
  consider(): void {
    if (this.#running !== undefined || this.#isClosing) return;
    const length = this.#inheritedBytes + this.#log.bytes - this.#bytesAtLast;
    // A snapshot longer than the log since the last one would make the work grow with the square of the data.
    if (length < Math.max(this.#options.checkpointBytes, this.#lastBytes)) return;
    this.run().catch((error) => {
      if (!this.#isClosing) this.#options.onFailure(error);
    });
  }

  /** Takes a snapshot, or joins the one that is being taken. */
  run(): Promise<Checkpoint> {
    if (this.#isClosing) return Promise.reject(givenUp());
    // Nothing is deleted any more on a device that nobody can rely on.
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

  /** Gives up the snapshot that is being taken, if any; resolves when it is gone. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#running?.catch(() => {});
  }

  async #take(): Promise<Checkpoint> {
    this.#inheritedBytes = 0;
    this.#bytesAtLast = this.#log.bytes;
    const { schemaJson, version, identity } = this.#options;
    const windowStart = version();
    const keeper = this.#keeper;
    await keeper.beginSnapshot(identity(), windowStart);
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

  /** Reads the published state slice by slice; between two slices, everybody else has a turn. */
  async #scan(scan: SnapshotScan): Promise<void> {
    const underWay: Promise<void>[] = [];
    for (;;) {
      await turn();
      if (this.#isClosing) throw givenUp();
      const buffer = new Uint8Array(scan.nextBytes(SNAPSHOT_SLICE_BYTES));
      const block = scan.next(buffer);
      if (block === undefined) break;
      const added = this.#keeper.addBlock(block, buffer.subarray(0, block.length));
      // Looked at below; until then a failure must not count as unhandled.
      added.catch(() => {});
      underWay.push(added);
      if (underWay.length >= BLOCKS_UNDER_WAY_MAX) await underWay.shift();
    }
    await Promise.all(underWay);
  }
}

function turn(): Promise<void> {
  return new Promise(runNextTurn);
}

function givenUp(): EcsDbError {
  return new EcsDbError('CHANNEL_CLOSED', 'the database is being closed, so no snapshot is taken.');
}

/** Everything that keeps one database durable, as the database sees it. */

import type { CommitLog, CommitLoop } from '../commit/index.js';
import { assert, type EcsDbError } from '../errors.js';
import { type Commit, readHistory } from '../feed/index.js';
import { type DirectoryLock, storageError, systemCodeOf } from '../fs/index.js';
import type { RecoveryReport } from '../recovery/index.js';
import type { Store } from '../table/index.js';
import type { Checkpoint, Checkpointer } from './checkpointer.js';
import type { DurableLog } from './durable-log.js';
import { LogSource } from './history.js';
import type { Keeper } from './keeper.js';
import type { DatabaseOrigin } from './origin.js';

/** What the log, its thread and the checkpointer report. All calls are made on the owner's thread. */
export interface StorageEvents {
  /** The log has failed, or is full, while no caller waited for it. */
  onLogFailure(): void;
  /** The first group since the opening was handed to the log. */
  onFirstGroup(): void;
  /**
   * A segment was begun, or the first one begins to fill: another segment may be made ahead, and a snapshot may be due.
   */
  onSegment(): void;
  /** Ends the log if the lock is lost. Returns the error for writers, or `undefined` while the lock is held. */
  checkLock(): EcsDbError | undefined;
}

export interface StorageParts {
  readonly log: DurableLog;
  readonly keeper: Keeper;
  readonly checkpointer: Checkpointer;
  readonly segmentBytes: number;
  readonly origin: DatabaseOrigin;
  /** `undefined` for a new database. */
  readonly report: RecoveryReport | undefined;
}

/**
 * Made before its parts, because they report to it; `connect` gives it the parts. Until then the only possible event is
 * a failure of the log's thread, which the opening itself notices.
 */
export class Storage implements StorageEvents {
  readonly #lock: DirectoryLock;
  #connected: StorageParts | undefined;
  #commits: CommitLoop | undefined;
  #isClosing = false;

  constructor(lock: DirectoryLock) {
    this.#lock = lock;
  }

  connect(parts: StorageParts): void {
    this.#connected = parts;
    this.#lock.onLost = () => void this.checkLock();
  }

  /** Called once, by the database, before anything is committed. */
  attach(commits: CommitLoop): void {
    this.#commits = commits;
  }

  /** The last published version; `undefined` before `attach`. */
  get version(): number | undefined {
    return this.#commits?.version;
  }

  checkLock(): EcsDbError | undefined {
    const { log } = this.#parts;
    try {
      this.#lock.assertInPlace();
      return undefined;
    } catch (loss) {
      log.poison(loss instanceof Error ? loss.message : String(loss));
      this.onLogFailure();
      return log.refusal;
    }
  }

  onLogFailure(): void {
    this.#commits?.onLogFailure();
  }

  get log(): CommitLog {
    return this.#parts.log;
  }

  /** The report of the recovery; `undefined` for a new database. */
  get report(): RecoveryReport | undefined {
    return this.#parts.report;
  }

  get origin(): DatabaseOrigin {
    return this.#parts.origin;
  }

  get durableVersion(): number {
    return this.#parts.log.durableVersion;
  }

  flush(version: number): Promise<void> {
    return this.#parts.log.flush(version);
  }

  resume(): Promise<void> {
    return this.#parts.log.resume();
  }

  checkpoint(): Promise<Checkpoint> {
    return this.#parts.checkpointer.run();
  }

  /** The commits after version `after` in the log, up to what is published and on the device now. */
  history(store: Store, after: number): AsyncIterable<Commit<undefined>> {
    const commits = this.#commits;
    assert(commits !== undefined, 'a database has attached itself before it is used');
    // A group may be on the device before it is published.
    const range = {
      after,
      last: Math.min(this.durableVersion, commits.version),
      newest: Math.max(this.durableVersion, commits.version),
    };
    const { keeper } = this.#parts;
    const newSource = (): LogSource => new LogSource(keeper, store.descriptor, () => commits.assertReadable());
    return { [Symbol.asyncIterator]: () => readHistory(store, newSource(), range) };
  }

  /** The log of earlier openings may call for a snapshot. */
  onFirstGroup(): void {
    if (!this.#isClosing) this.#parts.checkpointer.consider();
  }

  onSegment(): void {
    if (this.#isClosing) return;
    const { keeper, checkpointer, segmentBytes } = this.#parts;
    // Without a segment made ahead, segments are short. If the device is full, the log itself reports that.
    keeper.prepareSpare(segmentBytes).catch(() => void this.checkLock());
    checkpointer.consider();
  }

  /** Ends the log and releases the directory in any case; rejects with the first error. */
  async close(): Promise<void> {
    const { checkpointer, keeper, log } = this.#parts;
    this.#isClosing = true;
    try {
      await checkpointer.close();
      await keeper.stop();
      await log.close();
    } finally {
      release(this.#lock);
    }
  }

  get #parts(): StorageParts {
    assert(this.#connected !== undefined, 'a storage is connected before it is used');
    return this.#connected;
  }
}

function release(lock: DirectoryLock): void {
  try {
    lock.release();
  } catch (error) {
    throw systemCodeOf(error) === undefined ? error : storageError(error, 'releasing the directory', '');
  }
}

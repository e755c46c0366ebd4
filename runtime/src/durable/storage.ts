/** Everything that keeps one database durable, as the database sees it. */

import type { CommitLog, CommitLoop } from '../commit/index.js';
import type { EcsDbError } from '../errors.js';
import { type DirectoryLock, storageError, systemCodeOf } from '../fs/index.js';
import type { RecoveryReport } from '../recovery/index.js';
import type { Checkpoint, Checkpointer } from './checkpointer.js';
import type { DurableLog } from './durable-log.js';
import type { Keeper } from './keeper.js';

export interface StorageParts {
  readonly lock: DirectoryLock;
  readonly log: DurableLog;
  readonly keeper: Keeper;
  readonly checkpointer: Checkpointer;
  readonly segmentBytes: number;
  readonly report: RecoveryReport | undefined;
}

export class Storage {
  readonly #parts: StorageParts;
  #commits: CommitLoop | undefined;
  #isClosing = false;

  constructor(parts: StorageParts) {
    this.#parts = parts;
    parts.lock.onLost = () => void this.checkLock();
  }

  /** Called once, by the database, before anything is committed. */
  attach(commits: CommitLoop): void {
    this.#commits = commits;
  }

  /** The last published version; `undefined` before `attach`. */
  get version(): number | undefined {
    return this.#commits?.version;
  }

  /** Ends the log if the lock is lost; returns what that means for those who write. */
  checkLock(): EcsDbError | undefined {
    const { lock, log } = this.#parts;
    try {
      lock.assertInPlace();
      return undefined;
    } catch (loss) {
      log.poison(loss instanceof Error ? loss.message : String(loss));
      this.noticeFailure();
      return log.refusal;
    }
  }

  /** Called when the log has failed while nobody waited for it. */
  noticeFailure(): void {
    this.#commits?.onLogFailure();
  }

  get log(): CommitLog {
    return this.#parts.log;
  }

  /** What was found when the database was opened; `undefined` if it was new. */
  get report(): RecoveryReport | undefined {
    return this.#parts.report;
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

  /** Called when something is written for the first time: what earlier openings left in the log may call for a snapshot. */
  noticeBeginning(): void {
    if (!this.#isClosing) this.#parts.checkpointer.consider();
  }

  /** Called when a segment was begun, or begins to fill: another one may be made ahead, and a snapshot be due. */
  noticeSegment(): void {
    if (this.#isClosing) return;
    // Without a segment made ahead, segments are short; if the device is full, the log itself will say so.
    this.#parts.keeper.prepareSpare(this.#parts.segmentBytes).catch(() => void this.checkLock());
    this.#parts.checkpointer.consider();
  }

  /** Ends the log and releases the directory, whatever happens; rejects with the first thing that failed. */
  async close(): Promise<void> {
    const { checkpointer, keeper, log, lock } = this.#parts;
    this.#isClosing = true;
    try {
      await checkpointer.close();
      await keeper.stop();
      await log.close();
    } finally {
      release(lock);
    }
  }
}

function release(lock: DirectoryLock): void {
  try {
    lock.release();
  } catch (error) {
    throw systemCodeOf(error) === undefined ? error : storageError(error, 'releasing the directory', '');
  }
}

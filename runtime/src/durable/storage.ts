/** Everything that keeps one database durable, as the database sees it. */

import type { CommitLog, CommitLoop } from '../commit/index.js';
import type { DirectoryLock } from '../fs/index.js';
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
  readonly directory: string;
}

/**
 * A segment made ahead costs a write of all its bytes, so a database that is only opened and closed should not pay for one. A segment
 * that was begun because the one before is full, on the other hand, is full itself soon.
 */
const FIRST_SPARE_AFTER_MS = 200;

export class Storage {
  readonly #parts: StorageParts;
  #commits: CommitLoop | undefined;
  #segments = 0;
  #spareTimer: ReturnType<typeof setTimeout> | undefined;
  #isClosing = false;

  constructor(parts: StorageParts) {
    this.#parts = parts;
    this.segmentBegun(0);
  }

  /** Called once, by the database, before anything is committed. */
  attach(commits: CommitLoop): void {
    this.#commits = commits;
  }

  /** The last published version; `undefined` before `attach`. */
  get version(): number | undefined {
    return this.#commits?.version;
  }

  /** Called when the log has failed while nobody waited for it. */
  noticeFailure(): void {
    this.#commits?.noticeFailure();
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

  segmentBegun(sequence: number): void {
    if (this.#isClosing) return;
    if (sequence > 0) this.#parts.checkpointer.segmentBegun(sequence);
    clearTimeout(this.#spareTimer);
    const prepare = (): void => {
      // Without a segment made ahead, commits take longer; if the device is full, the log itself will say so.
      this.#parts.keeper.prepareSpare(this.#parts.segmentBytes).catch(() => {});
    };
    if (this.#segments++ > 0) {
      prepare();
    } else {
      this.#spareTimer = setTimeout(prepare, FIRST_SPARE_AFTER_MS);
      this.#spareTimer.unref?.();
    }
  }

  /** Ends the log and releases the directory, whatever happens; rejects with the first thing that failed. */
  async close(): Promise<void> {
    const { checkpointer, keeper, log, lock } = this.#parts;
    this.#isClosing = true;
    clearTimeout(this.#spareTimer);
    try {
      await checkpointer.close();
      await keeper.stop();
      await log.close();
    } finally {
      lock.release();
    }
  }
}

/** Which rows have changed after a version: read back from the feed or the log, for clients that resume. */

import { type Commit, type Database, EcsDbError } from '@ecsdb/runtime';
import type { Clock } from '../../clock.js';
import type { ErrorReports } from '../clients/error-reports.js';
import { ChangeIndex } from './change-index.js';

/** What is read for a client at most, in bytes. Clients that need more get the state again. */
const BYTES_MAX = 64 * 1024 * 1024;
/** What is read without a pause: that takes about 2 ms. */
const BYTES_PER_TURN = 256 * 1024;
/** How long the result is kept after it was used, in milliseconds: clients resume together. */
const KEPT_MS = 10_000;

/** What is read of a database. */
export type ChangeSource = Pick<Database, 'commitsSince' | 'history' | 'durableVersion'>;

interface Request {
  readonly since: number;
  resolve(changes: ChangeIndex | undefined): void;
}

/** Commits that an index lacks. */
interface Gap {
  /** The version after which reading goes on. */
  at: number;
  /** The last version to read. */
  readonly end: number;
  readonly bytesMax: number;
  /** That were read. */
  bytes: number;
  /** The version at which half of `bytesMax` was read. */
  middle: number;
}

export class RecentChanges {
  readonly #db: ChangeSource;
  readonly #clock: Clock;
  readonly #errors: ErrorReports;
  #kept: ChangeIndex | undefined;
  /** Changes after this version, or an earlier one, are not in the log, or too many. This does not change again. */
  #gone = -1;
  #isReading = false;
  #isStopped = false;
  #waiting: Request[] = [];
  #cancelForget: () => void = () => undefined;

  constructor(db: ChangeSource, clock: Clock, errors: ErrorReports) {
    this.#db = db;
    this.#clock = clock;
    this.#errors = errors;
  }

  /** Resolves to the changes after this version and perhaps earlier ones; to undefined if they cannot be found. */
  since(version: number): Promise<ChangeIndex | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push({ since: version, resolve });
      if (!this.#isReading) void this.#serve();
    });
  }

  /** Reads on to the present version. False if that is not possible. */
  update(changes: ChangeIndex): boolean {
    try {
      for (const commit of this.#db.commitsSince(changes.until)) changes.add(commit);
      return true;
    } catch (error) {
      this.#reportUnlessGone(error);
      return false;
    }
  }

  /** What is being read is not reported any more: the database may be closed. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelForget();
    this.#kept = undefined;
  }

  /** Later versions first: they do not wait for what only earlier ones need, and do not fail with them. */
  async #serve(): Promise<void> {
    this.#isReading = true;
    while (this.#waiting.length > 0) {
      const requests = this.#waiting.sort((a, b) => b.since - a.since);
      this.#waiting = [];
      for (const { since, resolve } of requests) resolve(await this.#find(since));
    }
    this.#isReading = false;
    this.#cancelForget();
    if (this.#isStopped) return;
    this.#cancelForget = this.#clock.after(KEPT_MS, () => {
      this.#kept = undefined;
    });
  }

  /** Never rejects. */
  async #find(since: number): Promise<ChangeIndex | undefined> {
    if (this.#isStopped || since <= this.#gone) return undefined;
    let kept = this.#kept;
    // What was read in vain counts, too.
    if (kept !== undefined && (kept.bytes > 2 * BYTES_MAX || !this.update(kept))) kept = undefined;
    const changes = kept ?? new ChangeIndex(since);
    if (kept === undefined || since < kept.since) {
      const end = kept?.since ?? Number.POSITIVE_INFINITY;
      // At least a part, so that what is read in vain is not read again soon.
      const bytesMax = Math.max(BYTES_MAX - changes.bytes, BYTES_MAX / 4);
      const isRead = await this.#read(changes, { at: since, end, bytesMax, bytes: 0, middle: since });
      if (!isRead) return undefined;
      changes.since = since;
    }
    this.#kept = changes;
    return changes;
  }

  /** False if that is not possible. */
  async #read(changes: ChangeIndex, gap: Gap): Promise<boolean> {
    try {
      return (await this.#readFeed(changes, gap)) || (await this.#readLog(changes, gap));
    } catch (error) {
      this.#reportUnlessGone(error);
      return false;
    }
  }

  /** False if the feed does not reach back so far, or has too much. */
  async #readFeed(changes: ChangeIndex, gap: Gap): Promise<boolean> {
    try {
      return await this.#addAll(changes, this.#db.commitsSince(gap.at), gap);
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }

  async #readLog(changes: ChangeIndex, gap: Gap): Promise<boolean> {
    if (this.#db.durableVersion === 0 || gap.bytes > gap.bytesMax) return false;
    try {
      if (!(await this.#addAll(changes, this.#db.history(gap.at), gap))) return false;
    } catch (error) {
      if (isGone(error)) this.#gone = Math.max(this.#gone, (error.oldestVersion ?? 0) - 2);
      throw error;
    }
    // The log ends with what is on the device.
    return gap.at >= gap.end || (await this.#addAll(changes, this.#db.commitsSince(gap.at), gap));
  }

  /** False if there is too much. */
  async #addAll(
    changes: ChangeIndex,
    commits: Iterable<Commit> | AsyncIterable<Commit<undefined>>,
    gap: Gap,
  ): Promise<boolean> {
    let turn = gap.bytes;
    for await (const commit of commits) {
      if (commit.version > gap.end) return true;
      changes.add(commit);
      gap.at = commit.version;
      gap.bytes += commit.bytes.length;
      if (gap.bytes <= gap.bytesMax / 2) gap.middle = commit.version;
      if (gap.bytes > gap.bytesMax) {
        // So each part of the log is read in vain twice at most, whatever versions clients say that they have.
        this.#gone = Math.max(this.#gone, gap.middle);
        return false;
      }
      if (gap.bytes - turn < BYTES_PER_TURN) continue;
      turn = gap.bytes;
      await new Promise<void>((resolve) => this.#clock.after(0, resolve));
    }
    return true;
  }

  #reportUnlessGone(error: unknown): void {
    if (!this.#isStopped && !isGone(error)) this.#errors.pass(error);
  }
}

function isGone(error: unknown): error is EcsDbError {
  return error instanceof EcsDbError && error.code === 'VERSION_GONE';
}

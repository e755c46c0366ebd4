/** Which rows have changed after a version: read back from the feed or the log, for clients that resume. */

import { type Commit, type Database, EcsDbError } from '@ecsdb/runtime';
import { OperationReader } from '@ecsdb/runtime/replica';
import type { Clock } from '../../clock.js';
import { isRowOperation } from '../channels/marks.js';
import type { ErrorReports } from '../clients/error-reports.js';

/** What is read of the log at most, in bytes. Clients that need more get the state again. */
const LOG_BYTES_MAX = 64 * 1024 * 1024;
/** What is read without a pause: that takes about 2 ms. */
const BYTES_PER_TURN = 256 * 1024;
/** How long the result is kept after it was used, in milliseconds: clients resume together. */
const KEPT_MS = 10_000;

/** All rows that have changed after version `since`, up to version `until`. */
export class ChangeIndex {
  readonly since: number;
  until: number;
  readonly #reader: OperationReader = new OperationReader();
  /** By table: the last version that has changed the row of an entity index. */
  readonly #versions: Map<number, Map<number, number>> = new Map();

  constructor(since: number) {
    this.since = since;
    this.until = since;
  }

  hasChanged(table: number, index: number, since: number): boolean {
    return (this.#versions.get(table)?.get(index) ?? 0) > since;
  }

  add({ version, bytes }: Pick<Commit, 'version' | 'bytes'>): void {
    const reader = this.#reader;
    reader.beginTransaction(bytes, 0, bytes.length);
    while (reader.next()) {
      const { kind, tableId, index } = reader;
      if (!isRowOperation(kind)) continue;
      let versions = this.#versions.get(tableId);
      if (versions === undefined) {
        versions = new Map();
        this.#versions.set(tableId, versions);
      }
      versions.set(index, version);
    }
    this.until = version;
  }
}

interface Request {
  readonly since: number;
  resolve(changes: ChangeIndex | undefined): void;
}

export class RecentChanges {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #errors: ErrorReports;
  #kept: ChangeIndex | undefined;
  #isReading = false;
  #isStopped = false;
  #waiting: Request[] = [];
  #cancelForget: () => void = () => undefined;

  constructor(db: Database, clock: Clock, errors: ErrorReports) {
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

  /** One read serves all clients that wait. */
  async #serve(): Promise<void> {
    this.#isReading = true;
    while (this.#waiting.length > 0) {
      const requests = this.#waiting;
      this.#waiting = [];
      const since = Math.min(...requests.map((request) => request.since));
      const kept = this.#kept;
      const isKnown = kept !== undefined && kept.since <= since && this.update(kept);
      this.#kept = isKnown ? kept : await this.#read(since);
      for (const { resolve } of requests) resolve(this.#kept);
    }
    this.#isReading = false;
    if (this.#isStopped) return;
    this.#cancelForget();
    this.#cancelForget = this.#clock.after(KEPT_MS, () => {
      this.#kept = undefined;
    });
  }

  async #read(since: number): Promise<ChangeIndex | undefined> {
    try {
      return (await this.#readFeed(new ChangeIndex(since))) ?? (await this.#readLog(new ChangeIndex(since)));
    } catch (error) {
      this.#reportUnlessGone(error);
      return undefined;
    }
  }

  /** Undefined if the feed does not reach back so far. */
  async #readFeed(changes: ChangeIndex): Promise<ChangeIndex | undefined> {
    try {
      await this.#addAll(changes, this.#db.commitsSince(changes.since));
      return changes;
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  async #readLog(changes: ChangeIndex): Promise<ChangeIndex | undefined> {
    if (this.#db.durableVersion === 0) return undefined;
    if (!(await this.#addAll(changes, this.#db.history(changes.since)))) return undefined;
    // The log ends with what is on the device.
    await this.#addAll(changes, this.#db.commitsSince(changes.until));
    return changes;
  }

  /** False if there is too much. */
  async #addAll(changes: ChangeIndex, commits: Iterable<Commit> | AsyncIterable<Commit<undefined>>): Promise<boolean> {
    let bytes = 0;
    let turn = 0;
    for await (const commit of commits) {
      changes.add(commit);
      bytes += commit.bytes.length;
      if (bytes > LOG_BYTES_MAX) return false;
      if (bytes - turn < BYTES_PER_TURN) continue;
      turn = bytes;
      await new Promise<void>((resolve) => this.#clock.after(0, resolve));
    }
    return true;
  }

  #reportUnlessGone(error: unknown): void {
    if (!this.#isStopped && !isGone(error)) this.#errors.pass(error);
  }
}

function isGone(error: unknown): boolean {
  return error instanceof EcsDbError && error.code === 'VERSION_GONE';
}

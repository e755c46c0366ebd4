/** What the log does in each round, on the thread on which it runs: takes groups, writes, syncs, reports. */

import { type FileSystem, isNoSpace, type LockCheck, REFRESH_MS } from '../fs/index.js';
import { type LogTail, LogWriter, type LogWriterOptions } from '../log/index.js';
import { ABANDON, CHECKPOINT, CLOSE, FULL, type LogControl, POISONED, RETRY, RUNNING, SYNC } from './log-control.js';
import { failureOf, lossOf } from './log-failure.js';
import type { Durability } from './options.js';
import type { Batch, OutboxTaker } from './outbox.js';

/** Time without a commit after which a seal frame is written, in milliseconds. */
const SEAL_AFTER_MS = 50;

/**
 * How often the log looks for commits that the owner has written itself, in milliseconds, until the seal is due. It
 * counts the time without a commit from there.
 */
const LOOK_AGAIN_MS = 10;

export interface LogServiceOptions {
  readonly durability: Durability;
  /** Time between syncs in `interval` mode. */
  readonly intervalMs: number;
}

/** Begins the log's first segment, and reports that to the owner. Returns the writer of this thread. */
export function beginLog(fs: FileSystem, options: LogWriterOptions, tail: LogTail, control: LogControl): LogWriter {
  const writer = new LogWriter(fs, options, tail);
  writer.begin();
  control.segment = writer.sequence;
  control.report(options.lastVersion, options.lastVersion);
  return writer;
}

export class LogService {
  /** True once the log is closed or cannot continue. */
  hasEnded = false;

  readonly #writer: LogWriter;
  readonly #outbox: OutboxTaker;
  readonly #control: LogControl;
  readonly #lock: LockCheck;
  readonly #options: LogServiceOptions;
  /** The batch, or its rest, that a full device has not taken. */
  #rest: Batch | undefined;
  #isFull = false;
  /** Bytes of the group that was discarded because the device was full. */
  #refusedBytes = 0;
  #lastCommitAt = 0;
  #lastSyncAt = 0;
  #lastTouchAt = 0;
  #isSealed = true;
  /** Whether the last step has left bytes that are not synced. */
  #isDirty = false;
  #seenVersion: number;

  constructor(
    writer: LogWriter,
    outbox: OutboxTaker,
    control: LogControl,
    lock: LockCheck,
    options: LogServiceOptions,
  ) {
    this.#writer = writer;
    this.#outbox = outbox;
    this.#control = control;
    this.#lock = lock;
    this.#options = options;
    this.#seenVersion = writer.writtenVersion;
  }

  /**
   * Does all work that is due. `now` is in milliseconds, of any monotonic clock. Returns whether anything was done:
   * then there may be more. Calls `notify` if the owner waits for a message, or if the log cannot continue.
   */
  step(now: number, notify: () => void): boolean {
    if (this.hasEnded) return false;
    this.#control.beginLogTurn();
    try {
      return this.#stepInTurn(now, notify);
    } finally {
      this.#control.endLogTurn();
    }
  }

  #stepInTurn(now: number, notify: () => void): boolean {
    const requests = this.#control.takeRequests();
    if ((requests & ABANDON) !== 0) {
      this.#writer.abandon();
      this.hasEnded = true;
      notify();
      return false;
    }
    const isClosing = (requests & CLOSE) !== 0;
    try {
      this.#touchLock(now);
      if (this.#isFull && (requests & (RETRY | CLOSE)) === 0) return false;
      if ((requests & RETRY) !== 0) this.#probe();
      const done = this.#write() || requests !== 0;
      const hasCommits = this.#notice(this.#writer.writtenVersion, now);
      if ((requests & CHECKPOINT) !== 0) this.#checkpoint();
      this.#sync(now, requests);
      if (isClosing) {
        this.#writer.close();
        this.hasEnded = true;
      }
      if (this.#isFull) {
        this.#isFull = false;
        if (this.#control.reportStatus(RUNNING)) notify();
      }
      if (done || this.#hasNews()) this.#report(notify);
      this.#isDirty = this.#writer.isDirty;
      return done || hasCommits;
    } catch (error) {
      this.#fail(error, isClosing, notify);
      return false;
    }
  }

  /** Milliseconds until `step` has something to write without a call of the owner; `Infinity` if never. */
  idleMs(now: number): number {
    if (this.hasEnded || this.#isFull) return Number.POSITIVE_INFINITY;
    const { durability, intervalMs } = this.#options;
    // mutant: interval-wakes
    if (durability === 'interval' && this.#isDirty) return Math.max(0, this.#lastSyncAt + intervalMs - now);
    // In this mode, the owner does not call for each group. After a commit, the log looks for the next ones by itself.
    if (durability === 'interval' && !this.#isSealed) return intervalMs / 2;
    // Unsynced frames cannot be sealed, and in `none` mode they are synced on request only.
    if (this.#isSealed || this.#isDirty) return Number.POSITIVE_INFINITY;
    return Math.max(0, Math.min(this.#lastCommitAt + SEAL_AFTER_MS - now, LOOK_AGAIN_MS));
  }

  /** Milliseconds until `step` has to touch the lock. */
  touchDueMs(now: number): number {
    return Math.max(0, this.#lastTouchAt + REFRESH_MS - now);
  }

  #write(): boolean {
    const batch = this.#rest ?? this.#outbox.take();
    if (batch === undefined) return false;
    this.#rest = batch;
    this.#writer.write(batch.frames, batch.lastVersion);
    this.#rest = undefined;
    return true;
  }

  /**
   * True if there is nothing to do but to wait again, because the owner has written groups itself. Needs no turn, so
   * that it does not get in the way of the owner.
   */
  isOwnerWriting(now: number): boolean {
    return this.touchDueMs(now) > 0 && this.#notice(this.#control.writtenVersion, now);
  }

  /** Returns true if the last version was written since the last call, by the log or by the owner. */
  #notice(writtenVersion: number, now: number): boolean {
    if (writtenVersion === this.#seenVersion) return false;
    this.#seenVersion = writtenVersion;
    this.#lastCommitAt = now;
    this.#isSealed = false;
    return true;
  }

  /** Throws while there is no room for the group that was discarded, so that `resume` does not succeed too early. */
  #probe(): void {
    if (this.#refusedBytes > 0) this.#writer.probe(this.#refusedBytes);
    this.#refusedBytes = 0;
  }

  #checkpoint(): void {
    const { start, end } = this.#control.checkpointWindow;
    this.#writer.checkpoint(start, end);
    this.#isSealed = false;
  }

  #sync(now: number, requests: number): void {
    const writer = this.#writer;
    const { durability, intervalMs } = this.#options;
    // mutant: interval-is-due
    const isDue = durability === 'interval' && now - this.#lastSyncAt >= intervalMs;
    // mutant: sync-when-due
    if (writer.isDirty && (durability === 'strict' || isDue || (requests & (SYNC | CLOSE)) !== 0)) {
      writer.sync();
      this.#lastSyncAt = now;
    } else if (isDue) {
      this.#lastSyncAt = now;
    }
    // mutant: seal-when-synced
    if (!this.#isSealed && !writer.isDirty && now - this.#lastCommitAt >= SEAL_AFTER_MS) {
      writer.seal();
      this.#isSealed = true;
    }
  }

  /** Shows other machines and containers that the holder lives, even while the owner's thread is busy. */
  #touchLock(now: number): void {
    if (now - this.#lastTouchAt < REFRESH_MS) return;
    this.#lastTouchAt = now;
    this.#lock.touch();
  }

  #hasNews(): boolean {
    return this.#writer.durableVersion !== this.#control.durableVersion;
  }

  #report(notify: () => void): void {
    // After the sync: a process that has taken the lock since then has read everything that is reported here.
    // mutant: lock-before-acknowledge
    this.#lock.assertHeld();
    this.#control.segment = this.#writer.sequence;
    if (this.#control.report(this.#writer.writtenVersion, this.#writer.durableVersion)) notify();
  }

  #fail(cause: unknown, isClosing: boolean, notify: () => void): void {
    const loss = lossOf(this.#lock);
    const error = loss ?? cause;
    const failure = failureOf(error);
    // What was synced before the failure is on the device.
    // mutant: lock-before-last-report
    if (loss === undefined) this.#control.report(this.#writer.writtenVersion, this.#writer.durableVersion);
    // mutant: failure-is-full
    if (isNoSpace(error) && !isClosing) {
      this.#isFull = true;
      this.#keepRest();
      this.#control.reportStatus(FULL, failure);
      notify();
      return;
    }
    // mutant: failure-ends-log
    this.hasEnded = true;
    // mutant: failure-abandons-writer
    this.#writer.abandon();
    this.#control.reportStatus(POISONED, failure);
    notify();
  }

  /** Discards a group that was not published. Keeps the unwritten rest of published groups for a retry. */
  #keepRest(): void {
    const rest = this.#rest;
    if (rest === undefined) return;
    const { lastVersion } = rest;
    const frames = rest.frames.subarray(this.#writer.consumed);
    // mutant: full-keeps-published
    const isPublished = this.#options.durability === 'interval';
    this.#rest = isPublished ? { frames, lastVersion } : undefined;
    this.#refusedBytes = isPublished ? 0 : frames.length;
  }
}

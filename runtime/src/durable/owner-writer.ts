/**
 * Writes and syncs a group on the owner's thread, if that waits for it anyway and the log is idle: handing the group to
 * the log's thread and back takes 0.05 ms, half as long as a sync.
 *
 *   take the turn -> append to the segment -> sync -> check the lock -> record -> end the turn
 *
 * After a failure the log ends, exactly as after a failure on its own thread.
 */

import { type FileSystem, isNoSpace, type LockCheck } from '../fs/index.js';
import { type LogTail, TailWriter } from '../log/index.js';
import { ABANDON, type LogControl, POISONED } from './log-control.js';
import { failureOf, lossOf } from './log-failure.js';
import type { Outbox } from './outbox.js';

export class OwnerWriter {
  readonly #control: LogControl;
  readonly #outbox: Outbox;
  readonly #tail: LogTail;
  readonly #lock: LockCheck;
  readonly #writer: TailWriter;

  constructor(
    fs: FileSystem,
    directory: string,
    lock: LockCheck,
    { control, outbox, tail }: { readonly control: LogControl; readonly outbox: Outbox; readonly tail: LogTail },
  ) {
    this.#control = control;
    this.#outbox = outbox;
    this.#tail = tail;
    this.#lock = lock;
    this.#writer = new TailWriter(fs, directory, tail);
  }

  /**
   * Makes what is in the outbox durable. Returns false if it did not: then the log has to be called, which writes it
   * or, after a failure, ends.
   *
   * Hot: called for each synchronous transaction.
   */
  tryWrite(): boolean {
    if (!this.#control.tryBeginOwnerTurn()) return false;
    try {
      return this.#write();
    } finally {
      this.#control.endOwnerTurn();
    }
  }

  /** Closes the file of the segment, when the log has begun another one or has ended. */
  release(): void {
    this.#writer.close();
  }

  #write(): boolean {
    const frames = this.#outbox.contents;
    if (!this.#writer.canAppend(frames.length)) return false;
    try {
      this.#writer.append(frames);
      this.#writer.sync();
      // After the sync: a process that has taken the lock since then has read everything that is recorded here.
      // mutant: owner-lock-before-acknowledge
      this.#lock.assertHeld();
    } catch (error) {
      // Without room, the log tries again, and decides what is to be done.
      if (!isNoSpace(error)) this.#fail(error);
      return false;
    }
    this.#outbox.clear();
    this.#control.record(this.#tail.writtenVersion, this.#tail.durableVersion);
    return true;
  }

  /** The content of the device is unknown: no thread may write to the log again. */
  #fail(cause: unknown): void {
    const loss = lossOf(this.#lock);
    if (loss === undefined) this.#control.record(this.#tail.writtenVersion, this.#tail.durableVersion);
    // mutant: owner-failure-ends-log
    this.#control.request(ABANDON);
    // mutant: owner-failure-poisons
    this.#control.reportStatus(POISONED, failureOf(loss ?? cause));
  }
}

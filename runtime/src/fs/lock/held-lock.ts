/** A lock that this thread has taken: touched now and then, and marked as released in the end. */

import { clearRepeatingTimer, setRepeatingTimer } from '../../clock.js';
import type { DirectoryLock } from '../file-system.js';
import { encodeLockRecord, type LockRecord } from './lock-record.js';
import { REFRESH_MS } from './lock-state.js';
import { type LockSite, OpenLock, siteOf } from './open-lock.js';

export class HeldLock implements DirectoryLock {
  onLost?: () => void;
  readonly site: LockSite;
  readonly #record: LockRecord;
  readonly #lock: OpenLock;
  readonly #timer: NodeJS.Timeout;

  /** `fd` is the lock file, open for writing. */
  constructor(directory: string, path: string, fd: number, record: LockRecord) {
    this.#record = record;
    this.site = siteOf(directory, path, fd, encodeLockRecord(record));
    this.#lock = new OpenLock(this.site, fd);
    // Beside the log's thread, which may be held up by a device for longer than others wait.
    this.#timer = setRepeatingTimer(() => this.#tryToTouch(), REFRESH_MS);
    this.#timer.unref();
  }

  assertHeld(): void {
    this.#lock.assertHeld();
  }

  assertInPlace(): void {
    this.#lock.assertInPlace();
  }

  touch(): void {
    this.#lock.touch();
  }

  release(): void {
    clearRepeatingTimer(this.#timer);
    try {
      // Whoever deleted the directory, or took this process for dead, needs no release.
      this.#lock.replace(encodeLockRecord({ ...this.#record, released: true }));
    } finally {
      this.#lock.close();
    }
  }

  #tryToTouch(): void {
    try {
      this.touch();
    } catch {
      clearRepeatingTimer(this.#timer);
      this.onLost?.();
    }
  }
}

/** A lock that this thread holds: it is touched regularly, and finally marked as released. */

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
    // In addition to the log's thread, which a slow device may block for longer than the lock may stay untouched.
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
      // If the directory was deleted or another process has taken the lock, this has no effect.
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

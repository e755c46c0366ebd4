/**
 * A file system that changes names only while a lock is held: after losing the lock, a holder must not change the files
 * of the next one.
 */

import type { DirectoryLock, FileSystem, LockCheck, OpenFile, OpenMode } from './file-system.js';

export class GuardedFileSystem implements FileSystem {
  readonly #fs: FileSystem;
  readonly #lock: LockCheck;

  constructor(fs: FileSystem, lock: LockCheck) {
    this.#fs = fs;
    this.#lock = lock;
  }

  makeDirectory(path: string): void {
    this.#fs.makeDirectory(path);
  }

  realPath(directory: string): string {
    return this.#fs.realPath(directory);
  }

  list(directory: string): string[] {
    return this.#fs.list(directory);
  }

  open(path: string, mode: OpenMode): OpenFile {
    if (mode === 'read') return this.#fs.open(path, mode);
    this.#lock.assertInPlace();
    const file = this.#fs.open(path, mode);
    try {
      // If the directory was moved meanwhile, this may be a file of the one that took its place.
      this.#lock.assertInPlace();
      return file;
    } catch (loss) {
      file.close();
      throw loss;
    }
  }

  rename(from: string, to: string): void {
    // mutant: lock-before-rename
    this.#lock.assertInPlace();
    this.#fs.rename(from, to);
  }

  unlink(path: string): void {
    this.#lock.assertInPlace();
    this.#fs.unlink(path);
  }

  /** Names count as durable only if the lock was still held after the sync. */
  syncDirectory(path: string): void {
    this.#fs.syncDirectory(path);
    this.#lock.assertHeld();
  }

  lock(directory: string): DirectoryLock {
    return this.#fs.lock(directory);
  }
}

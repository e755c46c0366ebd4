/** A file system on which names change only while a lock is held: whoever has lost the directory must not touch the files of its successor. */

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
    if (mode !== 'read') this.#lock.assertInPlace();
    return this.#fs.open(path, mode);
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

  /** Names count as durable only if they were still those of the holder. */
  syncDirectory(path: string): void {
    this.#fs.syncDirectory(path);
    this.#lock.assertHeld();
  }

  lock(directory: string): DirectoryLock {
    return this.#fs.lock(directory);
  }
}

/**
 * The file-system seam: the runtime accesses files only through this interface.
 *
 * Calls are synchronous, because they are made on threads that may block. They throw the errors of the system: objects
 * with a `code` such as `ENOENT` or `ENOSPC`. Paths are joined with `/`.
 */

import type { LockSite } from './lock/open-lock.js';

/** `read` an existing file, `update` one, or `create` one that must not exist yet. */
export type OpenMode = 'read' | 'update' | 'create';

export interface OpenFile {
  /** Bytes. */
  size(): number;
  /** Reads up to `target.length` bytes from `position` on. Returns their number, 0 at the end of the file. */
  read(target: Uint8Array, position: number): number;
  /**
   * Writes from `position` on. Returns the number of bytes that were written, which may be fewer than given. See
   * `writeFully`.
   */
  write(bytes: Uint8Array, position: number): number;
  /**
   * Returns when the file's bytes and its size are on the device. After a failure, the content of the device is
   * unknown.
   */
  sync(): void;
  close(): void;
}

export interface FileSystem {
  /** Creates a directory and missing parents, durably. Does nothing if it exists. */
  makeDirectory(path: string): void;
  /** The real path of an existing directory: absolute, without symbolic links, `.` and `..`. */
  realPath(directory: string): string;
  /** The names in a directory, sorted. */
  list(directory: string): string[];
  /** Opens regular files only. Throws `EFTYPE` for anything else, without opening it. */
  open(path: string, mode: OpenMode): OpenFile;
  /** Replaces `to` atomically. Durable after `syncDirectory`. */
  rename(from: string, to: string): void;
  unlink(path: string): void;
  /** Returns when the directory's entries are on the device. */
  syncDirectory(path: string): void;
  /**
   * Locks the directory for this thread, or throws `LOCKED`. A thread or process that was killed does not hold a lock.
   */
  lock(directory: string): DirectoryLock;
}

/**
 * Checks whether the holder still has the lock. The methods throw `LOCKED` if another process may have it. All threads
 * may call them.
 */
export interface LockCheck {
  /** Must be called between a sync and the report that something is durable. Fast. */
  assertHeld(): void;
  /** Must be called before a file is created, renamed or deleted: also detects a directory that was moved. */
  assertInPlace(): void;
  /**
   * Updates the time of the lock file, by which other machines and containers see that the holder lives. Throws as
   * `assertInPlace` does.
   */
  touch(): void;
}

export interface DirectoryLock extends LockCheck {
  /** What `OpenLock` needs on other threads; absent if the file system lives on one thread. */
  readonly site?: LockSite;
  /** Called once if the lock was taken by another holder or deleted. From then on, nothing may be written. */
  onLost?: () => void;
  release(): void;
}

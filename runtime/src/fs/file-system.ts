/**
 * The file-system seam: everything that the runtime does to files goes through this interface.
 *
 * Calls are synchronous, because they are made on threads that may block. They throw the system's own errors, objects with a
 * `code` such as `ENOENT` or `ENOSPC`. Paths are joined with `/`.
 */

import type { LockSite } from './lock/open-lock.js';

/** `read` an existing file, `update` one, or `create` one that must not exist yet. */
export type OpenMode = 'read' | 'update' | 'create';

export interface OpenFile {
  /** Bytes. */
  size(): number;
  /** Reads up to `target.length` bytes from `position` on; answers how many came, 0 at the end of the file. */
  read(target: Uint8Array, position: number): number;
  /** Writes from `position` on; answers how many bytes were written, which may be fewer than given. See `writeFully`. */
  write(bytes: Uint8Array, position: number): number;
  /** Returns when the file's bytes and its size are on the device. A failure says nothing about what is there. */
  sync(): void;
  close(): void;
}

export interface FileSystem {
  /** Creates a directory and missing ones above it, durably; one that exists is fine. */
  makeDirectory(path: string): void;
  /** The one path of a directory that exists: absolute, without symbolic links, `.` and `..`. */
  realPath(directory: string): string;
  /** The names in a directory, sorted. */
  list(directory: string): string[];
  /** Refuses to read or update anything but a regular file, without opening it, with the code `EFTYPE`. */
  open(path: string, mode: OpenMode): OpenFile;
  /** Replaces `to` atomically. Durable after `syncDirectory`. */
  rename(from: string, to: string): void;
  unlink(path: string): void;
  /** Returns when the directory's entries are on the device. */
  syncDirectory(path: string): void;
  /** Takes the directory for this thread alone, or throws `LOCKED`. A thread or process that was killed does not hold it. */
  lock(directory: string): DirectoryLock;
}

/** Whether a directory is still its holder's. Both methods throw `LOCKED` when it may be another process's, and are meant for all threads. */
export interface LockCheck {
  /** To be called between a sync and the report that something is durable. Quick. */
  assertHeld(): void;
  /** To be called before a path in the directory is used to change something: also finds a directory that was moved. */
  assertInPlace(): void;
  /** Shows others that the holder lives, where they cannot ask the system. Throws as `assertInPlace` does. */
  touch(): void;
}

export interface DirectoryLock extends LockCheck {
  /** What `OpenLock` needs on other threads; absent where files live on one thread alone. */
  readonly site?: LockSite;
  /** Called once when the lock turns out to be somebody else's, or deleted: from then on, nothing may be written any more. */
  onLost?: () => void;
  release(): void;
}

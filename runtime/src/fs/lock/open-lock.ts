/** A lock that this process holds, as used by one of its threads. */

import { closeSync, fstatSync, statSync, writeSync } from '#node-fs';
import { EcsDbError } from '../../errors.js';
import type { LockCheck } from '../file-system.js';
import { irregularity, openRegularFile } from '../open-regular.js';
import { systemCodeOf, withPath } from '../system-error.js';
import { statOpen, tryUnlink } from './lock-files.js';

/** What a thread needs to check a lock; can be posted. */
export interface LockSite {
  readonly directory: string;
  readonly path: string;
  /** Device and inode identify the file, even if another file has its name later. */
  readonly dev: bigint;
  readonly ino: bigint;
  /** The content of the file. */
  readonly bytes: Uint8Array;
}

export class OpenLock implements LockCheck {
  readonly site: LockSite;
  #fd: number | undefined;

  /**
   * Each thread opens the file itself: the number of a file that another thread closes may be reused for another file.
   */
  constructor(site: LockSite, fd?: number) {
    this.site = site;
    this.#fd = fd ?? openHeld(site);
    // Another file may have the name now.
    if (fd === undefined && !isSame(site, identityOf(this.#fd, site.path))) {
      this.close();
      throw lockLost(site);
    }
  }

  /**
   * A process that takes the lock deletes the file before it reads anything. So it reads everything that was synced
   * before this call.
   */
  assertHeld(): void {
    if (this.#fd === undefined) throw lockLost(this.site);
    // Some network file systems always report 0 links.
    if (statOpen(this.#fd, this.site.path).nlink === 0) this.assertInPlace();
  }

  assertInPlace(): void {
    if (!this.#isInPlace()) throw lockLost(this.site);
  }

  /** Writes the same bytes again, so that the file system sets the time by its own clock. */
  touch(): void {
    this.assertInPlace();
    this.#write(this.site.bytes);
  }

  /**
   * Writes a shorter record in place. That works on a full device and in a directory that was moved, and does no harm
   * in a file that was deleted. Deletes the file if it cannot be written.
   */
  replace(bytes: Uint8Array): void {
    if (this.#fd === undefined) return;
    if (!this.#write(bytes) && this.#isInPlace()) tryUnlink(this.site.path);
  }

  close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) closeSync(fd);
  }

  #isInPlace(): boolean {
    const there = statSync(this.site.path, { bigint: true, throwIfNoEntry: false });
    return there !== undefined && isSame(this.site, there);
  }

  /** Returns false after an error. Writers of data report a failure of the device. */
  #write(bytes: Uint8Array): boolean {
    if (this.#fd === undefined) return false;
    try {
      return writeSync(this.#fd, bytes, 0, bytes.length, 0) === bytes.length;
    } catch {
      return false;
    }
  }
}

/** Identifies the file of a lock that was just taken. */
export function siteOf(directory: string, path: string, fd: number, bytes: Uint8Array): LockSite {
  const { dev, ino } = identityOf(fd, path);
  return { directory, path, dev, ino, bytes };
}

function identityOf(fd: number, path: string): { readonly dev: bigint; readonly ino: bigint } {
  try {
    return fstatSync(fd, { bigint: true });
  } catch (error) {
    throw withPath(error, path);
  }
}

function openHeld(site: LockSite): number {
  try {
    return openRegularFile(site.path, 'update');
  } catch (error) {
    const isGone = systemCodeOf(error) === 'ENOENT' || irregularity(error) !== undefined;
    throw isGone ? lockLost(site) : error;
  }
}

function isSame(site: LockSite, { dev, ino }: { readonly dev: bigint; readonly ino: bigint }): boolean {
  return dev === site.dev && ino === site.ino;
}

function lockLost({ directory, path }: LockSite): EcsDbError {
  return new EcsDbError(
    'LOCKED',
    `the lock of this database, '${path}', was deleted, moved or replaced, so another process may have ` +
      `'${directory}' open. Nothing more ` +
      'is written there.',
    { path: directory },
  );
}

/** A lock that this process holds, as one of its threads sees it. */

import { closeSync, fstatSync, statSync, writeSync } from '#node-fs';
import { EcsDbError } from '../../errors.js';
import type { LockCheck } from '../file-system.js';
import { irregularity, openRegularFile } from '../open-regular.js';
import { systemCodeOf, withPath } from '../system-error.js';
import { statOpen, tryUnlink } from './lock-files.js';

/** What a thread needs to know of a lock; can be posted. */
export interface LockSite {
  readonly directory: string;
  readonly path: string;
  /** Which file it is, whatever has its name later. */
  readonly dev: bigint;
  readonly ino: bigint;
  /** What the file holds. */
  readonly bytes: Uint8Array;
}

export class OpenLock implements LockCheck {
  readonly site: LockSite;
  #fd: number | undefined;

  /** Each thread opens the file for itself: a number that another thread closes may become that of another file. */
  constructor(site: LockSite, fd?: number) {
    this.site = site;
    this.#fd = fd ?? openHeld(site);
    // By its name, another file may have been opened.
    if (fd === undefined && !isSame(site, identityOf(this.#fd, site.path))) {
      this.close();
      throw lockLost(site);
    }
  }

  /** Whoever takes the lock deletes the file before reading anything; so what was synced before this call is what they find. */
  assertHeld(): void {
    if (this.#fd === undefined) throw lockLost(this.site);
    // Some network file systems count no names.
    if (statOpen(this.#fd, this.site.path).nlink === 0) this.assertInPlace();
  }

  assertInPlace(): void {
    if (!this.#isInPlace()) throw lockLost(this.site);
  }

  /** Writes the same bytes again: so the time is that of the file server, if there is one. */
  touch(): void {
    this.assertInPlace();
    this.#write(this.site.bytes);
  }

  /**
   * Writes a shorter record in place, which works on a full device and wherever the directory was moved to; into a file that was deleted, it does
   * no harm. Deletes the file if it cannot be written.
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

  /** False if it failed. A device that fails is noticed by those who write data. */
  #write(bytes: Uint8Array): boolean {
    if (this.#fd === undefined) return false;
    try {
      return writeSync(this.#fd, bytes, 0, bytes.length, 0) === bytes.length;
    } catch {
      return false;
    }
  }
}

/** The file of a lock that was just taken. */
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
    `the lock of this database, '${path}', was deleted, moved or replaced, so another process may have '${directory}' open. Nothing more ` +
      'is written there.',
    { path: directory },
  );
}

/** An open file of the machine's file system. */

import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from '#node-fs';
import type { OpenFile, OpenMode } from './file-system.js';
import { openRegularFile } from './open-regular.js';
import { FileSystemError, withPath } from './system-error.js';

/** Bytes per read or write. Node refuses 2 GiB and more; callers continue after a short read or write. */
const CALL_BYTES_MAX = 2 ** 30;

export class NodeFile implements OpenFile {
  readonly #path: string;
  #descriptor: number | undefined;

  constructor(path: string, mode: OpenMode) {
    this.#path = path;
    // No mode truncates: an existing file keeps its bytes.
    this.#descriptor = mode === 'create' ? openSync(path, 'wx+') : openRegularFile(path, mode);
  }

  size(): number {
    const fd = this.#fd('fstat');
    try {
      return fstatSync(fd).size;
    } catch (error) {
      throw withPath(error, this.#path);
    }
  }

  read(target: Uint8Array, position: number): number {
    const fd = this.#fd('read');
    try {
      return readSync(fd, target, 0, Math.min(target.length, CALL_BYTES_MAX), position);
    } catch (error) {
      throw withPath(error, this.#path);
    }
  }

  write(bytes: Uint8Array, position: number): number {
    const fd = this.#fd('write');
    try {
      return writeSync(fd, bytes, 0, Math.min(bytes.length, CALL_BYTES_MAX), position);
    } catch (error) {
      throw withPath(error, this.#path);
    }
  }

  sync(): void {
    const fd = this.#fd('fdatasync');
    try {
      // Syncs bytes and size, but not the times. On macOS, Node flushes the cache of the device, too.
      fdatasyncSync(fd);
    } catch (error) {
      throw withPath(error, this.#path);
    }
  }

  close(): void {
    const fd = this.#fd('close');
    this.#descriptor = undefined;
    try {
      closeSync(fd);
    } catch (error) {
      throw withPath(error, this.#path);
    }
  }

  /** The system reuses the number of a closed file for the next file, which must not be written by mistake. */
  #fd(syscall: string): number {
    if (this.#descriptor === undefined) throw new FileSystemError('EBADF', syscall, this.#path, 'the file is closed');
    return this.#descriptor;
  }
}

/** An open file of the simulated file system. */

import type { OpenFile, OpenMode } from '../file-system.js';
import { FileSystemError } from '../system-error.js';
import { type Call, type CallKind, type Fault, isDropSync } from './call.js';
import type { Inode } from './inode.js';

export class SimulatedFile implements OpenFile {
  readonly #inode: Inode;
  readonly #mode: OpenMode;
  readonly #enter: (kind: CallKind, details?: Partial<Call>) => Fault | undefined;
  readonly #nextOrder: () => number;
  #isOpen = true;

  /** `enter` must be called before each call; `nextOrder` numbers changes. */
  constructor(
    inode: Inode,
    mode: OpenMode,
    enter: (kind: CallKind, details?: Partial<Call>) => Fault | undefined,
    nextOrder: () => number,
  ) {
    this.#inode = inode;
    this.#mode = mode;
    this.#enter = enter;
    this.#nextOrder = nextOrder;
  }

  size(): number {
    this.#enter('size');
    this.#check('fstat', this.#isOpen);
    return this.#inode.size;
  }

  read(target: Uint8Array, position: number): number {
    const fault = this.#enter('read', { position, length: target.length });
    this.#check('read', this.#isOpen);
    const most = typeof fault === 'object' && 'shortRead' in fault ? fault.shortRead : target.length;
    return this.#inode.read(target.subarray(0, most), position);
  }

  write(bytes: Uint8Array, position: number): number {
    const fault = this.#enter('write', { position, length: bytes.length });
    this.#check('write', this.#isOpen && this.#mode !== 'read');
    const most = typeof fault === 'object' && 'shortWrite' in fault ? fault.shortWrite : bytes.length;
    const written = bytes.subarray(0, most);
    this.#inode.write(written, position, this.#nextOrder);
    return written.length;
  }

  sync(): void {
    const fault = this.#enter('sync');
    this.#check('fdatasync', this.#isOpen);
    if (isDropSync(fault)) {
      this.#inode.dropChanges();
      throw new FileSystemError('EIO', 'fdatasync', '');
    }
    this.#inode.sync();
  }

  close(): void {
    this.#enter('close');
    this.#check('close', this.#isOpen);
    this.#isOpen = false;
  }

  #check(syscall: string, isAllowed: boolean): void {
    if (!isAllowed) throw new FileSystemError('EBADF', syscall, '');
  }
}

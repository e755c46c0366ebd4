/** The file system of a command that must not change anything. It reports to a progress bar what is read. */

import { type DirectoryLock, type FileSystem, joinPath, NodeFileSystem, type OpenFile } from '@ecsdb/runtime/storage';
import type { Progress } from '../terminal/index.js';

export class SourceFileSystem implements FileSystem {
  readonly #fs: NodeFileSystem = new NodeFileSystem();
  readonly #progress: Progress | undefined;
  /** Files that do not exist yet, by their paths. */
  readonly #planned: ReadonlyMap<string, Uint8Array>;

  constructor(progress?: Progress, planned: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#progress = progress;
    this.#planned = planned;
  }

  realPath(directory: string): string {
    return this.#fs.realPath(directory);
  }

  list(directory: string): string[] {
    const planned = [...this.#planned.keys()].filter((path) => path.startsWith(joinPath(directory, '')));
    const names = planned.map((path) => path.slice(joinPath(directory, '').length));
    return [...this.#fs.list(directory), ...names].sort();
  }

  open(path: string, mode: 'read' | 'update' | 'create'): OpenFile {
    if (mode !== 'read') return refuse();
    const planned = this.#planned.get(path);
    return planned === undefined ? new SourceFile(this.#fs.open(path, mode), this.#progress) : new PlannedFile(planned);
  }

  makeDirectory(): void {
    refuse();
  }
  rename(): void {
    refuse();
  }
  unlink(): void {
    refuse();
  }
  syncDirectory(): void {
    refuse();
  }
  lock(): DirectoryLock {
    return refuse();
  }
}

class SourceFile implements OpenFile {
  readonly #file: OpenFile;
  readonly #progress: Progress | undefined;

  constructor(file: OpenFile, progress: Progress | undefined) {
    this.#file = file;
    this.#progress = progress;
  }

  size(): number {
    return this.#file.size();
  }
  read(target: Uint8Array, position: number): number {
    const length = this.#file.read(target, position);
    this.#progress?.advance(length);
    return length;
  }
  write(): number {
    return refuse();
  }
  sync(): void {
    refuse();
  }
  close(): void {
    this.#file.close();
  }
}

/** A file that exists in memory only. */
class PlannedFile implements OpenFile {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  size(): number {
    return this.#bytes.length;
  }
  read(target: Uint8Array, position: number): number {
    const part = this.#bytes.subarray(position, position + target.length);
    target.set(part);
    return part.length;
  }
  write(): number {
    return refuse();
  }
  sync(): void {
    refuse();
  }
  close(): void {}
}

function refuse(): never {
  throw new Error('ecsdb: a command that only reads tried to write. This is a bug in ecsdb; please report it.');
}

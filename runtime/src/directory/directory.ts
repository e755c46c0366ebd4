/** A directory of a database in its file system: what is done to its files goes by their names. */

import { type FileSystem, joinPath, type OpenFile, type OpenMode } from '../fs/index.js';

export class Directory {
  readonly fs: FileSystem;
  readonly path: string;

  constructor(fs: FileSystem, path: string) {
    this.fs = fs;
    this.path = path;
  }

  /** The path of a file, for errors and for what takes paths. */
  pathOf(name: string): string {
    return joinPath(this.path, name);
  }

  /** The names of all files, sorted. */
  list(): string[] {
    return this.fs.list(this.path);
  }

  open(name: string, mode: OpenMode): OpenFile {
    return this.fs.open(this.pathOf(name), mode);
  }

  rename(from: string, to: string): void {
    this.fs.rename(this.pathOf(from), this.pathOf(to));
  }

  unlink(name: string): void {
    this.fs.unlink(this.pathOf(name));
  }

  /** Returns when the names are on the device. */
  sync(): void {
    this.fs.syncDirectory(this.path);
  }
}

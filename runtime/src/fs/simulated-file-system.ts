/**
 * A file system in memory that can crash: it separates volatile from durable state, for each sector of 512 bytes and
 * for each directory entry, and injects faults in place of calls.
 *
 * Written bytes are visible at once and durable after `sync`. Names are durable after `syncDirectory`; `sync` does not
 * make them durable. A crash loses or keeps any combination of changes that are not durable, with two exceptions: a
 * sector is not torn, and a rename is not split. Directories are durable when they are made.
 */

import { EcsDbError } from '../errors.js';
import type { DirectoryLock, FileSystem, OpenFile, OpenMode } from './file-system.js';
import { parentPath } from './path.js';
import { type Call, type CallHook, type CallKind, type Fault, isDropSync } from './simulated/call.js';
import { type CrashChoice, surviving } from './simulated/crash-choice.js';
import { Entries } from './simulated/entries.js';
import { SimulatedFile } from './simulated/file.js';
import { Inode } from './simulated/inode.js';
import { FileSystemError } from './system-error.js';

/** What `pending` counts. */
export interface PendingChanges {
  /** Writes of sectors, and growths of files. */
  readonly sectors: number;
  readonly entries: number;
}

export class SimulatedFileSystem implements FileSystem {
  #entries = new Entries();
  readonly #directories = new Set<string>(['.', '/']);
  /** The holder of each locked directory. */
  readonly #locks = new Map<string, symbol>();
  #hook: CallHook | undefined;
  #callCount = 0;
  #order = 0;
  #isOff = false;

  /** Number of calls so far, including failed ones. */
  get callCount(): number {
    return this.#callCount;
  }

  /** True after a crash: every call throws. */
  get isOff(): boolean {
    return this.#isOff;
  }

  /** Calls `hook` before each call from now on; without one, no longer. */
  onCall(hook?: CallHook): void {
    this.#hook = hook;
  }

  makeDirectory(path: string): void {
    const directory = normal(path);
    this.#enter('makeDirectory', directory);
    for (let at = directory; !this.#directories.has(at); at = parentPath(at)) {
      if (this.#entries.get(at) !== undefined) throw new FileSystemError('EEXIST', 'mkdir', at);
      this.#directories.add(at);
    }
  }

  realPath(directory: string): string {
    return normal(directory);
  }

  list(directory: string): string[] {
    const path = normal(directory);
    this.#enter('list', path);
    this.#directory(path, 'scandir');
    const names = [...this.#entries.paths(), ...this.#directories]
      .filter((entry) => parentPath(entry) === path && entry !== path)
      .map((entry) => entry.slice(entry.lastIndexOf('/') + 1));
    return names.sort();
  }

  open(path: string, mode: OpenMode): OpenFile {
    const name = normal(path);
    this.#enter(mode === 'create' ? 'create' : 'open', name);
    if (mode === 'create') {
      this.#directory(parentPath(name), 'open');
      if (this.#entries.get(name) !== undefined || this.#directories.has(name)) {
        throw new FileSystemError('EEXIST', 'open', name);
      }
      this.#entries.create(name, new Inode());
    }
    return new SimulatedFile(
      this.#inode(name, 'open'),
      mode,
      (kind, details) => this.#enter(kind, name, details),
      () => this.#order++,
    );
  }

  rename(from: string, to: string): void {
    const source = normal(from);
    const target = normal(to);
    this.#enter('rename', source, { to: target });
    const inode = this.#inode(source, 'rename');
    this.#directory(parentPath(target), 'rename');
    if (this.#directories.has(target)) throw new FileSystemError('EISDIR', 'rename', target);
    if (parentPath(source) !== parentPath(target)) {
      throw new FileSystemError('EXDEV', 'rename', target, 'only renames within a directory are simulated');
    }
    this.#entries.rename(source, target, inode);
  }

  unlink(path: string): void {
    const name = normal(path);
    this.#enter('unlink', name);
    this.#inode(name, 'unlink');
    this.#entries.unlink(name);
  }

  syncDirectory(path: string): void {
    const directory = normal(path);
    const fault = this.#enter('syncDirectory', directory);
    this.#directory(directory, 'fsync');
    if (isDropSync(fault)) {
      this.#entries.dropChanges(directory);
      throw new FileSystemError('EIO', 'fsync', directory);
    }
    this.#entries.sync(directory);
  }

  lock(directory: string): DirectoryLock {
    const path = normal(directory);
    this.#enter('lock', path);
    this.#directory(path, 'lock');
    if (this.#locks.has(path)) {
      throw new EcsDbError('LOCKED', `'${path}' is open already, in this very process. Close it there first.`, {
        path,
        pid: process.pid,
      });
    }
    const holder = Symbol('holder');
    this.#locks.set(path, holder);
    // Not calls: the files of a lock are not simulated.
    const assertHeld = (): void => {
      if (this.#isOff || this.#locks.get(path) === holder) return;
      throw new EcsDbError('LOCKED', `the lock of '${path}' was lost.`, { path });
    };
    return {
      assertHeld,
      assertInPlace: assertHeld,
      touch: assertHeld,
      release: () => {
        this.#enter('release', path);
        if (this.#locks.get(path) === holder) this.#locks.delete(path);
      },
    };
  }

  /** Takes the lock of a directory from its holder, as a process does that considers the holder dead. */
  breakLock(directory: string): void {
    this.#locks.delete(normal(directory));
  }

  /**
   * Turns the machine off, and returns the file system after the restart. From now on, each call of this one throws.
   * Called again, returns another outcome of the same crash.
   */
  crash(choice: CrashChoice): SimulatedFileSystem {
    this.#isOff = true;
    const changes = [...this.#entries.inodes()].flatMap((inode) => inode.changes).sort((a, b) => a.order - b.order);
    const survives = surviving(choice.sectors, changes.length);
    const survivors = new Set(changes.filter((_, i) => survives[i]));
    const translate = translator((inode) => inode.afterCrash((change) => survivors.has(change)));
    return this.#successor(this.#entries.afterCrash(choice.entries, translate));
  }

  /**
   * A copy of the state, including volatile changes, but without open files, locks and hook. Cheap, because states
   * share sectors.
   */
  clone(): SimulatedFileSystem {
    return this.#successor(this.#entries.clone(translator((inode) => inode.clone())));
  }

  /** Number of unsynced changes: the maximum of a `prefix`. */
  pending(): PendingChanges {
    let sectors = 0;
    for (const inode of this.#entries.inodes()) sectors += inode.changes.length;
    return { sectors, entries: this.#entries.changeCount };
  }

  /** All visible files by path. Like the methods below, this is not a call, and works when the machine is off. */
  files(): Map<string, Uint8Array> {
    return new Map(this.#entries.paths().map((path) => [path, this.readRaw(path)]));
  }

  /** The visible bytes of a file. */
  readRaw(path: string): Uint8Array {
    return this.#inode(normal(path), 'open').content();
  }

  /** Makes or replaces a file durably, outside of the simulation. All names in its directory become durable. */
  writeRaw(path: string, bytes: Uint8Array): void {
    const name = normal(path);
    this.#directory(parentPath(name), 'open');
    this.#entries.create(name, new Inode(bytes));
    this.#entries.sync(parentPath(name));
  }

  /** Deletes a file durably, outside of the simulation. All names in its directory become durable. */
  remove(path: string): void {
    const name = normal(path);
    this.#inode(name, 'unlink');
    this.#entries.unlink(name);
    this.#entries.sync(parentPath(name));
  }

  #successor(entries: Entries): SimulatedFileSystem {
    const successor = new SimulatedFileSystem();
    successor.#entries = entries;
    for (const directory of this.#directories) successor.#directories.add(directory);
    successor.#order = this.#order;
    return successor;
  }

  /** Counts a call and calls the hook. Returns the faults that only the call itself can inject. */
  #enter(kind: CallKind, path: string, details?: Partial<Call>): Fault | undefined {
    if (this.#isOff) throw machineIsOff(kind, path);
    const fault = this.#hook?.({ kind, path, index: this.#callCount, ...details });
    this.#callCount++;
    // The hook itself may have crashed the machine.
    if (fault === 'crash' || this.#isOff) {
      this.#isOff = true;
      throw machineIsOff(kind, path);
    }
    if (fault !== undefined && 'error' in fault) throw new FileSystemError(fault.error, kind, path, 'injected');
    return fault;
  }

  #inode(path: string, syscall: string): Inode {
    const inode = this.#entries.get(path);
    if (inode !== undefined) return inode;
    throw new FileSystemError(this.#directories.has(path) ? 'EISDIR' : 'ENOENT', syscall, path);
  }

  #directory(path: string, syscall: string): void {
    if (this.#directories.has(path)) return;
    throw new FileSystemError(this.#entries.get(path) === undefined ? 'ENOENT' : 'ENOTDIR', syscall, path);
  }
}

function machineIsOff(kind: CallKind, path: string): FileSystemError {
  return new FileSystemError('EIO', kind, path, 'the machine is off');
}

/** Paths without trailing slashes, so that each file has one path. */
function normal(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed;
}

/** Remembers the result for each file, so that two names of one file still share it. */
function translator(translate: (inode: Inode) => Inode): (inode: Inode) => Inode {
  const known = new Map<Inode, Inode>();
  return (inode) => {
    let translated = known.get(inode);
    if (translated === undefined) {
      translated = translate(inode);
      known.set(inode, translated);
    }
    return translated;
  };
}

/** The names of simulated files: the visible ones, the durable ones, and the changes between them. */

import { parentPath } from '../path.js';
import { type Survivors, surviving } from './crash-choice.js';
import type { Inode } from './inode.js';

/** A change of a directory. A rename sets one name and clears another, and is never half done. */
interface EntryChange {
  readonly directory: string;
  readonly set: string | undefined;
  readonly clear: string | undefined;
  /** The file of the name in `set`. */
  readonly inode: Inode | undefined;
}

export class Entries {
  readonly #seen: Map<string, Inode>;
  readonly #durable: Map<string, Inode>;
  #changes: EntryChange[];

  constructor(
    seen: Map<string, Inode> = new Map(),
    durable: Map<string, Inode> = new Map(),
    changes: EntryChange[] = [],
  ) {
    this.#seen = seen;
    this.#durable = durable;
    this.#changes = changes;
  }

  get changeCount(): number {
    return this.#changes.length;
  }

  get(path: string): Inode | undefined {
    return this.#seen.get(path);
  }

  paths(): string[] {
    return [...this.#seen.keys()].sort();
  }

  create(path: string, inode: Inode): void {
    this.#change({ directory: parentPath(path), set: path, clear: undefined, inode });
  }

  rename(from: string, to: string, inode: Inode): void {
    if (from !== to) this.#change({ directory: parentPath(to), set: to, clear: from, inode });
  }

  unlink(path: string): void {
    this.#change({ directory: parentPath(path), set: undefined, clear: path, inode: undefined });
  }

  sync(directory: string): void {
    for (const change of this.#changes) {
      if (change.directory === directory) apply(change, this.#durable);
    }
    this.dropChanges(directory);
  }

  /** Treats the changes of a directory as durable, although they are not. */
  dropChanges(directory: string): void {
    this.#changes = this.#changes.filter((change) => change.directory !== directory);
  }

  /** Every file that has a name, or had one before changes that are not durable. */
  inodes(): Set<Inode> {
    const inodes = new Set([...this.#seen.values(), ...this.#durable.values()]);
    for (const { inode } of this.#changes) {
      if (inode !== undefined) inodes.add(inode);
    }
    return inodes;
  }

  /** A copy in which each file is replaced by the result of `translate`. */
  clone(translate: (inode: Inode) => Inode): Entries {
    return new Entries(
      translated(this.#seen, translate),
      translated(this.#durable, translate),
      this.#changes.map((change) => ({ ...change, inode: change.inode && translate(change.inode) })),
    );
  }

  /** What a crash leaves. */
  afterCrash(survivors: Survivors, translate: (inode: Inode) => Inode): Entries {
    const survives = surviving(survivors, this.#changes.length);
    const durable = new Map(this.#durable);
    const lost = new Set<string | undefined>();
    for (const [i, change] of this.#changes.entries()) {
      const { set, clear } = change;
      // No file system loses a change of a name and keeps a later change of the same name.
      const isBasedOnLost = (set !== undefined && lost.has(set)) || (clear !== undefined && lost.has(clear));
      if (survives[i] && !isBasedOnLost) apply(change, durable);
      else lost.add(set).add(clear);
    }
    const after = translated(durable, translate);
    return new Entries(after, new Map(after));
  }

  #change(change: EntryChange): void {
    apply(change, this.#seen);
    this.#changes.push(change);
  }
}

function apply({ set, clear, inode }: EntryChange, names: Map<string, Inode>): void {
  if (clear !== undefined) names.delete(clear);
  if (set !== undefined && inode !== undefined) names.set(set, inode);
}

function translated(names: Map<string, Inode>, translate: (inode: Inode) => Inode): Map<string, Inode> {
  return new Map([...names].map(([path, inode]) => [path, translate(inode)]));
}

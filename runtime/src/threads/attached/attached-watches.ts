/** Watches in an attached thread: their changes come from the commits in the owner's ring. */

import { type Entity, INDEX_LIMIT, isAlive } from '../../entity/index.js';
import { COMMIT, type CommitBytes, checkCommit, RingReader } from '../../feed/index.js';
import type { OnError } from '../../listener.js';
import { DELETE, DESPAWN, INSERT, OperationReader } from '../../operation/index.js';
import type { Reader } from '../../read/index.js';
import { startWatch, type WatchArguments, Watches } from '../../watch/index.js';
import type { AttachedFeed } from './attached-feed.js';
import type { AttachedStore } from './attached-store.js';
import { soundFeed } from './lane-errors.js';

export interface AttachedWatchesParts {
  readonly store: AttachedStore;
  /** Says when something was published. */
  readonly feed: AttachedFeed;
  /** The owner's ring. */
  readonly memory: SharedArrayBuffer;
  readonly onError: OnError;
}

export class AttachedWatches {
  readonly #store: AttachedStore;
  readonly #feed: AttachedFeed;
  readonly #watches: Watches;
  readonly #reader: RingReader;
  readonly #operations: OperationReader = new OperationReader();
  /** The version up to which changes were noted. */
  #noted = 0;
  /** Entity indexes of which an entity was destroyed. */
  readonly #destroyed: Set<number> = new Set();
  #unfollow: (() => void) | undefined;

  constructor({ store, feed, memory, onError }: AttachedWatchesParts) {
    this.#store = store;
    this.#feed = feed;
    this.#watches = new Watches(store.published, onError, () => soundFeed(() => this.#catchUp()));
    this.#reader = new RingReader(memory, true);
  }

  /** Starts a watch. Returns a function that stops it. Blocks until the owner records commits. */
  start(host: Reader, given: WatchArguments): () => void {
    const isFirst = this.#unfollow === undefined;
    this.#unfollow ??= this.#feed.follow(() => this.#watches.deliver());
    try {
      return this.#startHeld(host, given, isFirst);
    } catch (error) {
      this.#unfollowIfEmpty();
      throw error;
    }
  }

  /** What the watch compares with, and what it will be told, begin at the same version. */
  #startHeld(host: Reader, given: WatchArguments, isFirst: boolean): () => void {
    this.#store.hold();
    try {
      if (isFirst) this.#beginAt(this.#store.version);
      const stop = startWatch(this.#watches, host, given);
      return () => {
        stop();
        this.#unfollowIfEmpty();
      };
    } finally {
      this.#store.release();
    }
  }

  #unfollowIfEmpty(): void {
    if (!this.#watches.isEmpty) return;
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  #beginAt(version: number): void {
    // If commits after it are missing already, the next update finds that out.
    soundFeed(() => this.#reader.moveAfter(version));
    this.#noted = version;
  }

  /** Notes what was committed up to the version that is held. Returns true if watched rows have changed. */
  #catchUp(): boolean {
    const { version } = this.#store;
    let hasNotes = false;
    while (this.#noted < version) {
      const found = this.#reader.next(version);
      if (found !== COMMIT || this.#reader.version !== this.#noted + 1) {
        this.#reset(version);
        return true;
      }
      hasNotes = this.#note(this.#reader.bytes) || hasNotes;
      this.#noted++;
    }
    return this.#noteDestroyed() || hasNotes;
  }

  /** The owner has overwritten commits. */
  #reset(version: number): void {
    this.#beginAt(version);
    this.#destroyed.clear();
    this.#watches.reset();
    // Any of them may have been destroyed in the commits that are missing.
    this.#noteDead(this.#watches.ofEntity.keys());
  }

  #note(bytes: CommitBytes): boolean {
    const store = this.#store;
    const watches = this.#watches;
    checkCommit(store, bytes);
    const operations = this.#operations;
    operations.beginTransaction(bytes.views.u8, bytes.start, bytes.operationsEnd);
    let hasNotes = false;
    while (operations.next()) {
      const { kind, index, generation, tableId } = operations;
      if (kind === DESPAWN) this.#destroyed.add(index);
      const table = kind <= DELETE ? store.tableWithId(tableId) : undefined;
      const watched = table && watches.ofTable(table);
      if (watched === undefined) continue;
      watched.notes.note(index, kind === INSERT ? 0 : generation * INDEX_LIMIT + index);
      hasNotes = true;
    }
    return hasNotes;
  }

  #noteDestroyed(): boolean {
    if (this.#destroyed.size === 0) return false;
    const concerned = [...this.#watches.ofEntity.keys()].filter((entity) => this.#destroyed.has(entity >>> 0));
    this.#destroyed.clear();
    return this.#noteDead(concerned);
  }

  /** Notes those of the entities that do not live any more. Returns true if there are any. */
  #noteDead(watched: Iterable<Entity>): boolean {
    const { entities } = this.#store.published;
    let isAny = false;
    for (const entity of watched) {
      if (isAlive(entities, entity)) continue;
      this.#watches.noteDestroyed(entity);
      isAny = true;
    }
    return isAny;
  }
}

/**
 * The commit feed in an attached thread: it reads the owner's ring, and calls listeners.
 *
 *   bell, or a reply  ->  deliver (commits up to the published version)  ->  wait at the bell
 */

import { clearRepeatingTimer, monotonicMs, runMicrotask, runNextTurn, setRepeatingTimer } from '../../clock.js';
import { EcsDbError } from '../../errors.js';
import { type Commit, Decoder } from '../../feed/index.js';
import { callListener, type OnError } from '../../listener.js';
import { Bell, Watch } from '../lane/index.js';
import { COMMITS, COMMITS_WITH_OLD_ROWS, type FeedWish, NO_COMMITS, SLOT_FEED_BELL, slotAt } from '../shared/index.js';
import type { AttachedStore } from './attached-store.js';
import { CommitDelivery } from './commit-delivery.js';
import type { AttachedCommitListener } from './feed-reset.js';
import { KeptCommits } from './kept-commits.js';
import { soundFeed } from './lane-errors.js';
import type { Membership } from './membership.js';

/**
 * How long commits are delivered, in milliseconds, until the event loop turns. Otherwise a slow listener would keep
 * messages and timers waiting for as long as the owner commits.
 */
const DELIVER_MS = 10;

/** While a listener waits, a timer keeps the thread alive. It also delivers, in case a wake-up was lost. */
const CHECK_MS = 1000;

export interface AttachedFeedParts {
  readonly store: AttachedStore;
  readonly membership: Membership;
  /** The owner's ring. */
  readonly memory: SharedArrayBuffer;
  readonly onError: OnError;
  /** Blocks until `isServed`, which becomes true when the owner has served a wish for commits. */
  waitForOwner(isServed: () => boolean): void;
}

export class AttachedFeed {
  readonly #parts: AttachedFeedParts;
  readonly #delivery: CommitDelivery;
  readonly #kept: KeptCommits;
  readonly #watch: Watch;
  /** Called after each delivery. */
  #followers: readonly (() => void)[] = [];
  /** What the owner knows that this thread wants. */
  #wish: FeedWish = NO_COMMITS;
  /** The published version up to which commits were delivered. */
  #delivered = 0;
  #isDelivering = false;
  /** True while the watch begins. */
  #isBeginning = false;
  #isMicrotaskQueued = false;
  #isTurnQueued = false;
  #timer: ReturnType<typeof setRepeatingTimer> | undefined;

  constructor(parts: AttachedFeedParts) {
    const { store, membership, memory, onError } = parts;
    const decoder = new Decoder(store);
    this.#parts = parts;
    this.#delivery = new CommitDelivery(store, memory, decoder, onError);
    this.#kept = new KeptCommits(store, memory, decoder);
    const bell = new Bell(membership.words, slotAt(membership.slot) + SLOT_FEED_BELL);
    this.#watch = new Watch(bell, () => this.#hasNews, this.#serve);
  }

  /**
   * Adds a listener for the commits after version `since`, by default after the present version of this thread. If
   * some of them are not kept, the listener gets a reset first. Blocks until the owner records commits, with old rows
   * if `showsOld`. The listener is called after the present job of the event loop, not before.
   *
   * @throws EcsDbError `TIMEOUT`, `CHANNEL_CLOSED`, `SERIALIZATION_ERROR`
   */
  subscribe(listener: AttachedCommitListener, showsOld: boolean, since?: number): () => void {
    this.#requireRecording(showsOld);
    const delivery = this.#delivery;
    const subscription = soundFeed(() => delivery.add(listener, showsOld, since));
    this.#begin();
    return () => {
      delivery.remove(subscription);
      this.#updateWish();
    };
  }

  /**
   * Calls `onPublished` whenever something was published, after listeners have heard of it. Blocks until the owner
   * records commits. Returns a function that ends this.
   *
   * @throws EcsDbError `TIMEOUT`, `CHANNEL_CLOSED`, `SERIALIZATION_ERROR`
   */
  follow(onPublished: () => void): () => void {
    this.#requireRecording(false);
    this.#followers = [...this.#followers, onPublished];
    this.#begin();
    return () => {
      this.#followers = this.#followers.filter((other) => other !== onPublished);
      this.#updateWish();
    };
  }

  /**
   * The kept commits after version `after`, up to the present version of this thread, each when it is asked for.
   *
   * @throws EcsDbError `VERSION_GONE`, `TIMEOUT`, `CHANNEL_CLOSED`, `SERIALIZATION_ERROR`
   */
  commitsSince(after: number): Iterable<Commit> {
    if (!this.#delivery.isRecording) this.#requireRecording(false);
    this.#updateWish();
    return this.#kept.since(after);
  }

  /** Delivers commits in the next microtask: before code continues that waits for a promise settled after this call. */
  deliverSoon(): void {
    if (this.#isMicrotaskQueued || !this.#isUsed) return;
    this.#isMicrotaskQueued = true;
    runMicrotask(() => {
      this.#isMicrotaskQueued = false;
      this.#deliver(Number.POSITIVE_INFINITY);
      this.#wait();
    });
  }

  /** Removes all listeners, for good. Called before the slot is released, or once the thread has lost it. */
  end(): void {
    this.#removeAll();
    this.#watch.end();
  }

  /** Called when the bell has rung, and by the timer. */
  readonly #serve = (): void => {
    if (this.#isBeginning) {
      // B2. Listeners run in a turn of their own, because a chain of wake-ups can consist of microtasks.
      if (this.#hasNews) this.#serveNextTurn();
    } else if (this.#deliver(monotonicMs() + DELIVER_MS)) this.#wait();
    else this.#serveNextTurn();
  };

  #begin(): void {
    this.#timer ??= setRepeatingTimer(this.#serve, CHECK_MS);
    this.deliverSoon();
  }

  get #isUsed(): boolean {
    return this.#delivery.hasListeners || this.#followers.length > 0;
  }

  #serveNextTurn(): void {
    if (this.#isTurnQueued) return;
    this.#isTurnQueued = true;
    runNextTurn(() => {
      this.#isTurnQueued = false;
      this.#serve();
    });
  }

  #wait(): void {
    if (!this.#isUsed) return;
    this.#isBeginning = true;
    this.#watch.begin();
    this.#isBeginning = false;
  }

  /** True if a version was published that was not delivered, or if the owner is gone. */
  get #hasNews(): boolean {
    const { membership, store } = this.#parts;
    if (!this.#isUsed) return false;
    // A listener may have left an iterator open, which pins an older version.
    store.releaseIterators();
    try {
      return membership.isOwnerGone || store.version !== this.#delivered;
    } catch {
      // Delivering reports why the version cannot be read.
      return true;
    }
  }

  /** Calls listeners with what was published. Returns false if there is more, but the time `untilMs` has come. */
  #deliver(untilMs: number): boolean {
    if (this.#isDelivering || !this.#isUsed) return true;
    this.#isDelivering = true;
    try {
      return soundFeed(() => this.#deliverPublished(untilMs));
    } catch (error) {
      this.#removeAll();
      // The owner has closed the database.
      const isEnd = error instanceof EcsDbError && error.code === 'CHANNEL_CLOSED';
      if (!isEnd) callListener(() => throwAgain(error), this.#parts.onError);
      return true;
    } finally {
      this.#isDelivering = false;
    }
  }

  #deliverPublished(untilMs: number): boolean {
    const { membership, store } = this.#parts;
    store.releaseIterators();
    // Then everything in the ring was published.
    const isClosed = membership.isClosed;
    const limit = isClosed ? Number.POSITIVE_INFINITY : store.version;
    if (!this.#delivery.deliver(limit, untilMs)) return false;
    this.#delivered = limit;
    if (isClosed) this.#removeAll();
    for (const onPublished of this.#followers) onPublished();
    return true;
  }

  /** Returns once the owner records commits, with old rows if `isOldNeeded`. */
  #requireRecording(isOldNeeded: boolean): void {
    const wish = isOldNeeded ? COMMITS_WITH_OLD_ROWS : COMMITS;
    const { membership, waitForOwner } = this.#parts;
    if (this.#wish >= wish) return;
    const change = membership.wishForCommits(wish);
    this.#wish = wish;
    // Recording never ends, but recording old rows does, when no thread wants them any more.
    if (!isOldNeeded && this.#delivery.isRecording) return;
    try {
      waitForOwner(() => membership.isFeedServed(change));
    } catch (error) {
      this.#updateWish();
      throw error;
    }
  }

  /** Lets the owner know what listeners still want. */
  #updateWish(): void {
    const some = this.#delivery.isOldNeeded ? COMMITS_WITH_OLD_ROWS : COMMITS;
    const wish = this.#isUsed ? some : NO_COMMITS;
    if (wish === this.#wish) return;
    this.#wish = wish;
    this.#parts.membership.wishForCommits(wish);
    if (wish !== NO_COMMITS) return;
    clearRepeatingTimer(this.#timer);
    this.#timer = undefined;
  }

  #removeAll(): void {
    this.#delivery.removeAll();
    this.#followers = [];
    this.#updateWish();
  }
}

function throwAgain(error: unknown): never {
  throw error;
}

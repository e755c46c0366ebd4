/** A thread's slot among the threads that are attached to a database. */

import { currentTask, currentThread, onOwnEnd } from '#threads';
import { EcsDbError } from '../../errors.js';
import { Bell } from '../lane/index.js';
import {
  ATTACHED,
  CLOSED,
  claimOf,
  type DatabaseHandle,
  ENDED,
  EXPELLED,
  FEED_CHANGED,
  FEED_SERVED,
  type FeedWish,
  FREE,
  LEFT,
  MEMBERS_CHANGED,
  OWNER_BELL,
  PUBLISHED,
  SLOT_FEED,
  SLOT_PIN,
  SLOT_STATE,
  SLOT_TAKEN,
  SLOT_TASK,
  SLOT_TASK_START,
  SLOT_THREAD,
  slotAt,
  THREADS_MAX,
  THREADS_NUMBERED,
} from '../shared/index.js';
import { ownerClosed } from './lane-errors.js';

export class Membership {
  readonly words: Int32Array;
  readonly slot: number;
  /** The number of this thread. */
  readonly thread: number;
  readonly ownerBell: Bell;
  readonly #unsubscribe: () => void;
  /** True once the slot was released. Another thread may have it now. */
  hasLeft = false;
  /** Called once the slot was released because this thread ends. */
  onEnded: () => void = () => {};

  /** Takes a slot. Throws `CAPACITY_EXCEEDED` if all slots are in use, `CHANNEL_CLOSED` if the database was closed. */
  constructor({ words }: DatabaseHandle) {
    this.words = new Int32Array(words);
    if (this.isOwnerGone) throw ownerClosed();
    this.ownerBell = new Bell(this.words, OWNER_BELL);
    this.thread = currentThread() ?? Atomics.add(this.words, THREADS_NUMBERED, 1) + 1;
    const task = currentTask();
    this.slot = this.#take(claimOf(this.thread, task?.id));
    const at = slotAt(this.slot);
    Atomics.store(this.words, at + SLOT_THREAD, this.thread);
    Atomics.store(this.words, at + SLOT_TASK, task?.id ?? 0);
    Atomics.store(this.words, at + SLOT_TASK_START, task?.startTime ?? 0);
    Atomics.store(this.words, at + SLOT_STATE, ATTACHED);
    this.#announce();
    // As the last listener, so that the application's listeners can still read.
    this.#unsubscribe = onOwnEnd('last', () => this.#end());
  }

  /** True if the owner has closed the database, or if its log has failed. */
  get isOwnerGone(): boolean {
    return Atomics.load(this.words, PUBLISHED) >= CLOSED;
  }

  /** True if the owner has closed the database. Then it has published everything that it will. */
  get isClosed(): boolean {
    return Atomics.load(this.words, PUBLISHED) === CLOSED;
  }

  /** True if the owner has taken the transaction with this ticket. Defined once the owner is gone. */
  wasTaken(ticket: number): boolean {
    return ((ticket - Atomics.load(this.words, slotAt(this.slot) + SLOT_TAKEN)) | 0) < 0;
  }

  /** True if the owner has found the lane damaged. It takes nothing more from this thread. */
  get isExpelled(): boolean {
    return Atomics.load(this.words, slotAt(this.slot) + SLOT_STATE) === EXPELLED;
  }

  /**
   * Tells the owner what this thread wants of the commit feed. Returns the number of the wish: the owner has served it
   * once `isFeedServed` is true for it.
   */
  wishForCommits(wish: FeedWish): number {
    if (this.hasLeft) return 0;
    Atomics.store(this.words, slotAt(this.slot) + SLOT_FEED, wish);
    const change = Atomics.add(this.words, FEED_CHANGED, 1) + 1;
    this.ownerBell.ring();
    return change;
  }

  isFeedServed(change: number): boolean {
    return ((Atomics.load(this.words, FEED_SERVED) - change) | 0) >= 0;
  }

  /** Releases the slot. What was sent is still applied, without a reply. */
  leave(): void {
    this.#leaveAs(LEFT);
  }

  #end(): void {
    this.#leaveAs(ENDED);
    this.onEnded();
  }

  #leaveAs(status: number): void {
    if (this.hasLeft) return;
    this.hasLeft = true;
    this.#unsubscribe();
    const at = slotAt(this.slot);
    Atomics.store(this.words, at + SLOT_PIN, 0);
    // An expelled thread is counted as lost already.
    if (Atomics.compareExchange(this.words, at + SLOT_STATE, ATTACHED, status) !== ATTACHED) {
      Atomics.store(this.words, at + SLOT_STATE, LEFT);
    }
    this.#announce();
  }

  #take(claim: number): number {
    for (let slot = 0; slot < THREADS_MAX; slot++) {
      if (Atomics.compareExchange(this.words, slotAt(slot) + SLOT_STATE, FREE, claim) === FREE) return slot;
    }
    // So that the owner looks for threads that have ended.
    this.#announce();
    throw new EcsDbError(
      'CAPACITY_EXCEEDED',
      `${THREADS_MAX} threads are attached to the database, which is the limit. Close the access of some threads, or ` +
        'run several tasks in one thread.',
      { expected: `at most ${THREADS_MAX} threads` },
    );
  }

  /** The owner updates its list of members before it checks their pins, so it overlooks no pin of a new member. */
  #announce(): void {
    Atomics.add(this.words, MEMBERS_CHANGED, 1);
    this.ownerBell.ring();
  }
}

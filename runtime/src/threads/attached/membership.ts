/** A thread's place among those that are attached to a database. */

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
  FREE,
  LEFT,
  MEMBERS_CHANGED,
  OWNER_BELL,
  PUBLISHED,
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
  /** The owner's. */
  readonly bell: Bell;
  readonly #forgetEnd: () => void;
  /** True once the place was given back: another thread may have it. */
  hasLeft = false;
  /** Called when the place was given back because this thread ends. */
  onEnded: () => void = () => {};

  /** Takes a place. Throws `CAPACITY_EXCEEDED` when there is none, `CHANNEL_CLOSED` when the database was closed. */
  constructor({ words }: DatabaseHandle) {
    this.words = new Int32Array(words);
    if (this.isOwnerGone) throw ownerClosed();
    this.bell = new Bell(this.words, OWNER_BELL);
    this.thread = currentThread() ?? Atomics.add(this.words, THREADS_NUMBERED, 1) + 1;
    const task = currentTask();
    this.slot = this.#take(claimOf(this.thread, task?.id));
    const at = slotAt(this.slot);
    Atomics.store(this.words, at + SLOT_THREAD, this.thread);
    Atomics.store(this.words, at + SLOT_TASK, task?.id ?? 0);
    Atomics.store(this.words, at + SLOT_TASK_START, task?.startTime ?? 0);
    Atomics.store(this.words, at + SLOT_STATE, ATTACHED);
    this.#announce();
    // Last, so that the application's listeners can still read.
    this.#forgetEnd = onOwnEnd('last', () => this.#end());
  }

  /** True when the owner has closed the database, or has lost its log. */
  get isOwnerGone(): boolean {
    return Atomics.load(this.words, PUBLISHED) >= CLOSED;
  }

  /** Once the owner is gone: whether it has taken the transaction with this ticket. */
  wasTaken(ticket: number): boolean {
    return ((ticket - Atomics.load(this.words, slotAt(this.slot) + SLOT_TAKEN)) | 0) < 0;
  }

  /** True when the owner has found the lane damaged, and listens to this thread no longer. */
  get isExpelled(): boolean {
    return Atomics.load(this.words, slotAt(this.slot) + SLOT_STATE) === EXPELLED;
  }

  /** Gives the place back. What was sent is still applied, and nobody is told. */
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
    this.#forgetEnd();
    const at = slotAt(this.slot);
    Atomics.store(this.words, at + SLOT_PIN, 0);
    // One that was expelled has been counted as lost already.
    if (Atomics.compareExchange(this.words, at + SLOT_STATE, ATTACHED, status) !== ATTACHED) {
      Atomics.store(this.words, at + SLOT_STATE, LEFT);
    }
    this.#announce();
  }

  #take(claim: number): number {
    for (let slot = 0; slot < THREADS_MAX; slot++) {
      if (Atomics.compareExchange(this.words, slotAt(slot) + SLOT_STATE, FREE, claim) === FREE) return slot;
    }
    // Makes the owner look for threads that are gone.
    this.#announce();
    throw new EcsDbError(
      'CAPACITY_EXCEEDED',
      `${THREADS_MAX} threads are attached to the database, and no more can be. Close the access of some, or share one among several tasks.`,
      { expected: `at most ${THREADS_MAX} threads` },
    );
  }

  /** The owner looks at the list of members before it looks at their pins, so one that has not been seen cannot be overlooked. */
  #announce(): void {
    Atomics.add(this.words, MEMBERS_CHANGED, 1);
    this.bell.ring();
  }
}

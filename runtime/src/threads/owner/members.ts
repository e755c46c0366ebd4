/** The owner's list of attached threads: their lanes, and what happens when a thread attaches, leaves or ends. */

import { isTaskGone, taskExists } from '#threads';
import type { Request } from '../../commit/index.js';
import type { Entities, Entity } from '../../entity/index.js';
import type { Side } from '../../memory/index.js';
import { clearRing, laneOf, RingFault } from '../lane/index.js';
import {
  ATTACHED,
  claimedTask,
  claimOf,
  ENDED,
  EXPELLED,
  FREE,
  LEFT,
  MEMBERS_CHANGED,
  SLOT_PIN,
  SLOT_STATE,
  SLOT_TAKEN,
  SLOT_THREAD,
  slotAt,
  THREADS_MAX,
} from '../shared/index.js';
import type { OperationApplier } from './accepted-operations.js';
import type { FeedWishes } from './feed-wishes.js';
import { OwnerLane } from './owner-lane.js';

/** The id of a task that is unknown. */
const NO_TASK = 0;
/** If at least this many slots are in use, each attaching thread makes the owner look for threads that have ended. */
const CROWDED: number = THREADS_MAX / 2;

export class Members {
  /** Threads that ended without leaving, and threads whose lane was damaged. */
  lost = 0;
  readonly #words: Int32Array;
  readonly #buffer: SharedArrayBuffer;
  readonly #ringBytes: number;
  /** Lanes of the threads that the owner knows to be attached. */
  #lanes: OwnerLane[] = [];
  /** `MEMBERS_CHANGED` when it was last loaded. */
  #seen = 0;
  #hasEnded = false;
  /** Index of the lane from which a transaction was last taken. */
  #turn = 0;

  readonly #applier: OperationApplier;
  readonly #feedWishes: FeedWishes | undefined;

  /** `feedWishes` is undefined if there is no feed. */
  constructor(
    words: Int32Array,
    buffer: SharedArrayBuffer,
    ringBytes: number,
    applier: OperationApplier,
    feedWishes: FeedWishes | undefined,
  ) {
    this.#words = words;
    this.#applier = applier;
    this.#feedWishes = feedWishes;
    this.#buffer = buffer;
    this.#ringBytes = ringBytes;
  }

  get lanes(): readonly OwnerLane[] {
    this.#update();
    return this.#lanes;
  }

  /** A thread that reads a side, if there is one. */
  reader(side: Side): OwnerLane | undefined {
    this.#update();
    for (let i = 0; i < this.#lanes.length; i++) {
      const lane = this.#lanes[i] as OwnerLane;
      if (lane.pin === side + 1) return lane;
    }
    return undefined;
  }

  get hasRequests(): boolean {
    this.#update();
    for (let i = 0; i < this.#lanes.length; i++) if ((this.#lanes[i] as OwnerLane).hasRequests) return true;
    return false;
  }

  /** From now on, only transactions that have arrived by now are taken, and none from threads that attach later. */
  endRequests(): void {
    for (const lane of this.lanes) lane.endRequests();
    this.#hasEnded = true;
  }

  /** The next transaction, from each thread in turn. */
  takeRequest(): Request | undefined {
    for (let tried = 0; tried < this.#lanes.length; tried++) {
      this.#turn = (this.#turn + 1) % this.#lanes.length;
      const lane = this.#lanes[this.#turn] as OwnerLane;
      const request = this.#takeFrom(lane);
      if (request !== undefined) return request;
    }
    return undefined;
  }

  /** Sends queued replies, and wakes the threads for which there is anything new. */
  flush(): void {
    for (let i = 0; i < this.#lanes.length; i++) (this.#lanes[i] as OwnerLane).flush();
  }

  wakeAll(): void {
    for (const lane of this.#lanes) lane.wake();
  }

  publishTaken(): void {
    for (const lane of this.lanes) lane.publishTaken();
  }

  /** True while replies are queued because an attached thread has not read earlier ones. */
  get hasUnsentReplies(): boolean {
    return this.#lanes.some((lane) => lane.hasUnsentReplies && this.#stateOf(lane) === ATTACHED);
  }

  /** Sends ids to threads that need some, serves wishes for commits, and frees the slots of threads that are gone. */
  serve(entities: Entities, spare: Entity[]): void {
    this.#update();
    for (const lane of [...this.#lanes]) {
      const state = this.#stateOf(lane);
      if ((state === LEFT || state === ENDED) && !lane.hasRequests) {
        if (state === ENDED) this.lost++;
        this.#free(lane, spare);
        continue;
      }
      if (state === ATTACHED) lane.refillIds(entities, spare);
      lane.flush();
    }
    this.#feedWishes?.serve(this);
  }

  /** Releases what a thread that has ended held. False if it was not attached. */
  release(thread: number): boolean {
    return this.#release(
      (state) => state === claimOf(thread),
      (lane) => lane.thread === thread,
    );
  }

  /**
   * Releases what threads held that have ended unnoticed, if the operating system reports it. False if there was no
   * such thread.
   */
  releaseEnded(): boolean {
    return this.#release(
      (state) => {
        const task = claimedTask(state);
        return task !== undefined && !taskExists(task);
      },
      ({ task }) => task.id !== NO_TASK && isTaskGone(task),
    );
  }

  /** True if the operating system reports that an attached thread runs. */
  isRunning(thread: number): boolean {
    return this.lanes.some((lane) => lane.thread === thread && lane.task.id !== NO_TASK && !isTaskGone(lane.task));
  }

  #release(hasClaimantEnded: (state: number) => boolean, hasEnded: (lane: OwnerLane) => boolean): boolean {
    for (let slot = 0; slot < THREADS_MAX; slot++) {
      const at = slotAt(slot) + SLOT_STATE;
      const state = Atomics.load(this.#words, at);
      if (state < 0 && hasClaimantEnded(state)) Atomics.compareExchange(this.#words, at, state, FREE);
    }
    // The thread may have ended before it incremented `MEMBERS_CHANGED`.
    this.#findNew();
    const ended = this.#lanes.filter((lane) => this.#stateOf(lane) !== LEFT && hasEnded(lane));
    for (const { slot } of ended) {
      const at = slotAt(slot);
      Atomics.store(this.#words, at + SLOT_PIN, 0);
      const state = Atomics.exchange(this.#words, at + SLOT_STATE, LEFT);
      if (state === ATTACHED || state === ENDED) this.lost++;
    }
    return ended.length > 0;
  }

  #takeFrom(lane: OwnerLane): Request | undefined {
    try {
      return lane.takeRequest();
    } catch (error) {
      if (!(error instanceof RingFault)) throw error;
      // The lane stays in the list, so the owner still respects its pin.
      Atomics.store(this.#words, slotAt(lane.slot) + SLOT_STATE, EXPELLED);
      lane.expel();
      this.lost++;
      return undefined;
    }
  }

  #free(lane: OwnerLane, spare: Entity[]): void {
    const at = slotAt(lane.slot);
    spare.push(...lane.issued);
    const { requests, replies, ids } = laneOf(this.#buffer, this.#ringBytes, lane.slot);
    for (const ring of [requests, replies, ids]) clearRing(ring);
    Atomics.store(this.#words, at + SLOT_THREAD, 0);
    Atomics.store(this.#words, at + SLOT_TAKEN, 0);
    this.#feedWishes?.clear(lane.slot);
    this.#lanes = this.#lanes.filter((one) => one !== lane);
    Atomics.store(this.#words, at + SLOT_STATE, FREE);
  }

  /**
   * Adds threads that have attached. A thread increments `MEMBERS_CHANGED` before it pins anything, so no pin is
   * overlooked.
   */
  #update(): void {
    const changed = Atomics.load(this.#words, MEMBERS_CHANGED);
    if (changed === this.#seen) return;
    this.#seen = changed;
    if (this.#findNew() < CROWDED) return;
    this.releaseEnded();
  }

  /** Returns the number of slots in use. */
  #findNew(): number {
    let inUse = 0;
    for (let slot = 0; slot < THREADS_MAX; slot++) {
      const state = Atomics.load(this.#words, slotAt(slot) + SLOT_STATE);
      if (state !== FREE) inUse++;
      if (state !== ATTACHED && state !== LEFT && state !== ENDED) continue;
      if (this.#lanes.some((lane) => lane.slot === slot)) continue;
      const lane = this.#openLane(slot);
      if (this.#hasEnded) lane.expel();
      this.#lanes.push(lane);
    }
    return inUse;
  }

  #stateOf({ slot }: OwnerLane): number {
    return Atomics.load(this.#words, slotAt(slot) + SLOT_STATE);
  }

  #openLane(slot: number): OwnerLane {
    return new OwnerLane(this.#words, slot, laneOf(this.#buffer, this.#ringBytes, slot), this.#applier);
  }
}

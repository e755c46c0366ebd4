/** The owner's list of the threads that are attached: their pins, their lanes, their coming and going. */

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
import type { OperationApplier } from './apply-operations.js';
import { OwnerLane } from './owner-lane.js';

/** The id of a task that is unknown. */
const NO_TASK = 0;
/** Slots that are taken from which on each arrival is a reason to look for threads that are gone. */
const CROWDED: number = THREADS_MAX / 2;

export class Members {
  /** Threads that ended without leaving, and those whose lane was damaged. */
  lost = 0;
  readonly #words: Int32Array;
  readonly #buffer: SharedArrayBuffer;
  readonly #ringBytes: number;
  /** Those that the owner has seen coming. */
  #lanes: OwnerLane[] = [];
  /** `MEMBERS_CHANGED` when it looked last. */
  #seen = 0;
  #hasEnded = false;
  /** Whose turn it is to give a transaction. */
  #turn = 0;

  readonly #applier: OperationApplier;

  constructor(words: Int32Array, buffer: SharedArrayBuffer, ringBytes: number, applier: OperationApplier) {
    this.#words = words;
    this.#applier = applier;
    this.#buffer = buffer;
    this.#ringBytes = ringBytes;
  }

  get lanes(): readonly OwnerLane[] {
    this.#look();
    return this.#lanes;
  }

  /** A thread that looks at a side, if any does. */
  reader(side: Side): OwnerLane | undefined {
    this.#look();
    for (let i = 0; i < this.#lanes.length; i++) {
      const lane = this.#lanes[i] as OwnerLane;
      if (lane.pin === side + 1) return lane;
    }
    return undefined;
  }

  get hasRequests(): boolean {
    this.#look();
    for (let i = 0; i < this.#lanes.length; i++) if ((this.#lanes[i] as OwnerLane).hasRequests) return true;
    return false;
  }

  /** Takes only those transactions that have arrived by now, and none of threads that attach from now on. */
  endRequests(): void {
    for (const lane of this.lanes) lane.endRequests();
    this.#hasEnded = true;
  }

  /** The next transaction, from each thread in turn. */
  take(): Request | undefined {
    for (let tried = 0; tried < this.#lanes.length; tried++) {
      this.#turn = (this.#turn + 1) % this.#lanes.length;
      const lane = this.#lanes[this.#turn] as OwnerLane;
      const request = this.#takeFrom(lane);
      if (request !== undefined) return request;
    }
    return undefined;
  }

  /** Wakes the threads for which there is something new. */
  tell(): void {
    for (let i = 0; i < this.#lanes.length; i++) (this.#lanes[i] as OwnerLane).tell();
  }

  wake(): void {
    for (const lane of this.#lanes) lane.wake();
  }

  publishTaken(): void {
    for (const lane of this.lanes) lane.publishTaken();
  }

  /** True while an attached thread has not read so many replies that others wait behind them. */
  get hasUnsentReplies(): boolean {
    return this.#lanes.some((lane) => lane.hasUnsentReplies && this.#stateOf(lane) === ATTACHED);
  }

  /** Gives ids to those that need some, and clears away what was left by those that have gone. */
  serve(entities: Entities, spare: Entity[]): void {
    this.#look();
    for (const lane of [...this.#lanes]) {
      const state = this.#stateOf(lane);
      if ((state === LEFT || state === ENDED) && !lane.hasRequests) {
        if (state === ENDED) this.lost++;
        this.#free(lane, spare);
        continue;
      }
      if (state === ATTACHED) lane.refill(entities, spare);
      lane.tell();
    }
  }

  /** Releases what a thread held that has ended. False when it was not attached. */
  lose(thread: number): boolean {
    return this.#lose(
      (state) => state === claimOf(thread),
      (lane) => lane.thread === thread,
    );
  }

  /** Releases what threads held that have ended unnoticed, as far as the system tells. False when there was none. */
  loseGone(): boolean {
    return this.#lose(
      (state) => {
        const task = claimedTask(state);
        return task !== undefined && !taskExists(task);
      },
      ({ task }) => task.id !== NO_TASK && isTaskGone(task),
    );
  }

  /** Whether the system tells that an attached thread runs. */
  isRunning(thread: number): boolean {
    return this.lanes.some((lane) => lane.thread === thread && lane.task.id !== NO_TASK && !isTaskGone(lane.task));
  }

  #lose(isClaimLost: (state: number) => boolean, isLost: (lane: OwnerLane) => boolean): boolean {
    for (let slot = 0; slot < THREADS_MAX; slot++) {
      const at = slotAt(slot) + SLOT_STATE;
      const state = Atomics.load(this.#words, at);
      if (state < 0 && isClaimLost(state)) Atomics.compareExchange(this.#words, at, state, FREE);
    }
    // It may have had no time to announce itself.
    this.#findNew();
    const lost = this.#lanes.filter((lane) => this.#stateOf(lane) !== LEFT && isLost(lane));
    for (const { slot } of lost) {
      const at = slotAt(slot);
      Atomics.store(this.#words, at + SLOT_PIN, 0);
      const state = Atomics.exchange(this.#words, at + SLOT_STATE, LEFT);
      if (state === ATTACHED || state === ENDED) this.lost++;
    }
    return lost.length > 0;
  }

  #takeFrom(lane: OwnerLane): Request | undefined {
    try {
      return lane.take();
    } catch (error) {
      if (!(error instanceof RingFault)) throw error;
      // What it reads is still respected.
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
    this.#lanes = this.#lanes.filter((one) => one !== lane);
    Atomics.store(this.#words, at + SLOT_STATE, FREE);
  }

  /** Notices who has come. A thread announces itself before it pins anything, so nobody who has is overlooked. */
  #look(): void {
    const changed = Atomics.load(this.#words, MEMBERS_CHANGED);
    if (changed === this.#seen) return;
    this.#seen = changed;
    // Before places become scarce.
    if (this.#findNew() < CROWDED) return;
    this.loseGone();
  }

  /** The number of slots that are taken. */
  #findNew(): number {
    let taken = 0;
    for (let slot = 0; slot < THREADS_MAX; slot++) {
      const state = Atomics.load(this.#words, slotAt(slot) + SLOT_STATE);
      if (state !== FREE) taken++;
      if ((state !== ATTACHED && state !== LEFT && state !== ENDED) || this.#lanes.some((lane) => lane.slot === slot))
        continue;
      const lane = this.#lane(slot);
      if (this.#hasEnded) lane.expel();
      this.#lanes.push(lane);
    }
    return taken;
  }

  #stateOf({ slot }: OwnerLane): number {
    return Atomics.load(this.#words, slotAt(slot) + SLOT_STATE);
  }

  #lane(slot: number): OwnerLane {
    return new OwnerLane(this.#words, slot, laneOf(this.#buffer, this.#ringBytes, slot), this.#applier);
  }
}

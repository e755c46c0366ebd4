/** Which attached threads listen to the commit feed, and whether they want old rows. */

import { Bell } from '../lane/index.js';
import {
  ATTACHED,
  COMMITS_WITH_OLD_ROWS,
  FEED_CHANGED,
  FEED_SERVED,
  type FeedWish,
  NO_COMMITS,
  SLOT_FEED,
  SLOT_FEED_BELL,
  SLOT_STATE,
  slotAt,
} from '../shared/index.js';
import type { OwnerLane } from './owner-lane.js';

/** The feed of the owner's database, as far as other threads need it. */
export interface SharedFeed {
  /** The ring of kept commits. */
  readonly memory: SharedArrayBuffer;
  /**
   * From now on records commits, with old rows if they are wanted. Returns false if that is not possible now, because a
   * transaction is applied and not published.
   */
  readonly record: StartRecording;
}

type StartRecording = (isOldWanted: boolean) => boolean;

export class FeedWishes {
  readonly #words: Int32Array;
  readonly #record: StartRecording;
  /** `FEED_CHANGED` when the wishes were last served. */
  #served = 0;
  /** Of the threads that listen. */
  #bells: readonly Bell[] = [];

  /** Not with the memory: a reference to the closed database would keep it. */
  constructor(words: Int32Array, record: StartRecording) {
    this.#words = words;
    this.#record = record;
  }

  /** Wakes the threads that listen and sleep. Called after each publication (B4). */
  ring(): void {
    for (let i = 0; i < this.#bells.length; i++) (this.#bells[i] as Bell).ring();
  }

  /** Begins to record what threads want. One load, if nothing has changed. */
  serve(members: { readonly lanes: readonly OwnerLane[] }): void {
    const changed = Atomics.load(this.#words, FEED_CHANGED);
    if (changed === this.#served) return;
    // After the load, so that these are all the threads whose wishes it counts.
    const { lanes } = members;
    const listening = lanes.filter(({ slot }) => this.#wishOf(slot) !== NO_COMMITS);
    const isOldWanted = listening.some(({ slot }) => this.#wishOf(slot) === COMMITS_WITH_OLD_ROWS);
    // At the next call, if it is not possible now.
    if (!this.#record(isOldWanted)) return;
    this.#served = changed;
    this.#bells = listening.map(({ slot }) => new Bell(this.#words, slotAt(slot) + SLOT_FEED_BELL));
    Atomics.store(this.#words, FEED_SERVED, changed);
    // Threads may wait for this, or have missed what was published before.
    for (const lane of lanes) lane.wake();
    this.ring();
  }

  /** Called when a slot is freed. */
  clear(slot: number): void {
    const at = slotAt(slot);
    if (Atomics.exchange(this.#words, at + SLOT_FEED, NO_COMMITS) === NO_COMMITS) return;
    Atomics.add(this.#words, FEED_CHANGED, 1);
  }

  #wishOf(slot: number): FeedWish {
    const at = slotAt(slot);
    if (Atomics.load(this.#words, at + SLOT_STATE) !== ATTACHED) return NO_COMMITS;
    return Atomics.load(this.#words, at + SLOT_FEED) as FeedWish;
  }
}

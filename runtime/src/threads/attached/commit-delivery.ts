/** Delivers commits from the owner's ring to the listeners of an attached thread. */

import { monotonicMs } from '../../clock.js';
import { COMMIT, Commit, checkCommit, type Decoder, NOTHING, RingReader } from '../../feed/index.js';
import { callListener, type OnError } from '../../listener.js';
import type { AttachedStore } from './attached-store.js';
import type { AttachedCommitListener, FeedReset } from './feed-reset.js';

export interface Subscription {
  readonly listener: AttachedCommitListener;
  readonly showsOld: boolean;
  /** The last version that it has heard of, or that a reset has covered. */
  heard: number;
  /** True if commits after `heard` are not kept. */
  isBehind: boolean;
  isStopped: boolean;
}

/** What it reads is checked; a `ReplayError` says that no owner writes such memory. */
export class CommitDelivery {
  /** Replaced by a new list with each change, so that a delivery that runs is not affected. */
  #subscriptions: readonly Subscription[] = [];
  readonly #store: AttachedStore;
  readonly #reader: RingReader;
  readonly #decoder: Decoder;
  readonly #onError: OnError;

  constructor(store: AttachedStore, memory: SharedArrayBuffer, decoder: Decoder, onError: OnError) {
    this.#store = store;
    this.#reader = new RingReader(memory, true);
    this.#decoder = decoder;
    this.#onError = onError;
  }

  /** True once the owner records commits. */
  get isRecording(): boolean {
    return this.#reader.isStarted;
  }

  get hasListeners(): boolean {
    return this.#subscriptions.length > 0;
  }

  get isOldNeeded(): boolean {
    return this.#subscriptions.some(({ showsOld }) => showsOld);
  }

  /** Adds a listener for the commits after version `since`, by default after the present one. */
  add(listener: AttachedCommitListener, showsOld: boolean, since?: number): Subscription {
    const heard = since ?? this.#store.version;
    const reader = this.#reader;
    const { position } = reader;
    const isBehind = !reader.moveAfter(heard);
    // The others skip what they have heard.
    if (this.hasListeners) reader.position = Math.min(position, reader.position);
    const subscription = { listener, showsOld, heard, isBehind, isStopped: false };
    this.#subscriptions = [...this.#subscriptions, subscription];
    return subscription;
  }

  remove(subscription: Subscription): void {
    subscription.isStopped = true;
    this.#subscriptions = this.#subscriptions.filter((other) => other !== subscription);
  }

  removeAll(): void {
    for (const subscription of this.#subscriptions) subscription.isStopped = true;
    this.#subscriptions = [];
  }

  /** Calls listeners with commits up to version `limit`. Returns false if there are more, but the time has come. */
  deliver(limit: number, untilMs: number): boolean {
    for (const subscription of this.#subscriptions) if (subscription.isBehind) this.#reset(subscription);
    while (this.hasListeners) {
      const found = this.#reader.next(limit);
      if (found === NOTHING) return true;
      if (found === COMMIT) this.#deliverCommit();
      else this.#resetAll();
      if (monotonicMs() > untilMs) return false;
    }
    return true;
  }

  #deliverCommit(): void {
    const { version, at, bytes } = this.#reader;
    checkCommit(this.#store, bytes);
    let plain: Commit | undefined;
    let withOld: Commit | undefined;
    for (const subscription of this.#subscriptions) {
      const { listener, showsOld, heard } = subscription;
      if (subscription.isStopped || version <= heard) continue;
      if (version !== heard + 1 || (showsOld && !bytes.hasOld)) {
        this.#reset(subscription);
        continue;
      }
      subscription.heard = version;
      let commit = showsOld ? withOld : plain;
      if (commit === undefined) {
        commit = new Commit(version, at, bytes, this.#decoder, showsOld);
        if (showsOld) withOld = commit;
        else plain = commit;
      }
      const called = commit;
      callListener(() => listener(called), this.#onError);
    }
    plain?.$end();
    withOld?.$end();
  }

  /** The owner has overwritten the next commit. Continues after the present version. */
  #resetAll(): void {
    this.#reader.moveAfter(this.#store.version);
    for (const subscription of this.#subscriptions) this.#reset(subscription);
  }

  #reset(subscription: Subscription): void {
    subscription.isBehind = false;
    const { version } = this.#store;
    if (subscription.isStopped || version <= subscription.heard) return;
    subscription.heard = version;
    const reset: FeedReset = { reset: true, version };
    callListener(() => subscription.listener(reset), this.#onError);
  }
}

/**
 * The feed: records commits, keeps the newest ones, and calls listeners.
 *
 *   a group:  record, record, ...  ->  publish (into the ring, and the queue)  ->  deliver
 *                                  ->  discard
 */

import { wallClockMs } from '../clock.js';
import type { CommitFeed } from '../commit/index.js';
import { assert, type EcsDbError } from '../errors.js';
import { callListener } from '../listener.js';
import { Changes, type OperationWriter } from '../operation/index.js';
import type { Store } from '../table/index.js';
import { Commit } from './commit.js';
import { Decoder } from './decoder.js';
import type { CompleteFeedOptions } from './options.js';
import { Recording } from './recording.js';
import { Ring } from './ring.js';
import { NOT_KEPT, versionGone } from './version-gone.js';

export type CommitListener = (commit: Commit) => void;

interface Subscription {
  readonly listener: CommitListener;
  readonly showsOld: boolean;
  /** The version of the database when it was added. */
  readonly since: number;
  isStopped: boolean;
}

export class Feed implements CommitFeed {
  readonly #store: Store;
  readonly #options: CompleteFeedOptions;
  readonly #changes: Changes;
  readonly #decoder: Decoder;
  #ring: Ring;
  /** Replaced by a new list with each change, so that a delivery that runs is not affected. */
  #subscriptions: readonly Subscription[] = [];
  /** The group that is being applied. */
  #recording: Recording = new Recording();
  /** Published groups that listeners have not got yet. */
  readonly #queue: Recording[] = [];
  #spare: Recording | undefined;
  #isDelivering = false;
  /** True once commits are recorded. */
  isRecording = false;
  /** True while other threads want old rows. */
  isOldWanted = false;

  constructor(store: Store, options: CompleteFeedOptions) {
    this.#store = store;
    this.#options = options;
    this.#changes = new Changes(store);
    this.#decoder = new Decoder(store);
    this.#ring = new Ring(options.maxBytes);
  }

  /** Called before the first transaction is recorded. `version` is the last one, which is not recorded. */
  start(version: number): void {
    this.isRecording = true;
    this.#ring.start(version);
  }

  /** The memory in which other threads read the kept commits. It must be shared memory. */
  share(): SharedArrayBuffer {
    const { memory } = this.#ring;
    assert(memory instanceof SharedArrayBuffer, 'the ring of a shared database is in shared memory');
    this.#ring.share();
    return memory;
  }

  /** Adds a listener for the commits after version `since`. Nothing may be recorded and not published. */
  subscribe(listener: CommitListener, showsOld: boolean, since: number): () => void {
    const subscription: Subscription = { listener, showsOld, since, isStopped: false };
    this.#subscriptions = [...this.#subscriptions, subscription];
    return () => {
      subscription.isStopped = true;
      this.#subscriptions = this.#subscriptions.filter((other) => other !== subscription);
    };
  }

  /** The kept commits after version `after`, up to version `last`, each when it is asked for. */
  commitsSince(after: number, last: number): Iterable<Commit> {
    if (after > last) throw versionGone(after, this.#ring.oldest, last, `the last commit is ${last}`);
    if (after + 1 < this.#ring.oldest) throw this.#gone(after, last);
    return { [Symbol.iterator]: () => this.#kept(after, last) };
  }

  record(logged: OperationWriter | undefined): void {
    const recording = this.#recording;
    if (recording.count === 0) recording.hasOld = this.#isOldNeeded;
    recording.add(this.#store, this.#changes, logged);
  }

  publish(firstVersion: number): void {
    const recording = this.#recording;
    recording.firstVersion = firstVersion;
    recording.at = wallClockMs();
    for (let i = 0; i < recording.count; i++) {
      this.#ring.append(firstVersion + i, recording.at, recording.bytes(i));
    }
    this.#ring.publish();
    if (this.#subscriptions.length === 0) {
      this.discard();
      return;
    }
    this.#queue.push(recording);
    this.#recording = this.#spare ?? new Recording();
    this.#spare = undefined;
  }

  discard(): void {
    this.#recording.clear();
    if (!this.#recording.isLarge) return;
    this.#recording.release();
    this.#recording = new Recording();
  }

  deliver(): void {
    if (this.#isDelivering || this.#queue.length === 0) return;
    this.#isDelivering = true;
    for (let recording = this.#queue.shift(); recording !== undefined; recording = this.#queue.shift()) {
      for (let i = 0; i < recording.count; i++) this.#deliverCommit(recording, i);
      this.#reuse(recording);
    }
    this.#isDelivering = false;
  }

  /** Releases the memory, when the database was closed. */
  release(): void {
    this.#recording.release();
    this.#spare?.release();
    this.#ring = new Ring(0);
  }

  get #isOldNeeded(): boolean {
    return this.isOldWanted || this.#subscriptions.some(({ showsOld }) => showsOld);
  }

  #deliverCommit(recording: Recording, i: number): void {
    const version = recording.firstVersion + i;
    let plain: Commit | undefined;
    let withOld: Commit | undefined;
    for (const subscription of this.#subscriptions) {
      const { showsOld, since } = subscription;
      if (subscription.isStopped || version <= since) continue;
      let commit = showsOld ? withOld : plain;
      if (commit === undefined) {
        commit = new Commit(version, recording.at, recording.bytes(i), this.#decoder, showsOld);
        if (showsOld) withOld = commit;
        else plain = commit;
      }
      const { listener } = subscription;
      const called = commit;
      // An async listener cannot use the commit after its first await.
      callListener(() => listener(called), this.#options.onError);
    }
    plain?.$end();
    withOld?.$end();
  }

  #reuse(recording: Recording): void {
    recording.clear();
    if (this.#spare === undefined && !recording.isLarge) this.#spare = recording;
    else recording.release();
  }

  *#kept(after: number, last: number): IterableIterator<Commit> {
    for (let version = after + 1; version <= last; version++) {
      // A commit of the caller may have overwritten it since the last step.
      if (version < this.#ring.oldest) throw this.#gone(version - 1, last);
      const { at, bytes } = this.#ring.read(version);
      yield new Commit(version, at, bytes, this.#decoder, false);
    }
  }

  #gone(after: number, last: number): EcsDbError {
    return versionGone(after, this.#ring.oldest, last, NOT_KEPT);
  }
}

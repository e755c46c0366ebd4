/** The thread's end of its lane: transactions go out, and what became of them comes back. */

import { clearRepeatingTimer, monotonicMs, setRepeatingTimer } from '../clock.js';
import type { EcsDbError } from '../errors.js';
import type { AttachOptions } from './attach-options.js';
import type { AttachedStore } from './attached-store.js';
import { Bell } from './bell.js';
import { decodeError } from './error-json.js';
import type { DatabaseHandle } from './handle.js';
import { IdStock } from './id-stock.js';
import { laneOf } from './lane.js';
import { closedMeanwhile, laneDamaged, noAnswer, noIds, ownerClosed } from './lane-errors.js';
import { SLOT_BELL, slotAt } from './layout.js';
import type { Membership } from './membership.js';
import { MessageReceiver, MessageSender } from './messages.js';
import { PendingList } from './pending.js';
import { RemoteRecorder, type RemoteTransaction } from './remote-transaction.js';
import { FAILED } from './reply.js';
import { RingConsumer, RingFault, RingProducer } from './ring.js';
import { Watch } from './watch.js';

/** How often overdue answers are looked for, in milliseconds; a second net for wake-ups, too. */
const CHECK_MS = 100;

export class Requests {
  readonly #store: AttachedStore;
  readonly #options: Required<AttachOptions>;
  readonly #membership: Membership;
  readonly #own: Bell;
  readonly #sender: MessageSender;
  readonly #replies: MessageReceiver;
  readonly #recorder: RemoteRecorder;
  readonly #pending: PendingList = new PendingList();
  /** Waits for answers. */
  readonly #watch: Watch;
  /** The replies are not what the owner writes. */
  #isDamaged = false;
  /** Keeps the thread alive while answers are awaited, and a moment longer. */
  #timer: ReturnType<typeof setRepeatingTimer> | undefined;
  #settled: (() => void)[] = [];

  constructor(store: AttachedStore, handle: DatabaseHandle, membership: Membership, options: Required<AttachOptions>) {
    const { words, slot, bell } = membership;
    const lane = laneOf(handle.lanes, handle.ringBytes, slot);
    this.#store = store;
    this.#options = options;
    this.#membership = membership;
    this.#own = new Bell(words, slotAt(slot) + SLOT_BELL);
    this.#sender = new MessageSender(new RingProducer(lane.requests));
    this.#replies = new MessageReceiver(new RingConsumer(lane.replies));
    const ids = new IdStock(new RingConsumer(lane.ids), bell, (isDone) => this.#sleepUntil(isDone, noIds));
    this.#recorder = new RemoteRecorder(store, ids);
    this.#watch = new Watch(
      this.#own,
      () => this.#replies.hasNext,
      () => {
        this.#receive();
        this.#listen();
      },
    );
  }

  /** Records a transaction and sends it; resolves with what `pick` makes of its result and its version. */
  send<Result, Value>(
    run: (tx: RemoteTransaction) => Result,
    pick: (result: Result, version: number) => Value,
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#assertOwner();
      const result = this.#recorder.record(run);
      const ticket = this.#pending.add({
        sentAt: monotonicMs(),
        resolve: (version) => resolve(pick(result, version)),
        reject,
      });
      this.#sender.sendFrom(this.#recorder.views, this.#recorder.length, ticket, 0);
      this.#membership.bell.ring();
      // The owner may be waiting for what this thread looks at, and would make no room.
      if (this.#options.whenFull === 'block' && !this.#store.isHeld)
        this.#sleepUntil(() => !this.#sender.isWaiting, noAnswer);
      this.#listen();
    });
  }

  /** Resolves when everything that was sent has been answered. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#settled.push(resolve);
      this.#receive();
    });
  }

  /** Waits for answers, if any are due. */
  #listen(): void {
    if (this.#pending.size === 0) return;
    this.#timer ??= setRepeatingTimer(() => this.#check(), CHECK_MS);
    this.#watch.begin();
  }

  /** Settles what was answered, and sends on what found no room. */
  #receive(): void {
    // The bell of a place that another thread has now may still wake this one.
    if (this.#membership.hasLeft) return;
    this.#settleUnlessDamaged();
    if (this.#sender.flush()) this.#membership.bell.ring();
    if (this.#pending.size > 0) this.#lookAfterOwner();
    if (this.#pending.size > 0 || this.#settled.length === 0) return;
    this.#rest();
    const settled = this.#settled;
    this.#settled = [];
    for (const resolve of settled) resolve();
  }

  #rest(): void {
    clearRepeatingTimer(this.#timer);
    this.#timer = undefined;
  }

  #settleUnlessDamaged(): void {
    try {
      this.#settle();
    } catch (error) {
      if (!(error instanceof RingFault)) throw error;
      this.#isDamaged = true;
    }
  }

  #settle(): void {
    const replies = this.#replies;
    while (replies.next()) {
      const { tag, flags, views, start, length } = replies;
      const pending = this.#pending.take(tag);
      // One whose time was up.
      if (pending === undefined) continue;
      if (flags === FAILED) pending.reject(decodeError(views.u8.slice(start, start + length)));
      else pending.resolve(views.f64[start / 8] as number);
    }
    replies.release();
  }

  /** Rejects what will never be answered. */
  #lookAfterOwner(): void {
    if (this.#isDamaged || this.#membership.isExpelled) this.#rejectAll(laneDamaged());
    else if (this.#membership.isOwnerGone) {
      // An owner that closes has answered before what it had taken, perhaps after this thread looked last.
      this.#settleUnlessDamaged();
      for (const ticket of this.#sender.giveUp()) this.#pending.take(ticket)?.reject(ownerClosed());
      this.#rejectAll(closedMeanwhile());
    }
  }

  #rejectAll(error: EcsDbError): void {
    for (let pending = this.#pending.takeFirst(); pending !== undefined; pending = this.#pending.takeFirst()) {
      pending.reject(error);
    }
  }

  #check(): void {
    this.#receive();
    const overdue = monotonicMs() - this.#options.timeoutMs;
    while ((this.#pending.first?.sentAt ?? overdue) < overdue) {
      this.#pending.takeFirst()?.reject(noAnswer(this.#options.timeoutMs));
    }
    this.#receive();
    // Here and not after each answer, because the next transaction often follows.
    if (this.#pending.size === 0) this.#rest();
  }

  /** Blocks the thread until `isDone`, which is asked each time when the owner has rung. Throws when the owner is gone, or takes too long. */
  #sleepUntil(isDone: () => boolean, tooLong: (timeoutMs: number) => EcsDbError): void {
    const until = monotonicMs() + this.#options.timeoutMs;
    for (;;) {
      this.#own.listen(); // B1
      this.#receive(); // B2
      if (isDone()) break;
      this.#assertOwner();
      if (monotonicMs() > until) throw tooLong(this.#options.timeoutMs);
      this.#own.wait(CHECK_MS); // B3
    }
    // Whoever listens beside this goes on listening.
    if (!this.#watch.isAsleep) this.#own.awake();
  }

  #assertOwner(): void {
    if (this.#isDamaged || this.#membership.isExpelled) throw laneDamaged();
    if (this.#membership.isOwnerGone) throw ownerClosed();
  }
}

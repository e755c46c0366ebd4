/** The thread's end of its lane: transactions go out, and what became of them comes back. */

import { clearRepeatingTimer, monotonicMs, setRepeatingTimer } from '../../clock.js';
import type { EcsDbError } from '../../errors.js';
import {
  Bell,
  FAILED,
  laneOf,
  MessageReceiver,
  MessageSender,
  RingConsumer,
  RingFault,
  RingProducer,
  Watch,
} from '../lane/index.js';
import { type DatabaseHandle, decodeError, SLOT_BELL, slotAt } from '../shared/index.js';
import type { AttachOptions } from './attach-options.js';
import type { AttachedStore } from './attached-store.js';
import { IdStock } from './id-stock.js';
import { closedBefore, closedMeanwhile, laneDamaged, noAnswer, noIds, notSent, ownerClosed } from './lane-errors.js';
import type { Membership } from './membership.js';
import { PendingList } from './pending.js';
import { RemoteRecorder, type RemoteTransaction } from './remote-transaction.js';

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
    const ids = new IdStock(new RingConsumer(lane.ids), bell, (isDone) =>
      this.#sleepUntil(isDone, () => noIds(options.timeoutMs)),
    );
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
      if (this.#options.whenFull === 'block' && !this.#store.isHeld) this.#blockUntilSent(ticket);
      this.#listen();
    });
  }

  /** Blocks until the ring has taken everything up to this transaction. Throws if it does not in time. */
  #blockUntilSent(ticket: number): void {
    try {
      this.#sleepUntil(
        () => !this.#sender.isWaiting,
        () => this.#noAnswerTo(ticket),
      );
    } catch (error) {
      this.#pending.take(ticket);
      this.#listen();
      throw error;
    }
  }

  /** The error of a transaction whose time is up. One that was not sent is withdrawn, so that its outcome is known. */
  #noAnswerTo(ticket: number): EcsDbError {
    const { timeoutMs } = this.#options;
    return this.#sender.withdraw(ticket) ? notSent(timeoutMs) : noAnswer(timeoutMs);
  }

  /** Resolves when everything that was sent has been answered. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#settled.push(resolve);
      this.#receive();
    });
  }

  /** Stops listening, before the place is left to another thread. */
  end(): void {
    this.#watch.end();
  }

  /** Waits for answers, and for space for the rest of a long transaction whose time was up. */
  #listen(): void {
    if (this.#pending.size > 0) this.#timer ??= setRepeatingTimer(() => this.#check(), CHECK_MS);
    else if (!this.#sender.isWaiting) return;
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
    // The owner may have more replies than there was space for.
    if (replies.release()) this.#membership.bell.ring();
  }

  /** Rejects what will never be answered. */
  #lookAfterOwner(): void {
    if (this.#isDamaged || this.#membership.isExpelled) {
      this.#sender.giveUp();
      this.#rejectAll(laneDamaged);
    } else if (this.#membership.isOwnerGone) {
      // An owner that closes has answered before what it had taken, perhaps after this thread looked last.
      this.#settleUnlessDamaged();
      this.#sender.giveUp();
      this.#rejectAll((ticket) => (this.#membership.wasTaken(ticket) ? closedMeanwhile() : closedBefore()));
    }
  }

  #rejectAll(errorOf: (ticket: number) => EcsDbError): void {
    const pending = this.#pending;
    while (pending.size > 0) {
      const error = errorOf(pending.firstTicket);
      pending.takeFirst()?.reject(error);
    }
  }

  #check(): void {
    this.#receive();
    const overdue = monotonicMs() - this.#options.timeoutMs;
    while ((this.#pending.first?.sentAt ?? overdue) < overdue) {
      const error = this.#noAnswerTo(this.#pending.firstTicket);
      this.#pending.takeFirst()?.reject(error);
    }
    this.#receive();
    // Here and not after each answer, because the next transaction often follows.
    if (this.#pending.size === 0) this.#rest();
  }

  /** Blocks the thread until `isDone`, which is asked each time when the owner has rung. Throws when the owner is gone, or takes too long. */
  #sleepUntil(isDone: () => boolean, tooLong: () => EcsDbError): void {
    const until = monotonicMs() + this.#options.timeoutMs;
    for (;;) {
      this.#own.listen(); // B1
      this.#receive(); // B2
      if (isDone()) break;
      this.#assertOwner();
      if (monotonicMs() > until) throw tooLong();
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

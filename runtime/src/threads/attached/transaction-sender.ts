/** The thread's end of its lane: it sends transactions and receives their replies. */

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
  VERSION_BYTES,
  Watch,
} from '../lane/index.js';
import { type DatabaseHandle, decodeError, SLOT_BELL, slotAt } from '../shared/index.js';
import type { AttachOptions } from './attach-options.js';
import type { AttachedStore } from './attached-store.js';
import { IdStock } from './id-stock.js';
import {
  closedBefore,
  closedMeanwhile,
  laneDamaged,
  noFeed,
  noIds,
  noReply,
  notSent,
  ownerClosed,
} from './lane-errors.js';
import type { Membership } from './membership.js';
import { PendingList } from './pending.js';
import { RemoteRecorder } from './remote-recorder.js';
import type { RemoteTransaction } from './remote-transaction.js';

/**
 * How often the thread checks for transactions whose time is up, in milliseconds. It also checks for replies, in case a
 * wake-up was lost.
 */
const CHECK_MS = 100;

export class TransactionSender {
  readonly #store: AttachedStore;
  readonly #options: Required<AttachOptions>;
  readonly #membership: Membership;
  /** The bell of this thread. */
  readonly #bell: Bell;
  readonly #sender: MessageSender;
  readonly #replies: MessageReceiver;
  readonly #recorder: RemoteRecorder;
  readonly #pending: PendingList = new PendingList();
  /** Waits for replies. */
  readonly #watch: Watch;
  /** True once the ring of replies contains what the owner does not write. */
  #isDamaged = false;
  /** Keeps the thread alive while replies are pending, and for up to `CHECK_MS` after the last one. */
  #timer: ReturnType<typeof setRepeatingTimer> | undefined;
  #onSettled: (() => void)[] = [];
  /** Called before promises settle. */
  beforeReplies: () => void = () => {};

  constructor(store: AttachedStore, handle: DatabaseHandle, membership: Membership, options: Required<AttachOptions>) {
    const { words, slot, ownerBell } = membership;
    const lane = laneOf(handle.lanes, handle.ringBytes, slot);
    this.#store = store;
    this.#options = options;
    this.#membership = membership;
    this.#bell = new Bell(words, slotAt(slot) + SLOT_BELL);
    this.#sender = new MessageSender(new RingProducer(lane.requests));
    this.#replies = new MessageReceiver(new RingConsumer(lane.replies));
    const ids = new IdStock(new RingConsumer(lane.ids), ownerBell, (isDone) =>
      this.#blockUntil(isDone, () => noIds(options.timeoutMs)),
    );
    this.#recorder = new RemoteRecorder(store, ids);
    this.#watch = new Watch(
      this.#bell,
      () => this.#replies.hasNext,
      () => {
        this.#receive();
        this.#watchReplies();
      },
    );
  }

  /** Records a transaction and sends it. Resolves with what `pick` returns for its result and its version. */
  send<Result, Value>(
    run: (tx: RemoteTransaction) => Result,
    pick: (result: Result, version: number) => Value,
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#requireOwner();
      const result = this.#recorder.record(run);
      const ticket = this.#pending.add({
        sentAt: monotonicMs(),
        resolve: (version) => resolve(pick(result, version)),
        reject,
      });
      this.#sender.sendFrom(this.#recorder.views, this.#recorder.length, ticket, 0);
      this.#membership.ownerBell.ring();
      // While this thread holds a version, the owner may wait for it and release no space.
      if (this.#options.whenFull === 'block' && !this.#store.isHeld) this.#blockUntilSent(ticket);
      this.#watchReplies();
    });
  }

  /** Blocks until the ring contains all transactions up to this one. Throws if that takes too long. */
  #blockUntilSent(ticket: number): void {
    try {
      this.#blockUntil(
        () => !this.#sender.hasQueued,
        () => this.#timeoutOf(ticket),
      );
    } catch (error) {
      this.#pending.take(ticket);
      this.#watchReplies();
      throw error;
    }
  }

  /** The error of a transaction whose time is up. If it was not sent, it is withdrawn, so that its outcome is known. */
  #timeoutOf(ticket: number): EcsDbError {
    const { timeoutMs } = this.#options;
    return this.#sender.withdraw(ticket) ? notSent(timeoutMs) : noReply(timeoutMs);
  }

  /** Resolves once no transaction is pending. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#onSettled.push(resolve);
      this.#receive();
    });
  }

  /** Blocks until the owner has served a wish for commits. It rings when it has. */
  waitForOwner(isServed: () => boolean): void {
    if (!isServed()) this.#blockUntil(isServed, () => noFeed(this.#options.timeoutMs));
  }

  /** Stops waiting for replies. Called before the slot is released. */
  end(): void {
    this.#watch.end();
  }

  /** Waits for replies, and for space for the rest of a long transaction whose time was up. */
  #watchReplies(): void {
    if (this.#pending.size > 0) this.#timer ??= setRepeatingTimer(() => this.#check(), CHECK_MS);
    else if (!this.#sender.hasQueued) return;
    this.#watch.begin();
  }

  /** Receives replies, and sends queued transactions. */
  #receive(): void {
    // After this thread has left, the bell of its former slot may still wake it.
    if (this.#membership.hasLeft) return;
    this.#settleUnlessDamaged();
    if (this.#sender.flush()) this.#membership.ownerBell.ring();
    if (this.#pending.size > 0) this.#rejectUnanswerable();
    if (this.#pending.size > 0 || this.#onSettled.length === 0) return;
    this.#stopTimer();
    const onSettled = this.#onSettled;
    this.#onSettled = [];
    for (const resolve of onSettled) resolve();
  }

  #stopTimer(): void {
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
    let isFirst = true;
    while (replies.next()) {
      // Not before the loop: a reply may arrive after a check there.
      if (isFirst) this.beforeReplies();
      isFirst = false;
      const { tag, flags, views, start, length } = replies;
      const pending = this.#pending.take(tag);
      // The time of this transaction was up before its reply arrived.
      if (pending === undefined) continue;
      if (flags === FAILED) pending.reject(decodeError(views.u8.slice(start, start + length)));
      else pending.resolve(views.f64[start / VERSION_BYTES] as number);
    }
    // The owner may have queued replies because there was no space.
    if (replies.release()) this.#membership.ownerBell.ring();
  }

  /** Rejects all pending transactions if the owner will send no more replies. */
  #rejectUnanswerable(): void {
    if (this.#isDamaged || this.#membership.isExpelled) {
      this.#sender.dropQueued();
      this.#rejectAll(laneDamaged);
    } else if (this.#membership.isOwnerGone) {
      // The owner sends its last replies before it closes, perhaps after this thread last received.
      this.#settleUnlessDamaged();
      this.#sender.dropQueued();
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
      const error = this.#timeoutOf(this.#pending.firstTicket);
      this.#pending.takeFirst()?.reject(error);
    }
    this.#receive();
    // Here and not after each reply, because the next transaction often follows soon.
    if (this.#pending.size === 0) this.#stopTimer();
  }

  /**
   * Blocks the thread until `isDone` returns true. It is called each time that the owner rings. Throws if the owner is
   * gone or too slow.
   */
  #blockUntil(isDone: () => boolean, timeoutError: () => EcsDbError): void {
    const until = monotonicMs() + this.#options.timeoutMs;
    for (;;) {
      this.#bell.listen(); // B1
      this.#receive(); // B2
      if (isDone()) break;
      this.#requireOwner();
      if (monotonicMs() > until) throw timeoutError();
      this.#bell.wait(CHECK_MS); // B3
    }
    // If the watch sleeps at the same bell, it must still be woken.
    if (!this.#watch.isAsleep) this.#bell.stopListening();
  }

  #requireOwner(): void {
    if (this.#isDamaged || this.#membership.isExpelled) throw laneDamaged();
    if (this.#membership.isOwnerGone) throw ownerClosed();
  }
}

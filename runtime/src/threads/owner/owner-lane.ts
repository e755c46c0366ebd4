/** The owner's end of one thread's lane. */

import type { Entities, Entity } from '../../entity/index.js';
import { type Views, viewsOver } from '../../memory/index.js';
import { Bell, FAILED, type Lane, MessageReceiver, MessageSender, RingConsumer, RingProducer } from '../lane/index.js';
import {
  encodeError,
  SLOT_BELL,
  SLOT_PIN,
  SLOT_TAKEN,
  SLOT_TASK,
  SLOT_TASK_START,
  SLOT_THREAD,
  slotAt,
} from '../shared/index.js';
import type { OperationApplier } from './apply-operations.js';
import { RemoteRequest } from './remote-request.js';

/** Ids that are handed over at once. */
const IDS = 256;
const ID_BYTES = 8;
const VERSION_BYTES = 8;

export class OwnerLane {
  readonly slot: number;
  /** The number of the thread. */
  readonly thread: number;
  /** Ids that the thread was given and that have not come to life. */
  readonly issued: Set<Entity> = new Set();
  readonly #words: Int32Array;
  readonly #bell: Bell;
  readonly #requests: MessageReceiver;
  readonly #replies: MessageSender;
  readonly #ids: RingProducer;
  readonly #version: Views = viewsOver(new ArrayBuffer(VERSION_BYTES), 0, VERSION_BYTES);
  /** Something has come that the thread may wait for: a reply, ids, or room. */
  #hasNews = false;
  #isExpelled = false;
  /** Transactions that were taken, modulo 2^32: the ticket after the last one. */
  #taken = 0;

  readonly #applier: OperationApplier;

  constructor(words: Int32Array, slot: number, { requests, replies, ids }: Lane, applier: OperationApplier) {
    this.#words = words;
    this.#applier = applier;
    this.slot = slot;
    this.thread = Atomics.load(words, slotAt(slot) + SLOT_THREAD);
    this.#bell = new Bell(words, slotAt(slot) + SLOT_BELL);
    this.#requests = new MessageReceiver(new RingConsumer(requests));
    this.#replies = new MessageSender(new RingProducer(replies));
    this.#ids = new RingProducer(ids);
  }

  /** The thread's task; its id is 0 if it is unknown. */
  get task(): { readonly id: number; readonly startTime: number } {
    const at = slotAt(this.slot);
    return {
      id: Atomics.load(this.#words, at + SLOT_TASK),
      startTime: Atomics.load(this.#words, at + SLOT_TASK_START),
    };
  }

  get hasRequests(): boolean {
    return !this.#isExpelled && this.#requests.hasNext;
  }

  /** Takes only those transactions that have arrived by now. */
  endRequests(): void {
    this.#requests.end();
  }

  /** The side that the thread reads, plus one; 0 if none. */
  get pin(): number {
    return Atomics.load(this.#words, slotAt(this.slot) + SLOT_PIN);
  }

  /** True while replies wait for the thread to read those before them. */
  get hasUnsentReplies(): boolean {
    return !this.#isExpelled && this.#replies.isWaiting;
  }

  get bytesWaiting(): number {
    return this.#requests.waiting;
  }

  /** The next transaction, if one has arrived; the one before is gone then. Throws a `RingFault` when the lane is damaged. */
  take(): RemoteRequest | undefined {
    const requests = this.#requests;
    if (!this.hasRequests) return undefined;
    // There is room again, even if it was only a part of a long one.
    this.#hasNews = true;
    if (!requests.next()) return undefined;
    this.#taken = requests.tag + 1;
    return new RemoteRequest(this, this.#applier, requests.tag, requests.views, requests.start, requests.length);
  }

  reply(ticket: number, version: number): void {
    this.#version.f64[0] = version;
    this.#replies.sendFrom(this.#version, VERSION_BYTES, ticket, 0);
    this.#hasNews = true;
  }

  replyError(ticket: number, error: unknown): void {
    this.#replies.send(encodeError(error), ticket, FAILED);
    this.#hasNews = true;
  }

  /** Hands over ids until the thread has plenty; `spare` are used before new ones. */
  refill(entities: Entities, spare: Entity[]): void {
    for (;;) {
      const at = this.#ids.reserve(IDS * ID_BYTES);
      if (at < 0) return;
      const to = this.#ids.views.f64;
      for (let i = 0; i < IDS; i++) {
        const id = spare.pop() ?? entities.issue();
        this.issued.add(id);
        to[at / ID_BYTES + i] = id;
      }
      this.#ids.commit(IDS * ID_BYTES, 0);
      this.#hasNews = true;
    }
  }

  /** Sends replies that found no room, and wakes the thread if there is anything new for it. */
  tell(): void {
    if (this.#requests.release()) this.#hasNews = true;
    if (this.#replies.flush()) this.#hasNews = true;
    if (!this.#hasNews) return;
    this.#hasNews = false;
    this.#bell.ring();
  }

  /** Tells the thread, which learns in a moment that the database is closed, which of its transactions were taken. */
  publishTaken(): void {
    Atomics.store(this.#words, slotAt(this.slot) + SLOT_TAKEN, this.#taken);
  }

  /** Takes nothing from the thread any more. */
  expel(): void {
    this.#isExpelled = true;
    this.wake();
  }

  /** Wakes the thread, whatever there is. */
  wake(): void {
    this.#bell.ring();
  }
}

/** The owner's end of one thread's lane. */

import type { Entities, Entity } from '../../entity/index.js';
import { type Views, viewsOver } from '../../memory/index.js';
import {
  Bell,
  FAILED,
  ID_BYTES,
  type Lane,
  MessageReceiver,
  MessageSender,
  RingConsumer,
  RingProducer,
  VERSION_BYTES,
} from '../lane/index.js';
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
import type { OperationApplier } from './accepted-operations.js';
import { RemoteRequest } from './remote-request.js';

/** Ids in one message. */
const IDS = 256;

export class OwnerLane {
  readonly slot: number;
  /** The number of the thread. */
  readonly thread: number;
  /** Ids that were sent to the thread and of which no entity is alive. */
  readonly issued: Set<Entity> = new Set();
  readonly #words: Int32Array;
  readonly #bell: Bell;
  readonly #requests: MessageReceiver;
  readonly #replies: MessageSender;
  readonly #ids: RingProducer;
  readonly #version: Views = viewsOver(new ArrayBuffer(VERSION_BYTES), 0, VERSION_BYTES);
  /** True if there is something new that the thread may wait for: a reply, ids, or released space. */
  #mustRing = false;
  #isExpelled = false;
  /** Number of transactions that were taken, modulo 2^32. It is the ticket after the last one. */
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

  /** The thread's task in the operating system. Its id is 0 if it is unknown. */
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

  /** From now on, only transactions that have arrived by now are taken. */
  endRequests(): void {
    this.#requests.end();
  }

  /** The side that the thread reads, plus one; 0 if it reads none. */
  get pin(): number {
    return Atomics.load(this.#words, slotAt(this.slot) + SLOT_PIN);
  }

  /** True while replies are queued because the thread has not read earlier ones. */
  get hasUnsentReplies(): boolean {
    return !this.#isExpelled && this.#replies.hasQueued;
  }

  /** Bytes of transactions that were not taken. */
  get pendingBytes(): number {
    return this.#requests.pendingBytes;
  }

  /**
   * The next transaction, if one has arrived. Its memory is valid until the next call. Throws a `RingFault` if the lane
   * is damaged.
   */
  takeRequest(): RemoteRequest | undefined {
    const requests = this.#requests;
    if (!this.hasRequests) return undefined;
    // `next` releases space, even if it finds only a part of a long transaction.
    this.#mustRing = true;
    if (!requests.next()) return undefined;
    this.#taken = requests.tag + 1;
    return new RemoteRequest(this, this.#applier, requests.tag, requests.views, requests.start, requests.length);
  }

  reply(ticket: number, version: number): void {
    this.#version.f64[0] = version;
    this.#replies.sendFrom(this.#version, VERSION_BYTES, ticket, 0);
    this.#mustRing = true;
  }

  replyError(ticket: number, error: unknown): void {
    this.#replies.send(encodeError(error), ticket, FAILED);
    this.#mustRing = true;
  }

  /** Sends ids until the ring is full. Ids in `spare` are used before new ones. */
  refillIds(entities: Entities, spare: Entity[]): void {
    for (;;) {
      const at = this.#ids.reserve(IDS * ID_BYTES);
      if (at < 0) return;
      const to = this.#ids.views.f64;
      const first = at / ID_BYTES;
      for (let i = 0; i < IDS; i++) {
        const id = spare.pop() ?? entities.issue();
        this.issued.add(id);
        to[first + i] = id;
      }
      this.#ids.commit(IDS * ID_BYTES, 0);
      this.#mustRing = true;
    }
  }

  /** Sends queued replies, and rings the thread's bell if there is anything new for it. */
  flush(): void {
    if (this.#requests.release()) this.#mustRing = true;
    if (this.#replies.flush()) this.#mustRing = true;
    if (!this.#mustRing) return;
    this.#mustRing = false;
    this.#bell.ring();
  }

  /** Publishes which of the thread's transactions were taken, before the thread learns that the database is closed. */
  publishTaken(): void {
    Atomics.store(this.#words, slotAt(this.slot) + SLOT_TAKEN, this.#taken);
  }

  /** From now on, nothing is taken from the thread. */
  expel(): void {
    this.#isExpelled = true;
    this.wake();
  }

  /** Rings the thread's bell in any case. */
  wake(): void {
    this.#bell.ring();
  }
}

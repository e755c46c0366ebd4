/** Messages of any length, through a ring: long ones go in parts. */

import { copyBytes, GrowableBytes, type Views } from '../../memory/index.js';
import { type RingConsumer, RingFault, type RingProducer } from './ring.js';

/** Flag of a part that is not the last one. */
const MORE = 4;
/** Bytes of a message at most; a transaction of that size is refused before it is sent. */
const MESSAGE_BYTES_MAX = 2 ** 30;
/** Parts that a ring can hold, so that the next ones are on their way while the first are taken out. */
const PARTS = 8;
/** Bytes for gathering parts, to begin with. */
const GATHER_BYTES = 2 ** 16;

interface Waiting {
  readonly bytes: Uint8Array;
  readonly tag: number;
  readonly flags: number;
  /** Bytes of it that have been sent. */
  sent: number;
  /** The one behind it in the queue. */
  next: Waiting | undefined;
}

/** Sends messages in their order; what finds no room waits, and is sent by `flush`. */
export class MessageSender {
  readonly #ring: RingProducer;
  readonly #partBytes: number;
  /** The queue of what waits: its first and, if there is a first, its last. */
  #first: Waiting | undefined;
  #last: Waiting | undefined;

  constructor(ring: RingProducer) {
    this.#ring = ring;
    this.#partBytes = Math.floor(ring.longest / (PARTS / 2) / 8) * 8;
  }

  /** True when something has found no room yet. */
  get isWaiting(): boolean {
    return this.#first !== undefined;
  }

  /** Sends the first `length` bytes of the views. Hot: without an array for them, if there is room. */
  sendFrom(views: Views, length: number, tag: number, flags: number): void {
    const ring = this.#ring;
    const at = this.#first === undefined && length <= this.#partBytes ? ring.reserve(length) : -1;
    if (at < 0) {
      this.send(views.u8.subarray(0, length), tag, flags);
      return;
    }
    copyBytes(views, 0, ring.views, at, length);
    ring.commit(length, tag, flags);
  }

  /** Gives up what has not been sent whole; for the receiver it has never happened. */
  giveUp(): void {
    this.#first = undefined;
  }

  /** Withdraws the message with this tag; false when it is not in the queue, or a part of it has been sent. Fast for the oldest ones. */
  withdraw(tag: number): boolean {
    let before: Waiting | undefined;
    for (let message = this.#first; message !== undefined; message = message.next) {
      if (message.tag === tag) {
        if (message.sent > 0) return false;
        if (before === undefined) this.#first = message.next;
        else before.next = message.next;
        if (message.next === undefined) this.#last = before;
        return true;
      }
      before = message;
    }
    return false;
  }

  /** `bytes` are copied. `flags` are below 4. */
  send(bytes: Uint8Array, tag: number, flags: number): void {
    if (this.#first === undefined && bytes.length <= this.#partBytes && this.#sendPart(bytes, tag, flags)) return;
    const message = { bytes: bytes.slice(), tag, flags, sent: 0, next: undefined };
    if (this.#first === undefined) this.#first = message;
    else if (this.#last !== undefined) this.#last.next = message;
    this.#last = message;
    this.flush();
  }

  /** Sends on what waits; true when anything was sent. If the ring is full, the consumer is asked to ring when it has released space. */
  flush(): boolean {
    let hasSent = false;
    for (let message = this.#first; message !== undefined; message = this.#first) {
      const { bytes, tag, flags, sent } = message;
      const part = bytes.subarray(sent, sent + this.#partBytes);
      const isLast = sent + part.length === bytes.length;
      const partFlags = isLast ? flags : flags | MORE;
      if (!this.#sendPart(part, tag, partFlags)) {
        this.#ring.askForSpace();
        if (!this.#sendPart(part, tag, partFlags)) return hasSent;
      }
      hasSent = true;
      message.sent += part.length;
      if (isLast) this.#first = message.next;
    }
    this.#last = undefined;
    return hasSent;
  }

  #sendPart(part: Uint8Array, tag: number, flags: number): boolean {
    const at = this.#ring.reserve(part.length);
    if (at < 0) return false;
    this.#ring.views.u8.set(part, at);
    this.#ring.commit(part.length, tag, flags);
    return true;
  }
}

/** Receives messages whole: in place where they came in one part, gathered where they did not. */
export class MessageReceiver {
  /** Of the message that it stands on: where its bytes begin in the views, and how many they are. */
  views: Views;
  start = 0;
  length = 0;
  tag = 0;
  flags = 0;
  readonly #ring: RingConsumer;
  readonly #bytesMax: number;
  #gathered: GrowableBytes | undefined;
  #gatheredViews: Views;
  /** Bytes of a message whose last part has not come. */
  #gatheredLength = 0;

  /** A message of more than `bytesMax` bytes is a fault. */
  constructor(ring: RingConsumer, bytesMax: number = MESSAGE_BYTES_MAX) {
    this.#ring = ring;
    this.#bytesMax = bytesMax;
    this.views = ring.views;
    this.#gatheredViews = ring.views;
  }

  /** True when something has come, though perhaps not a whole message. */
  get hasNext(): boolean {
    return this.#ring.hasNext;
  }

  /** Receives only what has arrived by now; a message that has arrived in part is never received. */
  end(): void {
    this.#ring.end();
  }

  /** Bytes in the ring. */
  get waiting(): number {
    return this.#ring.waiting;
  }

  /** Moves to the next message, if all of it has come. The one before is gone. Throws a `RingFault`. */
  next(): boolean {
    const ring = this.#ring;
    ring.release();
    while (ring.next()) {
      const isMore = (ring.flags & MORE) !== 0;
      if (!isMore && this.#gatheredLength === 0) {
        this.#stand(ring.views, ring.start, ring.length);
        return true;
      }
      this.#gather();
      ring.release();
      if (isMore) continue;
      this.#stand(this.#gatheredViews, 0, this.#gatheredLength);
      this.#gatheredLength = 0;
      return true;
    }
    return false;
  }

  /** Releases the space of the message that it stands on; true when the sender has asked to be rung. */
  release(): boolean {
    this.#ring.release();
    return this.#ring.takeSpaceRequest();
  }

  #stand(views: Views, start: number, length: number): void {
    this.views = views;
    this.start = start;
    this.length = length;
    this.tag = this.#ring.tag;
    this.flags = this.#ring.flags & ~MORE;
  }

  #gather(): void {
    const { views, start, length, tag } = this.#ring;
    const before = this.#gatheredLength;
    if (before > 0 && tag !== this.tag) throw new RingFault(`a part of message ${tag} among those of ${this.tag}`);
    this.tag = tag;
    if (before + length > this.#bytesMax) throw new RingFault(`a message of more than ${this.#bytesMax} bytes`);
    this.#makeRoom(before + length);
    this.#gatheredViews.u8.set(views.u8.subarray(start, start + length), before);
    this.#gatheredLength = before + length;
  }

  #makeRoom(length: number): void {
    this.#gathered ??= this.#begin();
    if (length <= this.#gatheredViews.length) return;
    const capacity = Math.min(Math.max(length, this.#gatheredViews.length * 2), this.#bytesMax);
    this.#gatheredViews = this.#gathered.grow(Math.ceil(capacity / 8) * 8);
  }

  #begin(): GrowableBytes {
    const gathered = new GrowableBytes(0, Math.ceil(this.#bytesMax / 8) * 8);
    this.#gatheredViews = gathered.grow(Math.min(GATHER_BYTES, gathered.limit));
    return gathered;
  }
}

/** Messages of any length through a ring: a long message is sent in parts. */

import { copyBytes, GrowableBytes, type Views } from '../../memory/index.js';
import { type RingConsumer, RingFault, type RingProducer } from './ring.js';

/** Flag of a part that is not the last part of its message. */
const MORE = 4;
/** Longest message, in bytes. A transaction of that size is refused before it is sent. */
const MESSAGE_BYTES_MAX = 2 ** 30;
/** Parts that a ring has space for. So the producer can write the next parts while the consumer reads the first. */
const PARTS = 8;
/** First size of the memory in which parts are joined, in bytes. */
const JOINED_BYTES = 2 ** 16;
/** Lengths in memory are multiples of this, in bytes. */
const ALIGNMENT = 8;

interface QueuedMessage {
  readonly bytes: Uint8Array;
  readonly tag: number;
  readonly flags: number;
  /** Bytes that have been sent. */
  sent: number;
  /** The next message in the queue. */
  next: QueuedMessage | undefined;
}

/** Sends messages in order. A message that finds no space is queued; `flush` sends it. */
export class MessageSender {
  readonly #ring: RingProducer;
  readonly #partBytes: number;
  /** The queue: its first message and, if there is one, its last. */
  #first: QueuedMessage | undefined;
  #last: QueuedMessage | undefined;

  constructor(ring: RingProducer) {
    this.#ring = ring;
    this.#partBytes = alignedDown(ring.longest / (PARTS / 2));
  }

  get hasQueued(): boolean {
    return this.#first !== undefined;
  }

  /** Sends the first `length` bytes of the views. Hot: if there is space, it allocates no array for them. */
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

  /** Drops all queued messages. The receiver never receives a message of which only a part was sent. */
  dropQueued(): void {
    this.#first = undefined;
  }

  /**
   * Removes the message with this tag from the queue. False if it is not queued, or a part of it was sent. Fast for old
   * messages.
   */
  withdraw(tag: number): boolean {
    let before: QueuedMessage | undefined;
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

  /** `bytes` are copied. `flags` are less than `MORE`. */
  send(bytes: Uint8Array, tag: number, flags: number): void {
    if (this.#first === undefined && bytes.length <= this.#partBytes && this.#sendPart(bytes, tag, flags)) return;
    const message = { bytes: bytes.slice(), tag, flags, sent: 0, next: undefined };
    if (this.#first === undefined) this.#first = message;
    else if (this.#last !== undefined) this.#last.next = message;
    this.#last = message;
    this.flush();
  }

  /**
   * Sends queued messages. True if anything was sent. If the ring is full, asks the consumer to ring once it has
   * released space.
   */
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

/** Receives whole messages: in place if a message has one part, joined otherwise. */
export class MessageReceiver {
  /** The current message: where its bytes start in the views, and its length. */
  views: Views;
  start = 0;
  length = 0;
  tag = 0;
  flags = 0;
  readonly #ring: RingConsumer;
  readonly #bytesMax: number;
  #joined: GrowableBytes | undefined;
  #joinedViews: Views;
  /** Bytes of a message whose last part has not arrived. */
  #joinedLength = 0;

  /** A message of more than `bytesMax` bytes is a fault. */
  constructor(ring: RingConsumer, bytesMax: number = MESSAGE_BYTES_MAX) {
    this.#ring = ring;
    this.#bytesMax = bytesMax;
    this.views = ring.views;
    this.#joinedViews = ring.views;
  }

  /** True if at least a part of a message has arrived. */
  get hasNext(): boolean {
    return this.#ring.hasNext;
  }

  /** From now on, only what has arrived by now is received. A message that has arrived in part is never received. */
  end(): void {
    this.#ring.end();
  }

  /** Bytes in the ring. */
  get pendingBytes(): number {
    return this.#ring.pendingBytes;
  }

  /** Moves to the next message, if all of it has arrived, and releases the current one. Throws a `RingFault`. */
  next(): boolean {
    const ring = this.#ring;
    ring.release();
    while (ring.next()) {
      const isMore = (ring.flags & MORE) !== 0;
      if (!isMore && this.#joinedLength === 0) {
        this.#moveTo(ring.views, ring.start, ring.length);
        return true;
      }
      this.#join();
      ring.release();
      if (isMore) continue;
      this.#moveTo(this.#joinedViews, 0, this.#joinedLength);
      this.#joinedLength = 0;
      return true;
    }
    return false;
  }

  /** Releases the space of the current message. True if the sender has asked to be notified. */
  release(): boolean {
    this.#ring.release();
    return this.#ring.takeSpaceRequest();
  }

  #moveTo(views: Views, start: number, length: number): void {
    this.views = views;
    this.start = start;
    this.length = length;
    this.tag = this.#ring.tag;
    this.flags = this.#ring.flags & ~MORE;
  }

  #join(): void {
    const { views, start, length, tag } = this.#ring;
    const before = this.#joinedLength;
    if (before > 0 && tag !== this.tag) throw new RingFault(`a part of message ${tag} among those of ${this.tag}`);
    this.tag = tag;
    if (before + length > this.#bytesMax) throw new RingFault(`a message of more than ${this.#bytesMax} bytes`);
    this.#reserve(before + length);
    this.#joinedViews.u8.set(views.u8.subarray(start, start + length), before);
    this.#joinedLength = before + length;
  }

  #reserve(length: number): void {
    this.#joined ??= this.#allocate();
    if (length <= this.#joinedViews.length) return;
    const capacity = Math.min(Math.max(length, this.#joinedViews.length * 2), this.#bytesMax);
    this.#joinedViews = this.#joined.grow(alignedUp(capacity));
  }

  #allocate(): GrowableBytes {
    const joined = new GrowableBytes(0, alignedUp(this.#bytesMax));
    this.#joinedViews = joined.grow(Math.min(JOINED_BYTES, joined.limit));
    return joined;
  }
}

function alignedDown(bytes: number): number {
  return Math.floor(bytes / ALIGNMENT) * ALIGNMENT;
}

function alignedUp(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Messages of any length, through a ring: long ones go in parts. */

import { assert } from '../errors.js';
import { GrowableBytes, type Views } from '../memory/index.js';
import { type RingConsumer, RingFault, type RingProducer } from './ring.js';

/** Flag of a part that is not the last one. */
const MORE = 4;
/** Bytes of a message at most; a transaction of that size is refused before it is sent. */
const MESSAGE_BYTES_MAX = 2 ** 30;
/** Room that waits for parts of a long message keeps others from being sent. */
const PARTS = 4;

interface Waiting {
  readonly bytes: Uint8Array;
  readonly tag: number;
  readonly flags: number;
  sent: number;
}

/** Sends messages in their order; what finds no room waits, and is sent by `flush`. */
export class MessageSender {
  readonly #ring: RingProducer;
  readonly #waiting: Waiting[] = [];

  constructor(ring: RingProducer) {
    this.#ring = ring;
  }

  /** True when something has found no room yet. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** `bytes` are copied. `flags` are below 4. */
  send(bytes: Uint8Array, tag: number, flags: number): void {
    if (this.#waiting.length === 0 && bytes.length <= this.#partBytes && this.#sendPart(bytes, tag, flags)) return;
    this.#waiting.push({ bytes: bytes.slice(), tag, flags, sent: 0 });
    this.flush();
  }

  /** Sends on what waits; true when anything was sent. */
  flush(): boolean {
    let hasSent = false;
    for (let message = this.#waiting[0]; message !== undefined; message = this.#waiting[0]) {
      const { bytes, tag, flags, sent } = message;
      const part = bytes.subarray(sent, sent + this.#partBytes);
      const isLast = sent + part.length === bytes.length;
      if (!this.#sendPart(part, tag, isLast ? flags : flags | MORE)) return hasSent;
      hasSent = true;
      message.sent += part.length;
      if (isLast) this.#waiting.shift();
    }
    return hasSent;
  }

  get #partBytes(): number {
    return Math.floor(this.#ring.longest / PARTS / 8) * 8;
  }

  #sendPart(part: Uint8Array, tag: number, flags: number): boolean {
    const at = this.#ring.reserve(part.length);
    if (at < 0) return false;
    this.#ring.u8.set(part, at);
    this.#ring.commit(part.length, tag, flags);
    return true;
  }
}

/** Receives messages whole: in place where they came in one part, gathered where they did not. */
export class MessageReceiver {
  views: Views;
  start = 0;
  length = 0;
  tag = 0;
  flags = 0;
  readonly #ring: RingConsumer;
  #gathered: GrowableBytes | undefined;
  #gatheredViews: Views;
  /** Bytes of a message whose last part has not come. */
  #gatheredLength = 0;

  constructor(ring: RingConsumer) {
    this.#ring = ring;
    this.views = ring.views;
    this.#gatheredViews = ring.views;
  }

  /** True when something has come, though perhaps not a whole message. */
  get hasNext(): boolean {
    return this.#ring.hasNext;
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

  /** Gives back the room of the message that it stands on. */
  release(): void {
    this.#ring.release();
  }

  #stand(views: Views, start: number, length: number): void {
    this.views = views;
    this.start = start;
    this.length = length;
    this.tag = this.#ring.tag;
    this.flags = this.#ring.flags & ~MORE;
  }

  #gather(): void {
    const { views, start, length } = this.#ring;
    const end = this.#gatheredLength + length;
    if (end > MESSAGE_BYTES_MAX) throw new RingFault(`a message of more than ${MESSAGE_BYTES_MAX} bytes`);
    if (this.#gathered === undefined || end > this.#gatheredViews.length) {
      this.#gathered ??= new GrowableBytes(0, MESSAGE_BYTES_MAX);
      const capacity = Math.min(Math.max(end, this.#gatheredLength * 2, 2 ** 16), MESSAGE_BYTES_MAX);
      this.#gatheredViews = this.#gathered.grow(Math.ceil(capacity / 8) * 8);
    }
    assert(end <= this.#gatheredViews.length, 'there is room for what is gathered');
    this.#gatheredViews.u8.set(views.u8.subarray(start, start + length), this.#gatheredLength);
    this.#gatheredLength = end;
  }
}

/**
 * Large frames in parts. Both ends see a message when all of it has come, or has gone; so without parts, a slow network
 * that takes longer for a frame than an end is patient would look like a dead one.
 */

import { ProtocolError } from './byte-reader.js';
import { frame } from './frame-parts.js';
import { FRAME, type Part } from './frame-types.js';

/** Of the frame that is sent in a part. A network with 1.1 KB in a second needs 15 s for it. */
const PART_BYTES = 16 * 1024;
/** Of a frame that comes in parts. */
const BYTES_MAX = 512 * 1024 * 1024;

/** The messages that bring a frame. */
export function messagesOf(whole: Uint8Array): readonly Uint8Array[] {
  if (whole.length <= PART_BYTES) return [whole];
  const parts: Uint8Array[] = [];
  for (let at = 0; at < whole.length; at += PART_BYTES) {
    parts.push(encodePart({ isLast: at + PART_BYTES >= whole.length, bytes: whole.subarray(at, at + PART_BYTES) }));
  }
  return parts;
}

export function encodePart({ isLast, bytes }: Part): Uint8Array {
  return frame(FRAME.part, (to) => {
    to.u8(isLast ? 1 : 0);
    to.bytes(bytes);
  });
}

/** Puts the parts of a connection together. */
export class Parts {
  #parts: Uint8Array[] = [];
  #length = 0;

  /** Returns the frame after its last part. The bytes are copied. */
  add({ isLast, bytes }: Part): Uint8Array | undefined {
    if (bytes.length === 0) throw new ProtocolError('a part of a frame is empty');
    if (this.#length + bytes.length > BYTES_MAX) throw new ProtocolError(`a frame has more than ${BYTES_MAX} bytes`);
    this.#parts.push(bytes.slice());
    this.#length += bytes.length;
    if (!isLast) return undefined;
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    this.clear();
    return whole;
  }

  /** A connection begins. */
  clear(): void {
    this.#parts = [];
    this.#length = 0;
  }
}

/** WebSocket frames of binary messages, as a server sends them: RFC 6455, "Base Framing Protocol". */

/** The last frame of a message, which is binary. */
const BINARY = 0x82;
const SHORT_MAX = 125;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/**
 * A message that many clients get is framed once. Writing one buffer takes about a fifth less of the processor's time
 * than `send` of `ws`, which writes a header and a body for each client.
 */
export class SocketFrames {
  readonly #framed: WeakMap<Uint8Array, Buffer> = new WeakMap();
  #lastMessage: Uint8Array | undefined;
  #lastFramed: Buffer = Buffer.alloc(0);

  /** Hot: called for each step of each client; most get the same as the one before. */
  of(message: Uint8Array): Buffer {
    if (message === this.#lastMessage) return this.#lastFramed;
    let framed = this.#framed.get(message);
    if (framed === undefined) {
      framed = socketFrame(message);
      this.#framed.set(message, framed);
    }
    this.#lastMessage = message;
    this.#lastFramed = framed;
    return framed;
  }
}

function socketFrame(message: Uint8Array): Buffer {
  const { length } = message;
  const start = length <= SHORT_MAX ? 2 : length < 2 ** 16 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = BINARY;
  if (start === 2) {
    frame[1] = length;
  } else if (start === 4) {
    frame[1] = LENGTH_16;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LENGTH_64;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(message, start);
  return frame;
}

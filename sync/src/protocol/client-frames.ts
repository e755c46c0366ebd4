/** Frames of a client as bytes: docs/protocol.md. */

import { ByteReader, ProtocolError } from './byte-reader.js';
import { CLOSE } from './close-codes.js';
import { frame, numbers, readPosition, requireSkipped, writePosition } from './frame-parts.js';
import { type ClientFrame, FRAME, type Hello, LIMITS, PROTOCOL_VERSION, type Subscribe } from './frame-types.js';
import { decodeHeldIds } from './held-ids.js';
import { bytesOfHex, hexOfBytes, ID_BYTES } from './ids.js';

export function encodeHello({
  protocol,
  schemaHash,
  clientId,
  token,
  hz,
  bytesPerSecond,
  position,
}: Hello): Uint8Array {
  return frame(FRAME.hello, (to) => {
    to.varint(protocol);
    to.bytes(bytesOfHex(schemaHash));
    to.bytes(bytesOfHex(clientId));
    to.text(token);
    to.varint(hz);
    to.varint(bytesPerSecond);
    writePosition(to, position);
  });
}

export function encodeSubscribe({ subscription, view, params }: Subscribe): Uint8Array {
  return frame(FRAME.subscribe, (to) => {
    to.varint(subscription);
    to.text(view);
    to.text(params);
  });
}

export function encodeUnsubscribe(subscription: number): Uint8Array {
  return frame(FRAME.unsubscribe, (to) => to.varint(subscription));
}

export function encodeAck(version: number): Uint8Array {
  return frame(FRAME.ack, (to) => to.varint(version));
}

export function encodePing(clientMs: number): Uint8Array {
  return frame(FRAME.ping, (to) => to.f64(clientMs));
}

/** A new token of the same user. */
export function encodeToken(token: string): Uint8Array {
  return frame(FRAME.token, (to) => to.text(token));
}

export function encodeHeld(body: Uint8Array): Uint8Array {
  return frame(FRAME.held, (to) => to.bytes(body));
}

/** The client has sent its subscriptions, and holds these channels; none if it sends entities instead. */
export function encodeResume(channels: readonly number[]): Uint8Array {
  return frame(FRAME.resume, (to) => {
    to.varint(channels.length);
    for (const channel of channels) to.varint(channel);
  });
}

/** The content of a channel differs from that of the server. */
export function encodeMismatch(channel: number): Uint8Array {
  return frame(FRAME.mismatch, (to) => to.varint(channel));
}

export function encodeTook(messages: number): Uint8Array {
  return frame(FRAME.took, (to) => to.varint(messages));
}

/** Undefined for a frame to be ignored. Throws a `ProtocolError`. */
export function decodeClientFrame(bytes: Uint8Array): ClientFrame | undefined {
  const from = new ByteReader(bytes);
  const type = from.u8();
  const decoded = ((): ClientFrame | undefined => {
    switch (type) {
      case FRAME.hello:
        return {
          type,
          protocol: requireVersion(from.varint()),
          schemaHash: hexOfBytes(from.take(ID_BYTES)),
          clientId: hexOfBytes(from.take(ID_BYTES)),
          token: from.text(LIMITS.token, 'the token'),
          hz: from.limited(1000, 'the rate'),
          bytesPerSecond: from.varint(),
          position: readPosition(from),
        };
      case FRAME.subscribe:
        return {
          type,
          subscription: from.varint(),
          view: from.text(LIMITS.name, 'the name of the view'),
          params: from.text(LIMITS.params, 'the parameters'),
        };
      case FRAME.unsubscribe:
        return { type, subscription: from.varint() };
      case FRAME.ack:
        return { type, version: from.varint() };
      case FRAME.ping:
        return { type, clientMs: from.f64() };
      case FRAME.token:
        return { type, token: from.text(LIMITS.token, 'the token') };
      case FRAME.held:
        return { type, channels: decodeHeldIds(from) };
      case FRAME.mismatch:
        return { type, channel: from.varint() };
      case FRAME.took:
        return { type, messages: from.varint() };
      case FRAME.resume:
        return { type, channels: numbers(from, 'the number of channels') };
      default:
        return requireSkipped(type);
    }
  })();
  if (decoded !== undefined) from.requireEnd();
  return decoded;
}

/** The rest of a hello is different in other versions. */
function requireVersion(version: number): number {
  if (version === PROTOCOL_VERSION) return version;
  const message = `the server speaks version ${PROTOCOL_VERSION} of the protocol, and the client version ${version}`;
  throw new ProtocolError(message, CLOSE.version);
}

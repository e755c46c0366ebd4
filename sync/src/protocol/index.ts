/** The protocol between server and client, as bytes: docs/protocol.md. Pure functions, the same on both sides. */

export { ByteReader, ProtocolError } from './byte-reader.js';
export { ByteWriter } from './byte-writer.js';
export { CLOSE, closeReason } from './close-codes.js';
export {
  type ClientFrame,
  decodeClientFrame,
  decodeServerFrame,
  encodeAck,
  encodeHeartbeat,
  encodeHeld,
  encodeHello,
  encodePing,
  encodePong,
  encodeRefused,
  encodeResume,
  encodeSubscribe,
  encodeSubscribed,
  encodeToken,
  encodeUnsubscribe,
  encodeWelcome,
  FRAME,
  type Hello,
  NO_ID,
  type Pong,
  type Position,
  PROTOCOL_VERSION,
  RESUME,
  type Refused,
  type Resume,
  type ServerFrame,
  type Slice,
  type Subscribed,
  type Welcome,
} from './frames.js';
export { channelKey, encodeHeldIds, HELD_ENTITIES_MAX, type HeldIds } from './held-ids.js';
export { RUN, SECTION, STEP } from './step.js';

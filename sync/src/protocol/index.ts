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
  encodeMismatch,
  encodePing,
  encodePong,
  encodeRefused,
  encodeResume,
  encodeStage,
  encodeSubscribe,
  encodeSubscribed,
  encodeToken,
  encodeUnsubscribe,
  encodeVerify,
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
  type Verify,
  type Welcome,
} from './frames.js';
export { channelKey, encodeHeldIds, HELD_ENTITIES_MAX, type HeldIds } from './held-ids.js';
export { checksumOf } from './row-checksum.js';
export { RUN, SECTION, STEP } from './step.js';

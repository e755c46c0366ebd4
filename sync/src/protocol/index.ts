/** The protocol between server and client, as bytes: docs/protocol.md. Pure functions, the same on both sides. */

export { ByteReader, ProtocolError } from './byte-reader.js';
export { ByteWriter } from './byte-writer.js';
export {
  decodeClientFrame,
  encodeAck,
  encodeHeld,
  encodeHello,
  encodeMismatch,
  encodePing,
  encodeResume,
  encodeSubscribe,
  encodeToken,
  encodeTook,
  encodeUnsubscribe,
} from './client-frames.js';
export { CLOSE, closeReason } from './close-codes.js';
export {
  type ClientFrame,
  FRAME,
  type Hello,
  LIMITS as FRAME_LIMITS,
  type Pong,
  type Position,
  PROTOCOL_VERSION,
  RESUME,
  type Refused,
  type Resume,
  type ServerFrame,
  type Slice,
  type Subscribe,
  type Subscribed,
  type Verify,
  type Welcome,
} from './frame-types.js';
export { HELD_ENTITIES_MAX, HeldBudget } from './held-budget.js';
export { channelKey, encodeHeldIds, type HeldIds } from './held-ids.js';
export { NO_ID, randomId } from './ids.js';
export { encodePart, messagesOf, Parts } from './parts.js';
export { checksumOf } from './row-checksum.js';
export {
  decodeServerFrame,
  encodeHeartbeat,
  encodePong,
  encodeRefused,
  encodeStage,
  encodeSubscribed,
  encodeVerify,
  encodeWelcome,
} from './server-frames.js';
export { RUN, SECTION, STEP } from './step.js';
export { bytesOfText } from './text-bytes.js';

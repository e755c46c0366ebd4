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
  encodeHello,
  encodePing,
  encodePong,
  encodeRefused,
  encodeSubscribe,
  encodeSubscribed,
  encodeToken,
  encodeUnsubscribe,
  encodeWelcome,
  FRAME,
  type Hello,
  NO_ID,
  type Pong,
  PROTOCOL_VERSION,
  type Refused,
  type ServerFrame,
  type Welcome,
} from './frames.js';
export { RUN, SECTION, STEP } from './step.js';

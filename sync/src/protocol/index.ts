/** The protocol between server and client, as bytes: docs/protocol.md. Pure functions, the same on both sides. */

export { ByteReader, ProtocolError } from './byte-reader.js';
export { ByteWriter } from './byte-writer.js';
export { CLOSE, closeReason } from './close-codes.js';
export {
  type ClientFrame,
  decodeClientFrame,
  decodeServerFrame,
  encodeAck,
  encodeHello,
  encodePong,
  encodeRefused,
  encodeSubscribe,
  encodeSubscribed,
  encodeUnsubscribe,
  encodeWelcome,
  FRAME,
  type Hello,
  LIMITS,
  PROTOCOL_VERSION,
  type ServerFrame,
  type Subscribed,
} from './frames.js';
export { RUN, SECTION } from './step.js';

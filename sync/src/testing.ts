/** `@ecsdb/sync/testing`: connections within one process, and what is in their frames, for tests. */

export { decodeServerFrame, FRAME, RESUME } from './protocol/index.js';
export { type Transport, type TransportPair, transportPair, type Wire } from './transport/index.js';

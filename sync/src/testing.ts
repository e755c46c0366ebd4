/** `@ecsdb/sync/testing`: connections within one process, for tests of servers and clients. */

export { type Transport, type TransportPair, transportPair, type Wire } from './transport/index.js';

/** What carries frames between a client and a server. */

export { type TransportPair, transportPair, type Wire } from './pair.js';
export type { Transport, TransportEvents } from './transport.js';
export { openTransport } from './web-socket.js';

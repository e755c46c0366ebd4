/** The server side of replication. */

export type { Clock } from './step-clock.js';
export { type AuthenticationRequest, SyncServer, type SyncServerOptions } from './sync-server.js';
export { type Access, type ChannelValue, type View, type ViewOptions, view } from './view.js';

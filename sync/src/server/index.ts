/** The server side of replication. */

export type { Clock } from '../clock.js';
export type { Limits } from './limits.js';
export { type ServeOptions, serve } from './serve.js';
export type { SocketServer } from './socket-server.js';
export { type AuthenticationRequest, SyncServer, type SyncServerOptions } from './sync-server.js';
export { type Access, type ChannelValue, type View, type ViewOptions, view } from './view.js';

/** The server side of replication. */

export type { Clock } from '../clock.js';
export type { AccessReader, Authenticated, AuthenticationRequest } from './authentication.js';
export type { Limits } from './limits.js';
export { type ServeOptions, serve } from './serve.js';
export type { SocketServer } from './socket-server.js';
export type { ChannelStats, ClientStats, SyncServerStats } from './stats.js';
export { SyncServer, type SyncServerOptions } from './sync-server.js';
export { type Access, type ChannelValue, type SortedView, type View, view, type WholeView } from './view.js';

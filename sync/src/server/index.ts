/** The server side of replication. */

export type { Clock } from '../clock.js';
export { type Access, type ChannelValue, type SortedView, type View, view, type WholeView } from './channels/view.js';
export type { AccessReader, Authenticated, AuthenticationRequest } from './clients/authentication.js';
export type { Limits } from './clients/limits.js';
export { type ServeOptions, serve } from './sockets/serve.js';
export type { SocketServer } from './sockets/socket-server.js';
export type { ChannelStats, ClientStats, SyncServerStats } from './stats.js';
export { SyncServer, type SyncServerOptions } from './sync-server.js';

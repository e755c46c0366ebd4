/** `@ecsdb/sync/server`: serves parts of a database to clients. */

export {
  type Access,
  type AccessReader,
  type Authenticated,
  type AuthenticationRequest,
  type ChannelStats,
  type ChannelValue,
  type ClientStats,
  type Clock,
  type Limits,
  type ServeOptions,
  type SocketServer,
  type SortedView,
  SyncServer,
  type SyncServerOptions,
  type SyncServerStats,
  serve,
  type View,
  view,
  type WholeView,
} from './server/index.js';

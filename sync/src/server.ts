/** `@ecsdb/sync/server`: serves parts of a database to clients. */

export {
  type Access,
  type AuthenticationRequest,
  type ChannelValue,
  type Clock,
  type Limits,
  type ServeOptions,
  type SocketServer,
  SyncServer,
  type SyncServerOptions,
  serve,
  type View,
  type ViewOptions,
  view,
} from './server/index.js';

/** `@ecsdb/sync/client`: a live part of a server's database, in a browser or another process. */

export {
  type ClientStatus,
  type ConnectOptions,
  connect,
  type Interpolation,
  type NumericPath,
  type Progress,
  type StatusListener,
  type Subscription,
  type SyncClient,
} from './client/index.js';

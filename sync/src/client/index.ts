/** The client side of replication. */

export { type ConnectOptions, connect, type Subscription, type SyncClient } from './sync-client.js';

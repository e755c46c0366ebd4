/** The client side of replication. */

export { type ConnectOptions, connect } from './connect.js';
export type { NumericPath } from './interpolated-fields.js';
export type { Interpolation } from './interpolation.js';
export type { Progress } from './staged-content.js';
export type { ClientStatus, StatusListener } from './status.js';
export type { Subscription } from './subscriptions.js';
export type { SyncClient } from './sync-client.js';

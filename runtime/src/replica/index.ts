/** Replicas: a database whose state comes from another process, and what that process reads for it. */

export { onClose } from './on-close.js';
export { applyTransaction } from './operations.js';
export { type Origin, originOf } from './origin.js';
export { NO_ROW, PublishedRows } from './published-rows.js';
export { Replica, type ReplicaOptions } from './replica.js';
export { ReservedIds, reserveIds } from './reserved-ids.js';
export { RowFunction } from './row-function.js';
export { ReplicaRows } from './rows.js';
export { StateReplay } from './state-replay.js';
export { type StateBlock, StateScan } from './state-scan.js';

/** Recovery: reading the state of a directory, and repairing what a crash has left. */

export { tryApply } from './apply-snapshot.js';
export { type DirectoryFault, faultError } from './fault.js';
export { nameSwitched } from './finish-switch.js';
export { type DirectoryFindings, type InspectedSegment, type InspectedSnapshot, inspectDirectory } from './inspect.js';
export {
  type HistoryPiece,
  type HistoryRequest,
  LogHistory,
  type LogIdentity,
  type LogPlace,
} from './log-history.js';
export { type LoggedOperation, type LoggedTransaction, readTransactions } from './read-transactions.js';
export { type RecoverOptions, recover } from './recover.js';
export type { Recovered } from './recovered.js';
export type { PrepareReplay } from './replay.js';
export type { RecoveryReport } from './report.js';
export { StoreReplay } from './store-replay.js';
export { checkOlderSchema } from './stored-schema.js';

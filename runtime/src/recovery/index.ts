/** Recovery: what a directory holds, and what a crash has left of it. */

export { compareSchemas } from './compare-schemas.js';
export { type DirectoryFault, faultError } from './fault.js';
export {
  type DirectoryFindings,
  type InspectedSegment,
  type InspectedSnapshot,
  inspectDirectory,
  type OnProgress,
} from './inspect.js';
export { type LoggedOperation, type LoggedTransaction, readTransactions } from './read-transactions.js';
export {
  type Recovered,
  type RecoveredSegment,
  type RecoveredSnapshot,
  type RecoverOptions,
  recover,
} from './recover.js';
export type { PrepareReplay } from './replay.js';
export type { Dropped, RecoveryReport, SetAside } from './report.js';

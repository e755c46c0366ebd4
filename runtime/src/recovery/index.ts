/** Recovery: what a directory holds, and what a crash has left of it. */

export { compareSchemas } from './compare-schemas.js';
export type { DirectoryFault } from './fault.js';
export {
  type Recovered,
  type RecoveredSegment,
  type RecoveredSnapshot,
  type RecoverOptions,
  recover,
} from './recover.js';
export type { PrepareReplay } from './replay.js';
export type { Dropped, RecoveryReport, SetAside } from './report.js';

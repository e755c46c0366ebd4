/**
 * `@ecsdb/runtime/testing`: a simulated file system and clock, and parts of a durable database that only tests look at.
 */

export { type Clock, replaceClock, type Timer } from './clock.js';
export {
  badName,
  checksum,
  decodeFileHeader,
  decodeManifest,
  encodeFileHeader,
  getU64,
  isTemporary,
  segmentName,
  setU64,
  snapshotName,
  tableChecksum,
  temporaryName,
  tornName,
} from './directory/index.js';
export { isNoSpace, readFile } from './fs/index.js';
export type { Call, CallHook, CallKind, Fault } from './fs/simulated/call.js';
export type { CrashChoice, Survivors } from './fs/simulated/crash-choice.js';
export { type PendingChanges, SimulatedFileSystem } from './fs/simulated-file-system.js';
export { encodeSegmentHeader, prepareSpare, type SegmentFields } from './log/index.js';
export { Changes, OperationWriter } from './operation/index.js';
export { readSnapshotHeader, removeUnneeded } from './snapshot/index.js';
export {
  decodeError,
  encodeError,
  type IdSource,
  OperationApplier,
  type RemoteOperations,
  RemoteRecorder,
  type RemoteTransaction,
} from './threads/index.js';

/** `@ecsdb/runtime/storage`: the parts of a durable database, for tools and for tests that crash it. */

export { type Clock, replaceClock, type Timer } from './clock.js';
export { schemaFromJson, schemaToJson } from './component/schema-json.js';
export { EMPTY_ARCHETYPE } from './entity/index.js';
export {
  absolutePath,
  baseName,
  type DirectoryLock,
  type FileSystem,
  FileSystemError,
  irregularity,
  isNoSpace,
  joinPath,
  type LockHolder,
  lockHolder,
  NodeFileSystem,
  type OpenFile,
  type OpenMode,
  parentPath,
  readFile,
  readFully,
  storageError,
  systemCodeOf,
  writeFully,
} from './fs/index.js';
export type { Call, CallHook, CallKind, Fault } from './fs/simulated/call.js';
export type { CrashChoice, Survivors } from './fs/simulated/crash-choice.js';
export { type PendingChanges, SimulatedFileSystem } from './fs/simulated-file-system.js';
export { VERDICT } from './log/cases.js';
export {
  FILE_HEADER_BYTES,
  FRAME_CLOSE,
  FRAME_HEADER_BYTES,
  FRAME_SCHEMA,
  FRAME_TRANSACTIONS,
  frameBytes,
  SEGMENT_BYTES_MAX,
} from './log/format.js';
export {
  badName,
  CHECKSUM_CRC32,
  checksum,
  checksumOf,
  decodeFileHeader,
  decodeManifest,
  decodeSegmentHeader,
  encodeFileHeader,
  encodeFrame,
  encodeManifest,
  encodeSegmentHeader,
  type FileHeader,
  type FileIdentity,
  type FileKind,
  getU64,
  type HeaderFault,
  isTemporary,
  LogWriter,
  type LogWriterOptions,
  MANIFEST,
  type Manifest,
  parseSegmentName,
  parseSnapshotName,
  prepareSpare,
  randomDatabaseId,
  randomSalt,
  type SegmentEnd,
  type SegmentFields,
  type SegmentHeader,
  sealFrame,
  segmentName,
  setU64,
  snapshotName,
  tableChecksum,
  temporaryName,
  tornName,
  writeManifest,
} from './log/index.js';
export { getU32At } from './log/integers.js';
export { EPOCH_MAX, SEQUENCE_MAX, VERSION_MAX } from './log/limits.js';
export { FrameFields } from './log/segment-frame.js';
export { findNonZero } from './log/segment-tail.js';
export { SegmentWindow } from './log/segment-window.js';
export { GrowableBytes } from './memory/index.js';
export { Changes } from './operation/changes.js';
export { OperationWriter } from './operation/operation-writer.js';
export { StoreReplay } from './operation/replay.js';
export { ReplayError } from './operation/replay-error.js';
export type { ReplayTarget } from './operation/replay-target.js';
export { OperationCursor, TransactionCursor } from './operation/transactions.js';
export {
  compareSchemas,
  type DirectoryFault,
  type DirectoryFindings,
  faultError,
  type InspectedSegment,
  type InspectedSnapshot,
  inspectDirectory,
  type LoggedOperation,
  type LoggedTransaction,
  type PrepareReplay,
  type Recovered,
  type RecoverOptions,
  type RecoveryReport,
  readTransactions,
  recover,
  tryApply,
} from './recovery/index.js';
export {
  loadSnapshot,
  type PrepareTarget,
  readSnapshotHeader,
  removeUnneeded,
  SNAPSHOT_SLICE_BYTES,
  type SnapshotBlock,
  type SnapshotFacts,
  type SnapshotFault,
  type SnapshotHeader,
  SnapshotScan,
  SnapshotWriter,
} from './snapshot/index.js';
export { Store } from './table/index.js';
export { OperationApplier, type RemoteOperations } from './threads/apply-operations.js';
export { decodeError, encodeError } from './threads/error-json.js';
export { type IdSource, RemoteRecorder, type RemoteTransaction } from './threads/remote-transaction.js';

/**
 * `@ecsdb/runtime/storage`: the files of a durable database, for tools that read, check, copy and repair directories.
 */

export { checkStored, type ViolationReport } from './constraint/index.js';
export { indexStatsOf } from './database/index.js';
export {
  checksumOf,
  Directory,
  EPOCH_MAX,
  encodeManifest,
  FILE_HEADER_BYTES,
  type FileIdentity,
  getU32At,
  type HeaderFault,
  MANIFEST,
  type Manifest,
  parseSegmentName,
  parseSnapshotName,
  randomDatabaseId,
  randomSalt,
  SEQUENCE_MAX,
  VERSION_MAX,
  writeManifest,
} from './directory/index.js';
export { commitStaging, csvLines, readStaging, recordTextOf, stateLines } from './dump/index.js';
export { type MigrationPreview, type Migrations, previewMigration } from './evolution/index.js';
export {
  absolutePath,
  type DirectoryLock,
  type FileSystem,
  FileSystemError,
  irregularity,
  joinPath,
  type LockHolder,
  lockHolder,
  NodeFileSystem,
  type OpenFile,
  type OpenMode,
  readFully,
  storageError,
  systemCodeOf,
  writeFully,
} from './fs/index.js';
export {
  completeFrame,
  decodeSegmentHeader,
  encodeFrame,
  FRAME_CLOSE,
  FRAME_HEADER_BYTES,
  FRAME_SCHEMA,
  FRAME_TRANSACTIONS,
  FrameFields,
  findNonZero,
  frameBytes,
  LogWriter,
  type LogWriterOptions,
  SEGMENT_BYTES_MAX,
  type SegmentEnd,
  type SegmentHeader,
  SegmentWindow,
  VERDICT,
} from './log/index.js';
export { GrowableBytes } from './memory/index.js';
export { OperationReader, ReplayError, TransactionReader } from './operation/index.js';
export {
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
  StoreReplay,
  tryApply,
} from './recovery/index.js';
export {
  compareVersions,
  type Lineage,
  layoutDifferences,
  lineageOf,
  type SchemaDifference,
  schemaFromJson,
  schemaToJson,
  withImpliedIndexes,
} from './schema/index.js';
export type { ReplayTarget } from './snapshot/index.js';
export {
  COMPRESSIONS,
  type Compression,
  loadSnapshot,
  type PrepareTarget,
  recompressSnapshot,
  requireCompression,
  SNAPSHOT_SLICE_BYTES,
  type SnapshotBlock,
  type SnapshotFacts,
  type SnapshotFault,
  type SnapshotHeader,
  SnapshotScan,
  SnapshotWriter,
} from './snapshot/index.js';
export { Store, type Table, type Violation } from './table/index.js';

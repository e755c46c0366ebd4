/** `@ecsdb/runtime/storage`: the parts of a durable database, for tools and for tests that crash it. */

export { schemaFromJson, schemaToJson } from './component/schema-json.js';
export {
  baseName,
  type DirectoryLock,
  type FileSystem,
  FileSystemError,
  isNoSpace,
  joinPath,
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
export { OperationCursor, TransactionCursor } from './operation/transactions.js';
export { compareSchemas } from './recovery/compare-schemas.js';

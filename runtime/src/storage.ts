/** `@ecsdb/runtime/storage`: the parts of a durable database, for tools and for tests that crash it. */

export {
  baseName,
  type DirectoryLock,
  type FileSystem,
  FileSystemError,
  isNoSpace,
  joinPath,
  type OpenFile,
  type OpenMode,
  parentPath,
  readFile,
  readFully,
  storageError,
  systemCodeOf,
  writeFully,
} from './fs/index.js';

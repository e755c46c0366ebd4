/** Files: one small interface, and the machine's file system behind it. The one that tests crash is loaded by them alone. */

export type { DirectoryLock, FileSystem, OpenFile, OpenMode } from './file-system.js';
export { absolutePath, type GivenPath } from './given-path.js';
export { type LockHolder, lockHolder } from './lock/holder.js';
export { NodeFileSystem } from './node-file-system.js';
export { baseName, joinPath, parentPath } from './path.js';
export { readFile, readFully } from './read-fully.js';
export {
  FileSystemError,
  isNoSpace,
  isNoSpaceCode,
  messageOf,
  pathOf,
  storageError,
  systemCodeOf,
  threadCodeOf,
} from './system-error.js';
export { writeFully } from './write-fully.js';

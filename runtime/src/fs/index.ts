/** Files: one small interface, and the machine's file system behind it. Only tests load the simulated file system. */

export type { DirectoryLock, FileSystem, LockCheck, OpenFile, OpenMode } from './file-system.js';
export { absolutePath } from './given-path.js';
export { GuardedFileSystem } from './guarded-file-system.js';
export { type LockHolder, lockHolder } from './lock/holder.js';
export { REFRESH_MS } from './lock/lock-state.js';
export { type LockSite, OpenLock } from './lock/open-lock.js';
export { NodeFileSystem } from './node-file-system.js';
export { irregularity } from './open-regular.js';
export { joinPath } from './path.js';
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
export { writeFully, writeZeros } from './write-fully.js';

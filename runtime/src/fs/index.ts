/** Files: one small interface, the real file system behind it, and one in memory that crashes on request. */

export type { DirectoryLock, FileSystem, OpenFile, OpenMode } from './file-system.js';
export { NodeFileSystem } from './node-file-system.js';
export { baseName, joinPath, parentPath } from './path.js';
export { readFile, readFully } from './read-fully.js';
export { FileSystemError, isNoSpace, storageError, systemCodeOf } from './system-error.js';
export { writeFully } from './write-fully.js';

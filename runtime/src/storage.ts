/** `@ecsdb/runtime/storage`: the parts of a durable database, for tools and for tests that crash it. */

export type { DirectoryLock, FileSystem, OpenFile, OpenMode } from './fs/file-system.js';

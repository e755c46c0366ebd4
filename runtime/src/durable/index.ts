/**
 * Durable databases: opening a directory, the log, snapshots. Loaded when a directory is opened, and not before; most
 * of it while the log's thread starts.
 */

export type { Checkpoint } from './checkpointer.js';
export type { Opened } from './open.js';
export { openStorage } from './open-storage.js';
export type { Durability, OpenOptions } from './options.js';
export type { DatabaseOrigin } from './origin.js';
export type { Storage } from './storage.js';

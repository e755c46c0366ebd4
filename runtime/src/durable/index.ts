/** Durable databases: opening a directory, the log, snapshots. Loaded when a directory is opened, and not before. */

export type { Checkpoint } from './checkpointer.js';
export { type Opened, openStorage } from './open.js';
export type { Durability, OpenOptions } from './options.js';
export type { Storage } from './storage.js';

/** The exports of `system.ts`, looked up when the program runs. */

import { builtIn, HAS_BUILT_IN } from './built-in.js';
import type * as exported from './system.js';

const crypto = /*@__PURE__*/ builtIn('crypto');
const channels = /*@__PURE__*/ builtIn('diagnostics_channel');
const os = /*@__PURE__*/ builtIn('os');
const threads = /*@__PURE__*/ builtIn('worker_threads');
const zlib = /*@__PURE__*/ builtIn('zlib');
const newer: exported.NewerZlib = zlib;

export const createHash: typeof exported.createHash = crypto.createHash;
export const randomBytes: typeof exported.randomBytes = crypto.randomBytes;
export const subscribe: typeof exported.subscribe = channels.subscribe;
export const constants: typeof exported.constants = os.constants;
export const hostname: typeof exported.hostname = os.hostname;
export const uptime: typeof exported.uptime = os.uptime;
export const parentPort: typeof exported.parentPort = threads.parentPort;
export const threadId: typeof exported.threadId = threads.threadId;
export const Worker: typeof exported.Worker = threads.Worker;
export const workerData: typeof exported.workerData = threads.workerData;
export const crc32: typeof exported.crc32 = newer.crc32;
export const zstdCompressSync: typeof exported.zstdCompressSync = newer.zstdCompressSync;
export const zstdDecompressSync: typeof exported.zstdDecompressSync = newer.zstdDecompressSync;
export const deflateRawSync: typeof exported.deflateRawSync = zlib.deflateRawSync;
export const inflateRawSync: typeof exported.inflateRawSync = zlib.inflateRawSync;
export type Worker = exported.Worker;
export const HAS_NODE: boolean = HAS_BUILT_IN;

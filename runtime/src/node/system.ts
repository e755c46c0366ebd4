/** The other modules of Node that the runtime uses. */

import * as zlib from 'node:zlib';

export { createHash, randomBytes } from 'node:crypto';
export { subscribe } from 'node:diagnostics_channel';
export { constants, hostname, uptime } from 'node:os';
export { parentPort, threadId, Worker, workerData } from 'node:worker_threads';

/** Functions that older versions of Node lack. Node's types say otherwise, or do not have them. */
export interface NewerZlib {
  readonly crc32?: typeof zlib.crc32;
  /** From Node 22.15 and 23.8 on. */
  readonly zstdCompressSync?: (bytes: Uint8Array, options: ZstdOptions) => Uint8Array;
  readonly zstdDecompressSync?: (bytes: Uint8Array, options: ZstdOptions) => Uint8Array;
}

interface ZstdOptions {
  readonly chunkSize: number;
  readonly maxOutputLength?: number;
  /** By the numbers of the parameters, which are those of the library zstd. */
  readonly params: { readonly [parameter: number]: number };
}

const newer: NewerZlib = zlib;

export const crc32: NewerZlib['crc32'] = newer.crc32;
export const zstdCompressSync: NewerZlib['zstdCompressSync'] = newer.zstdCompressSync;
export const zstdDecompressSync: NewerZlib['zstdDecompressSync'] = newer.zstdDecompressSync;
export const deflateRawSync: typeof zlib.deflateRawSync = zlib.deflateRawSync;
export const inflateRawSync: typeof zlib.inflateRawSync = zlib.inflateRawSync;

/** False where these modules are not available. */
export const HAS_NODE: boolean = true;

/**
 * Compresses output block by block. `zcat` and `zstdcat` print what is concatenated, and both formats have a checksum
 * of the content.
 */

import { gzipSync } from 'node:zlib';
import type { Compression } from '@ecsdb/runtime/storage';
import { zstdCompressSync } from './zstd.js';

/** One block: a member of gzip, or a frame of zstd. */
export type Compress = (bytes: Uint8Array) => Uint8Array;

/** Parameters of zstd, by their numbers in its library. The level is the default of the command zstd. */
const ZSTD_PARAMETERS = { 100: 3 /* level */, 201: 1 /* checksum of the content */ };

/** Undefined for no compression. */
export function compressorOf(compression: Compression): Compress | undefined {
  if (compression === 'none') return undefined;
  if (compression === 'deflate') return (bytes) => gzipSync(bytes);
  const compress = zstdCompressSync;
  return compress && ((bytes) => compress(bytes, { params: ZSTD_PARAMETERS }));
}

/** Compresses and decompresses the payload of one block; docs/format.md, "Compressed blocks". */

import { deflateRawSync, inflateRawSync, zstdCompressSync, zstdDecompressSync } from '#node-system';
import { checksum } from '../directory/index.js';
import { assert } from '../errors.js';
import type { Compression } from './compression.js';
import { COMPRESSED_BYTES, COMPRESSED_CHECKSUM, COMPRESSED_LENGTH } from './format.js';

const DEFLATE_LEVEL = 1;
const ZSTD_LEVEL = 1;

/** Parameters of zstd, by their numbers in its library: one of the compressor, one of the decompressor. */
const ZSTD_C_COMPRESSION_LEVEL = 100;
const ZSTD_D_WINDOW_LOG_MAX = 100;

/** Windows up to 1 MiB are always accepted. Larger ones are refused unless the block itself is as long. */
const WINDOW_LOG_MIN = 20;

/** Shorter payloads are stored as they are: the registry and the rows of a few entities. */
const COMPRESSED_PAYLOAD_MIN = 64;

/**
 * Which part of a payload must be saved. Of rows of random bytes, the ids of entities become smaller, a seventh of all.
 * Recovering them takes half as long again if they are compressed.
 */
const SAVED_MIN: number = 1 / 4;

/** Bytes of one piece of output: more memory is only taken when there is content for it. */
const PIECE_BYTES_MAX = 2 ** 20;

/** The payload as it is stored; undefined if it hardly becomes smaller. */
export function compressPayload(payload: Uint8Array, compression: Compression): Uint8Array | undefined {
  if (compression === 'none' || payload.length < COMPRESSED_PAYLOAD_MIN) return undefined;
  const compressed = compression === 'zstd' ? compressZstd(payload) : compressDeflate(payload);
  const length = COMPRESSED_BYTES + compressed.length;
  if (length > payload.length * (1 - SAVED_MIN)) return undefined;
  const stored = new Uint8Array(length);
  const view = new DataView(stored.buffer);
  view.setUint32(COMPRESSED_LENGTH, payload.length, true);
  view.setUint32(COMPRESSED_CHECKSUM, checksum(payload), true);
  stored.set(compressed, COMPRESSED_BYTES);
  return stored;
}

/**
 * The payload before compression, or what is wrong, as the end of a sentence that begins with "a block that". The bytes
 * are not trusted: a payload above `maxLength` bytes is refused before memory is taken for it.
 */
export function decompressPayload(
  stored: Uint8Array,
  compression: Compression,
  maxLength: number,
): Uint8Array | string {
  if (stored.length <= COMPRESSED_BYTES) return 'is compressed and has no content';
  const view = new DataView(stored.buffer, stored.byteOffset, COMPRESSED_BYTES);
  const length = view.getUint32(COMPRESSED_LENGTH, true);
  if (length > maxLength) return `has ${length} bytes before compression, more than a block may have`;
  if (length <= stored.length) return 'is compressed and has not become smaller';
  const payload = decompress(stored.subarray(COMPRESSED_BYTES), compression, length);
  if (payload === undefined) return `cannot be decompressed to ${length} bytes`;
  if (checksum(payload) !== view.getUint32(COMPRESSED_CHECKSUM, true)) return 'has a wrong checksum when decompressed';
  return payload;
}

function compressDeflate(payload: Uint8Array): Uint8Array {
  return deflateRawSync(payload, { level: DEFLATE_LEVEL, chunkSize: pieceBytes(payload.length) });
}

function compressZstd(payload: Uint8Array): Uint8Array {
  assert(zstdCompressSync !== undefined, 'zstd is refused where Node has none');
  const params = { [ZSTD_C_COMPRESSION_LEVEL]: ZSTD_LEVEL };
  return zstdCompressSync(payload, { chunkSize: pieceBytes(payload.length), params });
}

interface Limits {
  readonly maxOutputLength: number;
  readonly chunkSize: number;
}

/** Undefined if the bytes cannot be decompressed to exactly this length. */
function decompress(bytes: Uint8Array, compression: Compression, length: number): Uint8Array | undefined {
  const limits = { maxOutputLength: length, chunkSize: pieceBytes(length) };
  try {
    const result = compression === 'zstd' ? decompressZstd(bytes, limits) : inflateRawSync(bytes, limits);
    return result.length === length ? result : undefined;
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  }
}

function decompressZstd(bytes: Uint8Array, limits: Limits): Uint8Array {
  assert(zstdDecompressSync !== undefined, 'zstd is refused where Node has none');
  const windowLog = Math.max(WINDOW_LOG_MIN, 32 - Math.clz32(limits.maxOutputLength - 1));
  return zstdDecompressSync(bytes, { ...limits, params: { [ZSTD_D_WINDOW_LOG_MAX]: windowLog } });
}

/** Node accepts pieces from 64 bytes on. */
function pieceBytes(length: number): number {
  return Math.min(Math.max(length, 64), PIECE_BYTES_MAX);
}

/** False for a lack of memory, and for errors that are not of zlib. */
function isDamage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  const { code } = error;
  if (typeof code !== 'string' || code === 'Z_MEM_ERROR' || code === 'ZSTD_error_memory_allocation') return false;
  return code === 'ERR_BUFFER_TOO_LARGE' || /^(Z|ZSTD_error)_/.test(code);
}

/** The functions of `node:zlib` for zstd, which Node has from 22.15 on, and which its types may lack. */

import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';

interface ZstdOptions {
  readonly chunkSize?: number;
  /** By the numbers of the parameters in the library zstd. */
  readonly params?: { readonly [parameter: number]: number };
}

interface Zstd {
  readonly zstdCompressSync?: (bytes: Uint8Array, options: ZstdOptions) => Uint8Array;
  readonly createZstdDecompress?: (options: ZstdOptions) => Transform;
  /** In every version; it makes the compiler compare the types. */
  readonly gzipSync: typeof zlib.gzipSync;
}

const zstd: Zstd = zlib;

export const { zstdCompressSync, createZstdDecompress }: Pick<Zstd, 'zstdCompressSync' | 'createZstdDecompress'> = zstd;

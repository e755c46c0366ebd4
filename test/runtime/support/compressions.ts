/** The compressions of this version of Node. Node has zstd from 22.15 and 23.8 on. */

import * as zlib from 'node:zlib';
import type { Compression } from '@ecsdb/runtime';
import { test } from '@jest/globals';

export const HAS_ZSTD: boolean = 'zstdCompressSync' in zlib;

export const COMPRESSED: readonly Compression[] = HAS_ZSTD ? ['deflate', 'zstd'] : ['deflate'];

/** Says why tests of zstd do not run. */
export function reportMissingZstd(): void {
  if (!HAS_ZSTD) test.skip(`zstd: Node ${process.versions.node} has none, so only its refusal is tested`, () => {});
}

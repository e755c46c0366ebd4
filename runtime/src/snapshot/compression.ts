/** How blocks of a snapshot are compressed, and what this version of Node can do; docs/format.md, "Snapshots". */

import { zstdCompressSync, zstdDecompressSync } from '#node-system';
import { EcsDbError } from '../errors.js';

/** `zstd` needs Node 22.15 or later. */
export type Compression = 'none' | 'deflate' | 'zstd';

/** The position is the number in the header of a file. */
export const COMPRESSIONS: readonly Compression[] = ['none', 'deflate', 'zstd'];

export const ZSTD_NEEDS = 'Node 22.15 or later';

export function canCompress(compression: Compression): boolean {
  return compression !== 'zstd' || (zstdCompressSync !== undefined && zstdDecompressSync !== undefined);
}

/** Throws `UNSUPPORTED` if this version of Node lacks the compression. `what` is the option, for the message. */
export function requireCompression(what: string, compression: Compression): void {
  if (canCompress(compression)) return;
  const got = `Node ${process.versions.node}`;
  throw new EcsDbError(
    'UNSUPPORTED',
    `${what} is 'zstd', and ${got} has no zstd. Use 'deflate' or 'none', or ${ZSTD_NEEDS}.`,
    { option: 'compression', expected: ZSTD_NEEDS, got },
  );
}

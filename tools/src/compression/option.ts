/** The option `--compression`. */

import { COMPRESSIONS, type Compression, requireCompression } from '@ecsdb/runtime/storage';
import { UsageError } from '../terminal/index.js';

/** Throws a `UsageError` for any other name, and `UNSUPPORTED` if this version of Node lacks the compression. */
export function requireCompressionName(name: string): Compression {
  const compression = COMPRESSIONS.find((one) => one === name);
  if (compression === undefined) throw new UsageError(`--compression is ${COMPRESSIONS.join(' or ')}, got '${name}'`);
  requireCompression('--compression', compression);
  return compression;
}

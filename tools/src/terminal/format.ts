/** The option `--format`. */

import { UsageError } from './failure.js';

/** Throws a `UsageError` for any other format. */
export function requireFormat(format: string): 'json' | 'csv' {
  if (format === 'json' || format === 'csv') return format;
  throw new UsageError(`--format is json or csv, got '${format}'`);
}

/** `ecsdb backup`: copies a database that may be open. */

import { backUp } from '../backup/index.js';
import { requireCompressionName } from '../compression/index.js';
import { resolveDatabase, resolvePath } from '../directory/index.js';
import {
  EXIT,
  type ExitStatus,
  formatBytes,
  formatCount,
  printError,
  printJson,
  printLines,
} from '../terminal/index.js';

export interface BackupOptions {
  readonly compression?: string;
  readonly json: boolean;
}

export function backup(argument: string, target: string, options: BackupOptions): ExitStatus {
  const compression = options.compression === undefined ? undefined : requireCompressionName(options.compression);
  const report = backUp(resolveDatabase(argument), resolvePath(target), compression);
  for (const name of report.leftOut) {
    printError(`'${name}' is damaged and not in the backup. For details, run ecsdb check on the original.`);
  }
  if (options.json) {
    printJson(report);
  } else {
    const files = `${formatCount(report.segments, 'segment')}, ${formatCount(report.snapshots, 'snapshot')}`;
    const size = formatBytes(report.bytes);
    printLines([`${report.target}: version ${report.version}, ${files}, ${size}; read back and intact`]);
  }
  return EXIT.done;
}

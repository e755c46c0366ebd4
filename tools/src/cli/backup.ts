/** `ecsdb backup`: copies a database that may be open. */

import { backUp } from '../backup/index.js';
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

export function backup(argument: string, target: string, isJson: boolean): ExitStatus {
  const report = backUp(resolveDatabase(argument), resolvePath(target));
  for (const name of report.leftOut) {
    printError(`'${name}' is damaged and not in the backup. For details, run ecsdb check on the original.`);
  }
  if (isJson) {
    printJson(report);
  } else {
    const files = `${formatCount(report.segments, 'segment')}, ${formatCount(report.snapshots, 'snapshot')}`;
    const size = formatBytes(report.bytes);
    printLines([`${report.target}: version ${report.version}, ${files}, ${size}; read back and intact`]);
  }
  return EXIT.done;
}

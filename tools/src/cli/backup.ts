/** `ecsdb backup`: copies a database that may be open. */

import { backUp } from '../backup/index.js';
import { databaseAt, pathOf } from '../directory/index.js';
import { bytes, complain, count, EXIT, type ExitStatus, printJson, printLines } from '../terminal/index.js';

export function backup(argument: string, target: string, isJson: boolean): ExitStatus {
  const report = backUp(databaseAt(argument), pathOf(target));
  for (const name of report.leftOut) complain(`'${name}' is damaged, and not in the backup; ecsdb check says more.`);
  if (isJson) {
    printJson(report);
  } else {
    const files = `${count(report.segments, 'segment')}, ${count(report.snapshots, 'snapshot')}`;
    printLines([`${report.target}: version ${report.version}, ${files}, ${bytes(report.bytes)}; read back and sound`]);
  }
  return EXIT.done;
}

/** `ecsdb-gen diff`: what changes between two schemas, or between the released version of a schema and its file. */

import { analyse } from '../compile.js';
import { type Diagnostic, type DiagnosticFormat, formatDiagnostics, summarise } from '../diagnostics/index.js';
import { describeSchema } from '../layout/index.js';
import { type LockSource, lockTextOf } from '../lock/index.js';
import { EXIT, type ExitStatus, Failure, printDiagnostics, printLine } from './environment.js';
import { readLock, readSchema } from './read-schema.js';

export interface DiffOptions {
  readonly format: DiagnosticFormat;
}

/** Without `newPath`, compares the schema with its lock file. */
export async function diff(oldPath: string, newPath: string | undefined, options: DiffOptions): Promise<ExitStatus> {
  const lock = newPath === undefined ? lockBeside(oldPath) : await lockOf(oldPath, options.format);
  if (lock === undefined) return EXIT.failed;
  const { text, fileName } = await readSchema(newPath ?? oldPath);
  const { diagnostics } = analyse(text, fileName, lock);
  const differences = diagnostics.filter(({ severity }) => severity !== 'warning');
  print(differences, text, options.format);
  return differences.some(({ severity }) => severity === 'error') ? EXIT.failed : EXIT.done;
}

function lockBeside(schemaPath: string): LockSource {
  const lock = readLock(schemaPath, 'compare');
  if (lock?.text !== undefined) return lock;
  const advice = 'run ecsdb-gen generate to write it, or name a second schema';
  throw new Failure(`"${schemaPath}" has no lock file to be compared with; ${advice}`);
}

/** A lock in memory whose only version is the old schema; undefined if that has errors, which are printed. */
async function lockOf(oldPath: string, format: DiagnosticFormat): Promise<LockSource | undefined> {
  const { text, fileName, schemaName } = await readSchema(oldPath);
  const own = readLock(oldPath, 'ids') ?? { name: schemaName, text: undefined, use: 'ids' };
  const { diagnostics, layout } = analyse(text, fileName, own);
  if (layout !== undefined) return { name: schemaName, text: lockTextOf(describeSchema(layout)), use: 'compare' };
  printDiagnostics(diagnostics, text, format);
  return undefined;
}

/** The report is what the command is for, so that all formats go to standard output. */
function print(differences: readonly Diagnostic[], text: string, format: DiagnosticFormat): void {
  process.stdout.write(formatDiagnostics(differences, text, format));
  if (format === 'text') printLine(differences.length === 0 ? 'no differences' : summarise(differences));
}

/** `ecsdb-gen generate`, the default command: compiles a schema to a directory. */

import { resolve } from 'node:path';
import { compile } from '../compile.js';
import { atLeast, type DiagnosticFormat } from '../diagnostics/index.js';
import {
  isUpToDate,
  lockPathOf,
  OutputError,
  type OutputPlan,
  planOutput,
  systemCode,
  writeLockFile,
  writeOutput,
} from '../output/index.js';
import { checkSyntax, type ImportExtension } from '../render/index.js';
import { EXIT, type ExitStatus, Failure, isInCi, printDiagnostics, printError, printLine } from './environment.js';
import { requireNoHistory } from './lost-lock.js';
import { readLock, readSchema, reasonOf } from './read-schema.js';

export interface GenerateOptions {
  readonly out: string;
  readonly check: boolean;
  /** Whether the lock file must not change. */
  readonly frozenLock: boolean;
  /** Whether all generated files are parsed; `--check` and the variable `CI` imply it. */
  readonly verify: boolean;
  readonly importExtension: ImportExtension;
  readonly format: DiagnosticFormat;
  readonly quiet: boolean;
}

/** One run, from reading the schema to writing the files. */
export async function generate(schemaPath: string, options: GenerateOptions): Promise<ExitStatus> {
  return run(schemaPath, options, true);
}

/** The same for `--watch`, which never writes the lock file: it would record every state of the schema in between. */
export async function generateDraft(schemaPath: string, options: GenerateOptions): Promise<ExitStatus> {
  return run(schemaPath, options, false);
}

async function run(schemaPath: string, options: GenerateOptions, writesLock: boolean): Promise<ExitStatus> {
  const { text, fileName, schemaName } = await readSchema(schemaPath);
  const { importExtension, format } = options;
  const use = options.check || options.frozenLock ? 'frozen' : 'update';
  const lock = readLock(schemaPath, use);
  if (use === 'update' && lock !== undefined && lock.text === undefined)
    requireNoHistory(lockPathOf(schemaPath), options.out);
  const { diagnostics, files, lockText } = compile(text, {
    fileName,
    schemaName,
    importExtension,
    ...(lock === undefined ? {} : { lock }),
  });
  const least = options.quiet ? 'error' : writesLock ? 'note' : 'warning';
  printDiagnostics(atLeast(diagnostics, least), text, format);
  if (files === undefined) return EXIT.failed;
  try {
    const plan = planOutput(resolve(options.out), files);
    // All files, not only those that change: a run without this may have written a faulty file before.
    if (options.verify || options.check || isInCi()) await checkSyntax(files);
    if (options.check) return reportDifferences(plan, options);
    // Before the files: ids that a file contains must not be lost.
    if (lockText !== undefined && writesLock) writeLock(lockPathOf(schemaPath), lockText);
    writeOutput(plan);
    report(plan, options);
    if (lockText !== undefined) reportLock(lockPathOf(schemaPath), lock?.text === undefined, writesLock, options);
    return EXIT.done;
  } catch (error) {
    if (error instanceof OutputError) throw new Failure(error.message);
    if (systemCode(error) !== undefined) throw new Failure(`cannot write to "${options.out}": ${reasonOf(error)}`);
    throw error;
  }
}

function writeLock(path: string, text: string): void {
  try {
    writeLockFile(path, text);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw new Failure(`cannot write the lock file "${path}": ${reasonOf(error)}`);
  }
}

function reportLock(path: string, isNew: boolean, isWritten: boolean, { quiet, format }: GenerateOptions): void {
  if (quiet || format !== 'text') return;
  if (isWritten) printLine(`${path}: ${isNew ? 'written; commit it with the schema' : 'updated'}`);
  else printLine(`${path}: not ${isNew ? 'written' : 'updated'} by --watch; run ecsdb-gen without it before a commit`);
}

function reportDifferences(plan: OutputPlan, { out, quiet, format }: GenerateOptions): ExitStatus {
  // With a format for programs, standard output contains only diagnostics.
  const print = format === 'text' ? printLine : printError;
  for (const name of plan.missing) print(`missing: ${name}`);
  for (const name of plan.different) print(`different: ${name}`);
  for (const name of plan.leftOver) print(`left over: ${name}`);
  if (isUpToDate(plan)) {
    if (!quiet) print(`${out} is up to date`);
    return EXIT.done;
  }
  printError(`${out} is not what the schema compiles to; run ecsdb-gen without --check`);
  return EXIT.failed;
}

function report(plan: OutputPlan, { out, quiet, format }: GenerateOptions): void {
  if (quiet || format !== 'text') return;
  if (isUpToDate(plan)) {
    printLine(`${out} is up to date (${count(plan.unchanged.length)})`);
    return;
  }
  const parts = [`wrote ${count(plan.writes.size)}`];
  if (plan.unchanged.length > 0) parts.push(`${plan.unchanged.length} unchanged`);
  if (plan.leftOver.length > 0) parts.push(`deleted ${plan.leftOver.join(', ')}`);
  printLine(`${out}: ${parts.join(', ')}`);
}

function count(files: number): string {
  return `${files} ${files === 1 ? 'file' : 'files'}`;
}

/** `ecsdb-gen rename`: renames in the schema, generates again, and renames every use in an application. */

import { relative, resolve, sep } from 'node:path';
import { type Diagnostic, lineStarts, positionOf, quote } from '../diagnostics/index.js';
import { isUpToDate, lockPathOf, OutputError, type OutputPlan, planOutput } from '../output/index.js';
import {
  AppProject,
  describeTarget,
  generatedDirectories,
  importExtensionIn,
  ProjectFault,
  type ProjectRename,
  renameInProject,
  renameSchema,
  type SchemaRename,
  schemaDiagnostic,
  type TypeFault,
  unifiedDiff,
} from '../rename/index.js';
import { EXIT, type ExitStatus, Failure, printLine, printReports } from './environment.js';
import { readLock, readSchema, type SchemaSource } from './read-schema.js';
import { changesOf, type RenamePlan, writeRename } from './write-rename.js';

export interface RenameOptions {
  readonly schema: string;
  /** A configuration file of TypeScript, or its directory. */
  readonly project: string;
  /** Directory of the generated files; undefined if the project shows it. */
  readonly out?: string;
  readonly dryRun: boolean;
  /** Whether type errors are accepted, before and after the rename. */
  readonly force: boolean;
  readonly quiet: boolean;
}

/** A reason not to rename, which is to be printed. Nothing was written. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly reports: readonly Report[];

  constructor(reports: readonly Report[]) {
    super('the rename was refused');
    this.reports = reports;
  }
}

interface Report {
  readonly diagnostics: readonly Diagnostic[];
  /** The text that the positions refer to. */
  readonly text: string;
}

export async function rename(name: string, newName: string, options: RenameOptions): Promise<ExitStatus> {
  const source = await readSchema(options.schema);
  try {
    const { plan, reports, summary } = prepare(source, name, newName, options);
    if (!options.quiet) printReports(reports);
    if (options.dryRun) {
      process.stdout.write(unifiedDiff(changesOf(plan)));
    } else {
      writeRename(plan);
      if (!options.quiet) printLine(summary);
    }
    return EXIT.done;
  } catch (error) {
    if (error instanceof Refused) {
      printReports(error.reports);
      return EXIT.failed;
    }
    if (error instanceof OutputError) throw new Failure(error.message);
    throw error;
  }
}

interface Prepared {
  readonly plan: RenamePlan;
  /** Warnings and notes. */
  readonly reports: readonly Report[];
  /** What is to be printed after writing. */
  readonly summary: string;
}

/** Everything before the first file is written. */
function prepare(source: SchemaSource, from: string, to: string, options: RenameOptions): Prepared {
  const lock = readLock(options.schema, 'update') ?? { name: '', text: undefined, use: 'update' };
  const request = { ...source, lock, from, to };
  const refuse = (code: 'ECS132' | 'ECS133', message: string, help: string): never => {
    throw new Refused([{ diagnostics: schemaDiagnostic(source, code, message, help), text: source.text }]);
  };
  // Errors of the schema come first, because a project takes a second to load.
  let inSchema = renamed(renameSchema({ ...request, importExtension: 'js' }), source);
  const project = openProject(options.project, refuse);
  const directory = directoryOf(project, source, options, refuse);
  const importExtension = importExtensionIn(directory);
  if (importExtension !== 'js') inSchema = renamed(renameSchema({ ...request, importExtension }), source);
  if (!isUpToDate(planOutput(directory, inSchema.before))) {
    const command = `ecsdb-gen ${options.schema} -o ${shown(directory)}`;
    refuse('ECS133', `"${shown(directory)}" is not what the schema compiles to`, `run ${command} first`);
  }
  const known = project.faults();
  if (known.length > 0 && !options.force) {
    const help = 'a rename relies on types; correct the error first, or give --force';
    throw new Refused(reportsOf(known, 'ECS134', help, (path) => project.textOf(path)));
  }
  const { before, after, target } = inSchema;
  const generated = { directory: directory.split(sep).join('/'), before, after, target, to };
  const inProject = renameInProject(project, generated, known);
  const afterText = (path: string): string => project.textOf(path);
  if (inProject.unreadable.length > 0) {
    throw new Failure(`cannot rename in ${inProject.unreadable.map(shown).join(', ')}: it is not UTF-8`);
  }
  if (inProject.faults.length > 0 && !options.force) {
    const help = 'nothing was written; change the place before the rename, or give --force and correct it afterwards';
    throw new Refused(reportsOf(inProject.faults, 'ECS135', help, afterText));
  }
  const plan: RenamePlan = {
    schema: { path: shown(options.schema), before: source.text, after: inSchema.text },
    lock: { path: shown(lockPathOf(options.schema)), before: lock.text, after: inSchema.lockText ?? lock.text },
    app: inProject.changes.map((change) => ({ ...change, path: shown(change.path) })),
    output: planOutput(directory, after),
    directory: shown(directory),
  };
  return {
    plan,
    reports: [
      { diagnostics: inSchema.diagnostics, text: inSchema.text },
      ...untypedReports(inProject, inSchema, afterText),
    ],
    summary: summaryOf(plan, inSchema, to, lock.text === undefined),
  };
}

function renamed(result: ReturnType<typeof renameSchema>, { text }: SchemaSource): SchemaRename {
  if (result.ok) return result.rename;
  throw new Refused([{ diagnostics: result.diagnostics, text }]);
}

type Refuse = (code: 'ECS132' | 'ECS133', message: string, help: string) => never;

function openProject(path: string, refuse: Refuse): AppProject {
  try {
    return new AppProject(resolve(path));
  } catch (error) {
    if (error instanceof ProjectFault) return refuse('ECS132', error.message, 'name a tsconfig.json with --project');
    throw error;
  }
}

function directoryOf(
  project: AppProject,
  { schemaName }: SchemaSource,
  { out, project: path }: RenameOptions,
  refuse: Refuse,
): string {
  const found = generatedDirectories(project, schemaName);
  if (out !== undefined) {
    const directory = resolve(out);
    if (found.includes(directory)) return directory;
    return refuse('ECS132', `"${path}" has no file of "${out}" that was generated from this schema`, HELP_DIRECTORY);
  }
  const [directory] = found;
  if (directory === undefined) {
    return refuse('ECS132', `"${path}" has no file that was generated from this schema`, HELP_DIRECTORY);
  }
  if (found.length === 1) return directory;
  const names = found.map((one) => quote(shown(one))).join(' and ');
  return refuse('ECS132', `"${path}" has files that were generated from this schema in ${names}`, 'choose one with -o');
}

const HELP_DIRECTORY = 'name the project whose files import the generated ones, with --project';

/** A path as messages show it. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return (short === '' ? '.' : short).split(sep).join('/');
}

function reportsOf(
  faults: readonly TypeFault[],
  code: 'ECS134' | 'ECS135',
  help: string,
  textOf: (path: string) => string,
): Report[] {
  const files = [...new Set(faults.map(({ file }) => file))];
  return files.map((file) => {
    const text = file === undefined ? '' : textOf(file);
    const starts = lineStarts(text);
    const diagnostics = faults
      .filter((fault) => fault.file === file)
      .map(({ start, length, message }): Diagnostic => {
        const position = positionOf(text, starts, { start, end: start + length });
        const name = file === undefined ? 'tsconfig.json' : shown(file);
        return { code, severity: 'error', message, file: name, ...position, path: [], help };
      });
    return { diagnostics, text };
  });
}

function untypedReports(
  { untyped }: ProjectRename,
  { target }: SchemaRename,
  textOf: (path: string) => string,
): Report[] {
  const diagnostics = [...untyped].flatMap(([path, uses]) => {
    const text = textOf(path);
    const starts = lineStarts(text);
    return uses.map(({ start, length, text: found, isValue }): Diagnostic => {
      const position = positionOf(text, starts, { start, end: start + length });
      const place = { severity: 'note', file: shown(path), ...position, path: [] } as const;
      const definition = describeTarget(target);
      if (isValue) {
        const message = `the value of ${definition} is lost at ${quote(shortened(found))}: one type there has the old name`;
        return {
          code: 'ECS136',
          message,
          ...place,
          help: 'use the generated type, or rename the property of the other type',
        };
      }
      const message = `${quote(found)} may refer to ${definition}; no type says so, and it stays as it is`;
      return { code: 'ECS136', message, ...place };
    });
  });
  return diagnostics.length === 0 ? [] : [{ diagnostics, text: '' }];
}

/** An expression in one line. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 60 ? line : `${line.slice(0, 57)}...`;
}

function summaryOf(
  { schema, lock, app, output, directory }: RenamePlan,
  { target }: SchemaRename,
  to: string,
  isNewLock: boolean,
): string {
  const files = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'}`;
  return [
    `${schema.path}: ${describeTarget(target)} is now ${quote(to)}`,
    ...(lock.after === lock.before
      ? []
      : [`${lock.path}: ${isNewLock ? 'written; commit it with the schema' : 'updated'}`]),
    ...(isNewLock ? ['there was no lock file: only "was" in the schema connects stored data with the new name'] : []),
    `${directory}: wrote ${files(output.writes.size)}${leftOver(output)}`,
    `application: changed ${files(app.length)}`,
  ].join('\n');
}

function leftOver({ leftOver: names }: OutputPlan): string {
  return names.length === 0 ? '' : `, deleted ${names.join(', ')}`;
}

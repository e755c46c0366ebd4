/** `ecsdb-gen rename`: renames in the schema, generates again, and renames every use in an application. */

import { join, resolve, sep } from 'node:path';
import { quote } from '../diagnostics/index.js';
import { isUpToDate, lockPathOf, OutputError, type OutputPlan, planOutput } from '../output/index.js';
import {
  AppProject,
  describeTarget,
  generatedDirectories,
  importExtensionIn,
  ProjectFault,
  renameInProject,
  renameSchema,
  type SchemaRename,
  schemaDiagnostic,
  unifiedDiff,
} from '../rename/index.js';
import { EXIT, type ExitStatus, Failure, printLine, printReports } from './environment.js';
import { hadLock } from './lost-lock.js';
import { readLock, readSchema, type SchemaSource } from './read-schema.js';
import { faultReports, type Report, reportsOf, shown, untypedReports } from './rename-reports.js';
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

export async function rename(name: string, newName: string, options: RenameOptions): Promise<ExitStatus> {
  const source = await readSchema(options.schema);
  try {
    const { plan, reports, summary, hasFaults } = prepare(source, name, newName, options);
    if (!options.quiet) printReports(reports);
    if (options.dryRun) {
      process.stdout.write(unifiedDiff(changesOf(plan)));
    } else {
      writeRename(plan);
      if (!options.quiet) printLine(summary);
    }
    return hasFaults ? EXIT.failed : EXIT.done;
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
  /** Whether the rename causes type errors, and is forced. */
  readonly hasFaults: boolean;
}

/** Everything before the first file is written. */
function prepare(source: SchemaSource, from: string, to: string, options: RenameOptions): Prepared {
  const lock = readLock(options.schema, 'update') ?? { name: '', text: undefined, use: 'update' };
  const request = { ...source, lock, from, to };
  const refuse: Refuse = (code, message, help) => {
    throw new Refused([{ diagnostics: schemaDiagnostic(source, code, message, help), text: source.text }]);
  };
  // Errors of the schema come first, because a project takes a second to load.
  let inSchema = renamed(renameSchema({ ...request, importExtension: 'js' }), source);
  const project = openProject(options.project, refuse);
  const directory = directoryOf(project, source, options, refuse);
  const importExtension = importExtensionIn(directory);
  if (importExtension !== 'js') inSchema = renamed(renameSchema({ ...request, importExtension }), source);
  if (lock.text === undefined && hadLock(directory)) {
    const message = `there is no lock file "${shown(lockPathOf(options.schema))}"`;
    refuse('ECS120', message, 'restore it from version control: it has the ids of tables and fields');
  }
  const current = planOutput(directory, inSchema.before);
  if (!isUpToDate(current)) {
    const command = `ecsdb-gen ${options.schema} -o ${shown(directory)}`;
    refuse('ECS133', `${firstDifference(current)} is not what the schema compiles to`, `run ${command} first`);
  }
  const known = project.faults();
  if (known.length > 0 && !options.force) {
    const help = 'a rename relies on types; correct the error first, or give --force';
    throw new Refused(reportsOf(known, { code: 'ECS134', severity: 'error', help }, (path) => project.textOf(path)));
  }
  const { before, after, target } = inSchema;
  const generated = { directory: directory.split(sep).join('/'), before, after, target, to };
  const inProject = renameInProject(project, generated, known);
  const afterText = (path: string): string => project.textOf(path);
  if (inProject.unreadable.length > 0) {
    throw new Failure(`cannot rename in ${inProject.unreadable.map(shown).join(', ')}: it is not UTF-8`);
  }
  const faults = faultReports(inProject.faults, target, options.force, afterText);
  if (faults.length > 0 && !options.force) throw new Refused(faults);
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
      ...faults,
    ],
    hasFaults: faults.length > 0,
    summary: summaryOf(plan, inSchema, to, lock.text === undefined),
  };
}

function renamed(result: ReturnType<typeof renameSchema>, { text }: SchemaSource): SchemaRename {
  if (result.ok) return result.rename;
  throw new Refused([{ diagnostics: result.diagnostics, text }]);
}

type Refuse = (code: 'ECS120' | 'ECS132' | 'ECS133', message: string, help: string) => never;

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

/** `"src/generated/player.ts"`. */
function firstDifference({ directory, missing, different, leftOver }: OutputPlan): string {
  const [name] = [...different, ...missing, ...leftOver];
  return quote(shown(name === undefined ? directory : join(directory, name)));
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

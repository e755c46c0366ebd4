/**
 * The command line: the commands, their arguments, and what their failures mean to the shell.
 *
 * The command of the compiler has the same structure; test/commands/ checks what both promise. They share no code: each
 * is a small published package, and what they could share is less than a third package would cost.
 */

import { readFileSync } from 'node:fs';
import type { EcsDbError } from '@ecsdb/runtime';
import { Command, CommanderError } from 'commander';
import {
  EXIT,
  EXIT_HELP,
  type ExitStatus,
  Failure,
  ignoreClosedOutput,
  OutputClosed,
  printError,
  UsageError,
} from '../terminal/index.js';
import type { BackupOptions } from './backup.js';
import type { DumpOptions } from './dump.js';
import type { LoadCommandOptions } from './load.js';
import type { MigrateOptions } from './migrate.js';
import type { RepairOptions } from './repair.js';

/** package.json is two folders up, both from `src/cli` and from `dist/cli`. */
const { version: VERSION }: { readonly version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

/** Codes that report damaged or refused data, or data that would be lost without consent. */
const DAMAGE: ReadonlySet<string> = new Set<(EcsDbError | Failure)['code']>([
  'CORRUPT',
  'LOAD_REFUSED',
  'NOT_CONFIRMED',
  'NOTHING_TO_SAVE',
  'DAMAGED_INPUT',
]);

type Run = () => Promise<ExitStatus>;

interface JsonOption {
  readonly json: boolean;
}

/** Runs the command with its arguments, without those of Node; returns the exit status. */
export async function main(args: readonly string[]): Promise<ExitStatus> {
  ignoreClosedOutput();
  let status: ExitStatus = EXIT.done;
  const program = commandLine(async (run) => {
    status = await run();
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    return await statusOf(error);
  }
}

/** A command is imported when it runs, so that help does not wait for the runtime. */
function commandLine(start: (run: Run) => Promise<void>): Command {
  const program = new Command('ecsdb');
  program
    .description(
      'Checks, repairs, dumps, loads, backs up and describes the directories of ecsdb databases. ' +
        'Needs no generated code: each directory contains its schema.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXIT_HELP)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'ecsdb: ')) })
    .exitOverride()
    .showHelpAfterError('(ecsdb --help shows the usage)');
  addCommand(
    program,
    'check',
    'read every byte, check constraints, and report what is wrong; changes nothing, works on an open database',
  )
    .argument('<dir>', 'directory of a database')
    .option('--json', 'print one JSON document', false)
    .action((directory: string, { json }: JsonOption) =>
      start(async () => (await import('./check.js')).check(directory, json)),
    );
  addCommand(program, 'repair', 'report what can be saved and what is lost, then save it in a new directory')
    .argument('<dir>', 'directory of a database that no process has open')
    .requiredOption('--out <new dir>', 'where to save; must not exist, or be empty')
    .option('--dry-run', 'only report what would be saved and lost', false)
    .option('--yes', 'do not ask, even if acknowledged commits are lost', false)
    .option('--json', 'print one JSON document', false)
    .action((directory: string, options: RepairOptions) =>
      start(async () => (await import('./repair.js')).repair(directory, options)),
    );
  addCommand(program, 'dump', 'print the contents as JSON lines, or one table as CSV')
    .argument('<dir>', 'directory of a database')
    .option('--log', 'print the transactions in the log instead of the state', false)
    .option('--schema', 'print only the stored schema', false)
    .option('--format <format>', 'json, or csv for one table', 'json')
    .option('--compression <name>', 'none, deflate (as gzip does), or zstd, which needs Node 22.15 or later', 'none')
    .option('--table <name>', 'print only this table; may be repeated', (name: string, earlier: string[] = []) => [
      ...earlier,
      name,
    ])
    .action((directory: string, options: DumpOptions) =>
      start(async () => (await import('./dump.js')).dump(directory, options)),
    );
  addCommand(program, 'load', 'load a dump, or a table as CSV, into a new or a closed database: everything or nothing')
    .argument('<dir>', 'a new directory, or that of a database that no process has open')
    .argument('[file]', 'what to load; standard input if it is left out or -')
    .option('--schema <file>', 'for a new directory: the schema as JSON, instead of the one in the dump')
    .option('--ids <keep or new>', 'keep the ids of entities, or create new entities and let references follow', 'keep')
    .option('--skip-unknown', 'leave out tables, fields and variants that the schema does not have', false)
    .option('--clear-dangling', 'with new ids: references to entities that are not in the dump refer to none', false)
    .option('--format <format>', 'json, or csv for one table', 'json')
    .option('--table <name>', 'the table that CSV is loaded into')
    .option('--batch <rows>', 'transactions of so many rows, instead of one for everything')
    .option('--json', 'print one JSON document', false)
    .action((directory: string, file: string | undefined, options: LoadCommandOptions) =>
      start(async () => (await import('./load.js')).load(directory, file, options)),
    );
  addCommand(program, 'migrate', 'report what opening a database with another schema would do; changes nothing')
    .argument('<dir>', 'directory of a database')
    .argument('<descriptor.json>', 'the schema: schema.json of the generated code')
    .requiredOption('--dry-run', 'only report: rows are migrated when the application opens the database')
    .option('--migrations <module>', 'a module whose default export has the migration functions')
    .option('--json', 'print one JSON document', false)
    .action((directory: string, descriptor: string, options: MigrateOptions) =>
      start(async () => (await import('./migrate.js')).migrate(directory, descriptor, options)),
    );
  addCommand(program, 'backup', 'copy a database, which may be open, into a new directory, and read the copy back')
    .argument('<dir>', 'directory of a database')
    .argument('<new dir>', 'where to copy; must not exist, or be empty')
    .option('--compression <name>', 'compress snapshots with none, deflate or zstd; as they are unless it is given')
    .option('--json', 'print one JSON document', false)
    .action((directory: string, target: string, options: BackupOptions) =>
      start(async () => (await import('./backup.js')).backup(directory, target, options)),
    );
  addCommand(
    program,
    'info',
    'describe a database: schema, tables, indexes, constraints, versions, files, and which process has it open',
  )
    .argument('<dir>', 'directory of a database')
    .argument('[descriptor.json]', 'a schema to compare the stored one with: schema.json of the generated code')
    .option('--json', 'print one JSON document', false)
    .action((directory: string, descriptor: string | undefined, { json }: JsonOption) =>
      start(async () => (await import('./info.js')).info(directory, descriptor, json)),
    );
  return program;
}

function addCommand(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).addHelpText('after', EXIT_HELP);
}

async function statusOf(error: unknown): Promise<ExitStatus> {
  // commander has printed its errors. It reports help and version in the same way.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof OutputClosed) return EXIT.done;
  if (error instanceof UsageError) {
    printError(error.message);
    return EXIT.usage;
  }
  const known = await knownError(error);
  if (known !== undefined) {
    printError(known.message);
    return DAMAGE.has(known.code) ? EXIT.damaged : EXIT.impossible;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  printError(`version ${VERSION} has failed. This is a bug in ecsdb: please report it with this text`);
  process.stderr.write(`(node ${process.version}, ${process.platform}):\n\n${stack}\n`);
  return EXIT.internal;
}

/** The error with a code and a message that explains it fully; undefined for a bug in ecsdb. */
async function knownError(error: unknown): Promise<EcsDbError | Failure | undefined> {
  if (error instanceof Failure) return error;
  const [{ EcsDbError }, { storageError, systemCodeOf }] = await Promise.all([
    import('@ecsdb/runtime'),
    import('@ecsdb/runtime/storage'),
  ]);
  if (error instanceof EcsDbError) return error;
  return systemCodeOf(error) === undefined ? undefined : storageError(error, 'working with files', '.');
}

/** The command line: which commands there are, what they take, and what their failures mean to the shell. */

import { readFileSync } from 'node:fs';
import type { EcsDbError } from '@ecsdb/runtime';
import { Command, CommanderError } from 'commander';
import { complain, EXIT, EXIT_HELP, type ExitStatus, Failure, ReaderGone, UsageError } from '../terminal/index.js';
import type { DumpOptions } from './dump.js';
import type { RepairOptions } from './repair.js';

/** Codes that say of the data that it is damaged, or lost without consent. */
const DAMAGE: ReadonlySet<string> = new Set<(EcsDbError | Failure)['code']>([
  'CORRUPT',
  'NOT_CONFIRMED',
  'NOTHING_TO_SAVE',
]);

/** The package's description is two folders up, both from `src/cli` and from `dist/cli`. */
const { version: VERSION }: { readonly version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

interface JsonOption {
  readonly json: boolean;
}

/** Runs the command with its arguments, without node and script; answers the exit status. */
export async function main(args: readonly string[]): Promise<ExitStatus> {
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

/** Commands are imported when they run, so that help is there at once. */
function commandLine(start: (run: () => Promise<ExitStatus>) => Promise<void>): Command {
  const program = new Command('ecsdb');
  program
    .description('Looks after the directories of ecsdb databases. No generated code is needed: they bear their schema.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXIT_HELP)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'ecsdb: ')) })
    .exitOverride()
    .showHelpAfterError('(ecsdb --help says how it is used)');
  program
    .command('check')
    .description('read every byte and say what is wrong; changes nothing, and works while the database is open')
    .argument('<dir>', 'directory of a database')
    .option('--json', 'for programs', false)
    .addHelpText('after', EXIT_HELP)
    .action((directory: string, { json }: JsonOption) =>
      start(async () => (await import('./check.js')).check(directory, json)),
    );
  program
    .command('repair')
    .description('save what is sound into a new directory, and say first what would be lost')
    .argument('<dir>', 'directory of a database that nobody has open')
    .requiredOption('--out <new dir>', 'where to; must not exist, or be empty')
    .option('--dry-run', 'only say what would be saved and lost', false)
    .option('--yes', 'do not ask, even if acknowledged commits are lost', false)
    .option('--json', 'for programs', false)
    .addHelpText('after', EXIT_HELP)
    .action((directory: string, options: RepairOptions) =>
      start(async () => (await import('./repair.js')).repair(directory, options)),
    );
  program
    .command('dump')
    .description('print the contents as JSON, a line for each row or, with --log, for each transaction')
    .argument('<dir>', 'directory of a database')
    .option('--log', 'the transactions that the log still has, not the state', false)
    .option('--schema', 'the stored schema', false)
    .option(
      '--table <name>',
      'only of this table; may be given several times',
      (name: string, earlier: string[] = []) => [...earlier, name],
    )
    .option('--json', 'for programs: it always is', false)
    .addHelpText('after', EXIT_HELP)
    .action((directory: string, options: DumpOptions) =>
      start(async () => (await import('./dump.js')).dump(directory, options)),
    );
  program
    .command('backup')
    .description('copy a database, which may be open, into a new directory, and read the copy back')
    .argument('<dir>', 'directory of a database')
    .argument('<new dir>', 'where to; must not exist, or be empty')
    .option('--json', 'for programs', false)
    .addHelpText('after', EXIT_HELP)
    .action((directory: string, target: string, { json }: JsonOption) =>
      start(async () => (await import('./backup.js')).backup(directory, target, json)),
    );
  program
    .command('info')
    .description('say what is in a database: schema, tables, versions, files, and who has it open')
    .argument('<dir>', 'directory of a database')
    .option('--json', 'for programs', false)
    .addHelpText('after', EXIT_HELP)
    .action((directory: string, { json }: JsonOption) =>
      start(async () => (await import('./info.js')).info(directory, json)),
    );
  return program;
}

async function statusOf(error: unknown): Promise<ExitStatus> {
  // Help and version end that way too; everything else has been explained by commander.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof ReaderGone) return EXIT.done;
  if (error instanceof UsageError) {
    complain(error.message);
    return EXIT.usage;
  }
  const known = await explained(error);
  if (known !== undefined) {
    complain(known.message);
    return DAMAGE.has(known.code) ? EXIT.damaged : EXIT.impossible;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  complain(`version ${VERSION} has failed; this is a bug in ecsdb. Please report it with this text`);
  process.stderr.write(`(node ${process.version}, ${process.platform}):\n\n${stack}\n`);
  return EXIT.internal;
}

/** The error as one whose message says everything; `undefined` for a bug of ours. */
async function explained(error: unknown): Promise<EcsDbError | Failure | undefined> {
  if (error instanceof Failure) return error;
  const [{ EcsDbError }, { storageError, systemCodeOf }] = await Promise.all([
    import('@ecsdb/runtime'),
    import('@ecsdb/runtime/storage'),
  ]);
  if (error instanceof EcsDbError) return error;
  return systemCodeOf(error) === undefined ? undefined : storageError(error, 'working with files', '.');
}

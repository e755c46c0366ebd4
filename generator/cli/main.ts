/**
 * The command line: the commands, their arguments, and what their failures mean to the shell.
 *
 * The command for directories has the same structure (tools/src/cli/main.ts); test/commands/ checks what both promise.
 */

import { Command, CommanderError, Option } from 'commander';
import { VERSION } from '#precompiled/version.js';
import { DIAGNOSTIC_FORMATS } from '../diagnostics/index.js';
import { IMPORT_EXTENSIONS } from '../render/index.js';
import type { DiffOptions } from './diff.js';
import { EXIT, type ExitStatus, Failure, ignoreClosedOutput, printError, UsageError } from './environment.js';
import type { GenerateOptions } from './generate.js';
import type { RenameOptions } from './rename.js';

const EXIT_HELP = `
Exit status: 0 done; 1 the schema has errors or cannot be read, files cannot be written, or --check found a difference;
2 wrong usage; 70 a bug in ecsdb-gen.`;

const DIFF_EXIT_HELP = `
Exit status: 0 no differences, or only compatible and decided ones; 1 a difference that needs a decision or is an
error, or a schema that cannot be read; 2 wrong usage; 70 a bug in ecsdb-gen.`;

const RENAME_EXIT_HELP = `
The schema gets the new name, with the old one as "was". Then the files are generated again, and every use in the
project is renamed, as far as types tell what it refers to. Other texts that may be the old name are listed. Nothing is
written unless all of it is possible.

Examples:
  ecsdb-gen rename player.gold coins          a field
  ecsdb-gen rename Team.Blue Azure            a variant
  ecsdb-gen rename tables.player person       a table, if a query has the same name

Exit status: 0 done; 1 refused, and nothing was written, or files cannot be written; 2 wrong usage; 70 a bug in
ecsdb-gen.`;

type Run = () => Promise<ExitStatus>;

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
    return statusOf(error);
  }
}

/** A command is imported when it runs, so that it does not wait for the libraries of another. */
function commandLine(start: (run: Run) => Promise<void>): Command {
  const program = new Command('ecsdb-gen');
  program
    .description('Compiles a TOML schema to typed, zero-copy TypeScript components for the ecsdb database.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXIT_HELP)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'ecsdb-gen: ')) })
    .exitOverride()
    .showHelpAfterError('(ecsdb-gen --help shows the usage)');
  program
    .command('generate', { isDefault: true })
    .description('compile a schema (also without the word generate)')
    .argument('<schema>', 'the TOML file; - reads standard input')
    .requiredOption('-o, --out <dir>', 'directory for the generated files')
    .option(
      '--check',
      'write nothing; list files that are missing, different or left over, and exit with 1 if there are any, or if ' +
        'the lock file would change',
      false,
    )
    .option('--frozen-lock', 'fail if the lock file beside the schema is missing or would change', false)
    .option(
      '--verify',
      'parse all generated files, and write none if a template has made a faulty one; --check and the environment ' +
        'variable CI imply it',
      false,
    )
    .option('--watch', 'compile again after every change of the schema', false)
    .addOption(
      new Option('--import-extension <extension>', 'how imports between the generated files end')
        .choices(IMPORT_EXTENSIONS)
        .default('js'),
    )
    .addOption(formatOption('text is printed to standard error, json and github to standard output'))
    .option('-q, --quiet', 'print errors only', false)
    .addHelpText('after', EXIT_HELP)
    .action((schema: string, options: GenerateOptions & { readonly watch: boolean }) =>
      start(() => generateOrWatch(schema, options)),
    );
  program
    .command('layout')
    .description('print offsets, sizes and padding of every table, and the order of fields with the least padding')
    .argument('<schema>', 'the TOML file; - reads standard input')
    .option('--json', 'print JSON', false)
    .action((schema: string, options: { readonly json: boolean }) =>
      start(async () => {
        requirePath(schema);
        return (await import('./layout.js')).layout(schema, options);
      }),
    );
  program
    .command('diff')
    .description('print what changes between two schemas, or since the last released version in the lock file')
    .argument('<schema>', 'the TOML file, or the older of two; - reads standard input')
    .argument('[newer]', 'the newer TOML file')
    .addOption(formatOption())
    .addHelpText('after', DIFF_EXIT_HELP)
    .action((schema: string, newer: string | undefined, options: DiffOptions) =>
      start(async () => {
        requirePath(schema);
        if (newer !== undefined) requirePath(newer);
        return (await import('./diff.js')).diff(schema, newer, options);
      }),
    );
  program
    .command('rename')
    .description('rename something in the schema, in the generated files, and wherever an application uses it')
    .argument('<name>', 'a table, type, enum or query, or a field or variant: player, player.gold, Team.Blue')
    .argument('<new-name>', 'its new name, without the table, type or enum that contains it')
    .option('-s, --schema <file>', 'the TOML file', 'schema.toml')
    .option('-p, --project <file>', 'the configuration of the TypeScript project, or its directory', 'tsconfig.json')
    .option('-o, --out <dir>', 'directory of the generated files; by default, the one in the project')
    .option('--dry-run', 'write nothing, and print all changes as a diff', false)
    .option('--force', 'go on if the project has type errors, before or after', false)
    .option('-q, --quiet', 'print errors only', false)
    .addHelpText('after', RENAME_EXIT_HELP)
    .action((name: string, newName: string, options: RenameOptions) =>
      start(async () => {
        for (const path of [options.schema, options.project, options.out ?? '.']) requirePath(path);
        if (options.schema === '-') throw new UsageError('rename changes a file; name the schema with --schema');
        return (await import('./rename.js')).rename(name, newName, options);
      }),
    );
  program
    .command('init')
    .description('write a commented schema.toml and add npm scripts; overwrites nothing')
    .argument('[dir]', 'the directory', '.')
    .action((directory: string) =>
      start(async () => {
        requirePath(directory);
        return (await import('./init.js')).init(directory);
      }),
    );
  return program;
}

function formatOption(where?: string): Option {
  const description = `of diagnostics${where === undefined ? '' : `: ${where}`}`;
  return new Option('--format <format>', description).choices(DIAGNOSTIC_FORMATS).default('text');
}

async function generateOrWatch(
  schema: string,
  options: GenerateOptions & { readonly watch: boolean },
): Promise<ExitStatus> {
  // It may come from an unset variable of the shell. The current directory must be given as a dot.
  if (options.out === '') throw new UsageError('-o is empty; name the directory for the generated files');
  requirePath(schema);
  requirePath(options.out);
  if (!options.watch) return (await import('./generate.js')).generate(schema, options);
  if (options.check) throw new UsageError('--watch writes and --check does not; use one of them');
  if (options.frozenLock) throw new UsageError('--watch never writes the lock file; use --frozen-lock without it');
  if (schema === '-') throw new UsageError('--watch needs a file to watch; standard input is read once');
  return (await import('./watch.js')).watch(schema, options);
}

/** A URL would be a path below a directory with the name `file:`. */
function requirePath(given: string): void {
  if (!/^file:/i.test(given)) return;
  throw new UsageError(`"${given}" is a URL; give a path, or "./${given}" for a file of that name`);
}

function statusOf(error: unknown): ExitStatus {
  if (error instanceof CommanderError) {
    // commander has printed its errors. It reports help and version in the same way.
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  if (error instanceof UsageError) {
    printError(`ecsdb-gen: ${error.message}`);
    return EXIT.usage;
  }
  if (error instanceof Failure) {
    printError(`ecsdb-gen: ${error.message}`);
    return EXIT.failed;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  printError(
    `ecsdb-gen: version ${VERSION} has failed, and nothing was written. This is a bug in ecsdb-gen: please report it`,
  );
  printError(`with the schema and this text (node ${process.version}, ${process.platform}):\n\n${stack}`);
  return EXIT.internal;
}

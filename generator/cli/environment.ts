/** The process as a command sees it: output, exit statuses, colours. */

import type { Diagnostic } from '../diagnostics/index.js';
import { type DiagnosticFormat, formatDiagnostics, summarise } from '../diagnostics/index.js';

/** Exit statuses. They are part of the command's interface. */
export const EXIT = {
  done: 0,
  /** The schema has errors or cannot be read, `--check` found a difference, or files cannot be written. */
  failed: 1,
  usage: 2,
  /** A bug in ecsdb-gen; `EX_SOFTWARE` of sysexits.h. */
  internal: 70,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** Wrong arguments that commander accepts. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A failure that its message explains fully. It comes from the system or the user, never from a bug in ecsdb-gen. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/**
 * Lets the command go on when the process that reads its output has closed it, as `head` does. That is no failure, and
 * without a listener Node would end the command with an uncaught error.
 */
export function ignoreClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** Whether a CI service runs the command: those set the variable `CI`, and most set it to `true`. */
export function isInCi(): boolean {
  const { CI = '' } = process.env;
  return !['', '0', 'false'].includes(CI.toLowerCase());
}

export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

/**
 * Prints diagnostics: text for people to stderr, formats for programs to stdout. JSON is printed even without
 * diagnostics, because a program expects a list.
 */
export function printDiagnostics(diagnostics: readonly Diagnostic[], text: string, format: DiagnosticFormat): void {
  const formatted = formatDiagnostics(diagnostics, text, format);
  if (format !== 'text') {
    process.stdout.write(formatted);
    return;
  }
  if (formatted === '') return;
  process.stderr.write(`${hasColour() ? coloured(formatted) : formatted}\n${summarise(diagnostics)}\n`);
}

/** Prints the diagnostics of several files to stderr, and their numbers. */
export function printReports(
  reports: readonly { readonly diagnostics: readonly Diagnostic[]; readonly text: string }[],
): void {
  const texts = reports.map(({ diagnostics, text }) => formatDiagnostics(diagnostics, text, 'text'));
  const formatted = texts.filter((one) => one !== '').join('\n');
  if (formatted === '') return;
  const all = reports.flatMap(({ diagnostics }) => diagnostics);
  process.stderr.write(`${hasColour() ? coloured(formatted) : formatted}\n${summarise(all)}\n`);
}

/** https://no-color.org: any value except an empty one turns colour off. */
function hasColour(): boolean {
  const { NO_COLOR, TERM } = process.env;
  return process.stderr.isTTY === true && !NO_COLOR && TERM !== 'dumb';
}

const RED = '\u001b[31m';
const YELLOW = '\u001b[33m';
const RESET = '\u001b[39m';

function coloured(formatted: string): string {
  return formatted
    .replace(/^(.*?:\d+:\d+: )(error ECS\d+)/gm, `$1${RED}$2${RESET}`)
    .replace(/^(.*?:\d+:\d+: )(warning ECS\d+)/gm, `$1${YELLOW}$2${RESET}`)
    .replace(/^( +\| +)(\^+)$/gm, `$1${RED}$2${RESET}`);
}

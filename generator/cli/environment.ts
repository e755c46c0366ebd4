/** What a command sees of the process, so that each can be told apart from it: streams, exit status, colour. */

import type { Diagnostic } from '../diagnostics/index.js';
import { type DiagnosticFormat, formatDiagnostics, summarise } from '../diagnostics/index.js';

/** Exit statuses; part of the command's interface. */
export const EXIT = {
  done: 0,
  /** The schema has errors or cannot be read, `--check` found a difference, or files cannot be written. */
  failed: 1,
  usage: 2,
  /** A bug in ecsdb-gen; `EX_SOFTWARE` of sysexits.h. */
  internal: 70,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** A wrong use of the command that commander cannot see. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A failure that the message explains fully: the world's or the user's, not ours. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

/**
 * Prints diagnostics: text for people to stderr, formats for machines to stdout. JSON is printed even if there are none,
 * because a program wants its list.
 */
export function printDiagnostics(diagnostics: readonly Diagnostic[], text: string, format: DiagnosticFormat): void {
  const formatted = formatDiagnostics(diagnostics, text, format);
  if (format !== 'text') {
    process.stdout.write(formatted);
    return;
  }
  if (formatted === '') return;
  process.stderr.write(`${wantsColour() ? coloured(formatted) : formatted}\n${summarise(diagnostics)}\n`);
}

/** https://no-color.org: any value but an empty one turns colour off. */
function wantsColour(): boolean {
  const { NO_COLOR: refused } = process.env;
  return process.stderr.isTTY === true && (refused === undefined || refused === '');
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

/** Colours on standard output, if that is a terminal and the user has not refused them. */

import { isatty } from 'node:tty';

const STDOUT = 1;
const { NO_COLOR, TERM } = process.env;
/** https://no-color.org: any value except an empty one turns colour off. */
const HAS_COLOUR = isatty(STDOUT) && !NO_COLOR && TERM !== 'dumb';

export function red(text: string): string {
  return coloured(31, text);
}

export function green(text: string): string {
  return coloured(32, text);
}

export function yellow(text: string): string {
  return coloured(33, text);
}

function coloured(colour: number, text: string): string {
  return HAS_COLOUR ? `\u001b[${colour}m${text}\u001b[39m` : text;
}

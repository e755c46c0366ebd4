/** Colours, for terminals whose owner has nothing against them. */

import { isatty } from 'node:tty';

const { NO_COLOR, TERM } = process.env;
/** https://no-color.org: any value but an empty one turns colour off. */
const IS_COLOURED = isatty(1) && !NO_COLOR && TERM !== 'dumb';

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
  return IS_COLOURED ? `\u001b[${colour}m${text}\u001b[39m` : text;
}

/** Comments that hold text from a schema: it can neither end the comment nor pass for a directive to a tool. */

import { LINE_WIDTH } from './literals.js';

const INVISIBLE = /[\p{Cf}\p{Cs}]|(?!\n)\p{Cc}/gu;
/** Words that compilers, linters and formatters obey inside comments. */
const DIRECTIVE =
  /@(?=ts-)|\b(biome|eslint|oxlint|prettier|deno|dprint|istanbul|c8|v8)(?=[- ](?:ignore|disable|enable))/g;

/** Text that every replacement below would leave alone: nearly all of it. */
const HARMLESS = /^[ !-),.0-?A-~\n]*$/;

/** A doc comment at an indentation: one line if it fits, else a block. Empty lines are dropped at both ends. */
export function docComment(text: string, indent: number): string {
  const lines = safeText(text).trim().split('\n');
  const margin = ' '.repeat(indent);
  const single = `/** ${lines[0] ?? ''} */`;
  if (lines.length === 1 && indent + single.length <= LINE_WIDTH) return single;
  return ['/**', ...lines.map((line) => `${margin} * ${line}`.trimEnd()), `${margin} */`].join('\n');
}

/** Text for a `//` comment: one line whatever comes. */
export function lineText(text: string): string {
  return safeText(text).replaceAll('\n', ' ').trim();
}

function safeText(text: string): string {
  if (HARMLESS.test(text) && !text.includes('ignore')) return text;
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll('\t', '  ')
    .replace(INVISIBLE, '')
    .replaceAll('*/', '*\\/')
    .replace(DIRECTIVE, (word) => `${word}\\`);
}

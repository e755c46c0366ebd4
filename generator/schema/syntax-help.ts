/** Suggestions for text that is not TOML, for mistakes that users of other formats make. */

import { quote } from '../diagnostics/index.js';

/** `reason` is the parser's message; `start` is the offset at which it stopped. */
export function syntaxHelp(reason: string, text: string, start: number): string | undefined {
  if (/^(?:<{7}|={7}|>{7}) /m.test(text)) return 'the file has conflict markers of a merge; resolve the conflicts';
  const rest = text.slice(start, start + 200);
  const word = /^[^\s=,[\]{}#;()]+/.exec(rest)?.[0] ?? '';
  switch (reason) {
    case 'invalid value':
      return valueHelp(word, text.slice(Math.max(0, start - 200), start));
    case 'unfinished numeric value':
      return /^[+-]?\d+\.(?!\d)/.test(rest) ? 'write a digit after the point, such as 1.0' : undefined;
    case 'illegal leading zero':
      return 'write the number without zeros in front';
    case 'illegal character in key':
      if (rest.startsWith(':')) return 'write "=" between a key and its value, not ":"';
      return /^\s*[,}\]]/.test(rest) ? 'a key needs "=" and a value' : undefined;
    case 'expected comma or end of structure':
      return /^[\w"'{[]/.test(rest) ? 'add a comma before this, or the quote that is missing before it' : undefined;
    default:
      return undefined;
  }
}

function valueHelp(word: string, before: string): string | undefined {
  if (/\btype\s*=\s*\[?$/.test(before)) return 'write the type in quotes, such as type = "[u8; 4]"';
  if (/^(?:null|none|nil|undefined)$/i.test(word)) {
    return 'TOML has no null; remove "default": a field with nullable = true has the default null';
  }
  if (/^(?:true|false|yes|no|on|off)$/i.test(word)) return 'write true or false, in lower case';
  if (/^[+-]?(?:nan|inf|infinity)$/i.test(word)) return 'write nan, inf or -inf, in lower case';
  if (/^[+-]?\.\d/.test(word)) return 'write a digit before the point, such as 0.5';
  if (/^[A-Za-z_]\w*$/.test(word)) return `write text in quotes: ${quote(word)}`;
  return word === '' ? 'write a value here' : undefined;
}

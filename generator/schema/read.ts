/** TOML text to plain values, or the position of the first syntax error. */

import { parse, TomlError } from 'smol-toml';
import { type Code, lineStarts, quote, type Span } from '../diagnostics/index.js';
import { TEXT_LENGTH_MAX, VALUE_DEPTH_MAX } from './limits.js';
import { syntaxHelp } from './syntax-help.js';

export interface SyntaxFault {
  readonly code: Code;
  readonly message: string;
  readonly span: Span;
}

export type ReadResult =
  | { readonly ok: true; readonly document: unknown }
  | { readonly ok: false; readonly fault: SyntaxFault };

/**
 * Returns tables as objects without a prototype, in declared order. `__proto__` and `constructor` are ordinary keys
 * of such objects; a later stage refuses them together with all other faults. Keys that look like integers lose their
 * position in the order. This is harmless: they are no identifiers, and after an error nothing is laid out.
 */
export function read(text: string): ReadResult {
  if (text.length > TEXT_LENGTH_MAX) {
    const message = `the schema has ${text.length} characters; the limit is ${TEXT_LENGTH_MAX}. Shorten it`;
    return { ok: false, fault: { code: 'ECS080', message, span: { start: 0, end: 0 } } };
  }
  try {
    const document = parse(text, {
      integersAsBigInt: 'asNeeded',
      unsafeKeyBehaviour: 'keep',
      maxDepth: VALUE_DEPTH_MAX,
    });
    return { ok: true, document };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { ok: false, fault: syntaxFault(text, error) };
  }
}

function syntaxFault(text: string, error: TomlError): SyntaxFault {
  const start = Math.min((lineStarts(text)[error.line - 1] ?? 0) + error.column - 1, text.length);
  const word = /^[^\s=,[\]{}#]+/.exec(text.slice(start, start + 200))?.[0] ?? '';
  const span = { start, end: start + Math.max(1, word.length) };
  const reason = error.message.replace(/^Invalid TOML document: /, '').replace(/\n[\s\S]*$/, '');
  if (reason.startsWith('trying to redefine')) {
    return { code: 'ECS012', message: `${quote(word)} is defined a second time; TOML allows each key once`, span };
  }
  const help = syntaxHelp(reason, text, start);
  return { code: 'ECS001', message: `invalid TOML: ${reason}`, span, ...(help === undefined ? {} : { help }) };
}

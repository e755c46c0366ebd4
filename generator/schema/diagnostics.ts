/** Faults to diagnostics: adds the positions in the text. */

import { CODES, type Diagnostic, type Fault, lineStarts, positionOf, type Span } from '../diagnostics/index.js';
import { locate, spanAt } from './locate.js';
import type { SyntaxFault } from './read.js';

/** In file order. A text without faults is not scanned for positions. */
export function diagnosticsOf(text: string, file: string, faults: readonly Fault[]): Diagnostic[] {
  if (faults.length === 0) return [];
  const places = locate(text);
  const starts = lineStarts(text);
  return faults
    .map((fault) => ({ fault, span: spanAt(places, fault.path, fault.at) }))
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ fault, span }) => diagnosticAt(text, starts, file, fault, span));
}

export function syntaxDiagnostic(text: string, file: string, { span, ...fault }: SyntaxFault): Diagnostic {
  return diagnosticAt(text, lineStarts(text), file, { ...fault, path: [] }, span);
}

function diagnosticAt(
  text: string,
  starts: readonly number[],
  file: string,
  { code, message, path, help }: Omit<Fault, 'at'>,
  span: Span,
): Diagnostic {
  const { severity } = CODES[code];
  const position = positionOf(text, starts, span);
  return { code, severity, message, file, ...position, path, ...(help === undefined ? {} : { help }) };
}

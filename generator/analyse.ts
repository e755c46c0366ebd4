/** The compiler's front half on one page: schema text in, diagnostics and layout out, without a file system. */

import { CODES, type Diagnostic, type Fault, isError, lineStarts, positionOf, type Span } from './diagnostics/index.js';
import { layOut, type SchemaLayout } from './layout/index.js';
import {
  checkConstraints,
  checkNames,
  locate,
  read,
  resolve,
  spanAt,
  typedDocument,
  validate,
} from './schema/index.js';

export interface Analysis {
  /** Errors and warnings, in file order. */
  readonly diagnostics: readonly Diagnostic[];
  /** There exactly when no diagnostic is an error. */
  readonly layout?: SchemaLayout;
}

/** Checks a whole schema in one go. `fileName` is only repeated in the diagnostics. */
export function analyse(text: string, fileName: string): Analysis {
  // Positions are counted without the byte order mark, as editors do.
  const source = text.replace(/^\uFEFF/, '');
  const result = read(source);
  if (!result.ok) {
    const { span, ...fault } = result.fault;
    return { diagnostics: [diagnosticAt(source, lineStarts(source), fileName, { ...fault, path: [] }, span)] };
  }
  const document = typedDocument(result.document);
  const { schema, faults, incomplete } = resolve(document);
  const laidOut = layOut(schema, incomplete);
  const all = [
    ...validate(result.document),
    ...checkNames(document),
    ...faults,
    ...laidOut.faults,
    ...checkConstraints(document, schema),
  ];
  const diagnostics = all.length === 0 ? [] : locateAll(source, fileName, all);
  return laidOut.layout === undefined || all.some(isError) ? { diagnostics } : { diagnostics, layout: laidOut.layout };
}

function locateAll(text: string, file: string, faults: readonly Fault[]): Diagnostic[] {
  const places = locate(text);
  const starts = lineStarts(text);
  return faults
    .map((fault) => ({ fault, span: spanAt(places, fault.path, fault.at) }))
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ fault, span }) => diagnosticAt(text, starts, file, fault, span));
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

/** The diagnostics module: codes, positions and formats of diagnostics, and suggestions. */

export { CODES, type Code } from './codes.js';
export {
  atLeast,
  type Diagnostic,
  type DocumentPath,
  type Fault,
  isError,
  keyFault,
  valueFault,
} from './diagnostic.js';
export { DIAGNOSTIC_FORMATS, type DiagnosticFormat, formatDiagnostics, summarise } from './format.js';
export { alternatives, didYouMean, listed, nearest, quote } from './suggest.js';
export { lineStarts, positionOf, type Span } from './text-position.js';

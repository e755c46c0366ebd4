/** Faults, which stages report, and diagnostics, which are faults with positions. */

import { CODES, type Code, SEVERITIES, type Severity } from './codes.js';

/** Keys and array indexes from the document's root, for example `['tables', 'player', 'fields', 0, 'type']`. */
export type DocumentPath = readonly (string | number)[];

/** A position as editors count it: from 1, columns in UTF-16 code units, without a leading byte order mark. */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** In UTF-16 code units, within the line and at least 1. */
  readonly length: number;
}

/** A fault without a position. Stages know paths only, so that a valid schema does not pay for positions. */
export interface Fault {
  readonly code: Code;
  readonly message: string;
  readonly path: DocumentPath;
  /** Whether the fault is in the key at the path or in its value. */
  readonly at: 'key' | 'value';
  readonly help?: string;
}

export interface Diagnostic extends Position {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly path: DocumentPath;
  readonly help?: string;
}

export function valueFault(code: Code, message: string, path: DocumentPath, help?: string): Fault {
  return { code, message, path, at: 'value', ...(help === undefined ? {} : { help }) };
}

export function keyFault(code: Code, message: string, path: DocumentPath, help?: string): Fault {
  return { code, message, path, at: 'key', ...(help === undefined ? {} : { help }) };
}

/** The diagnostics of a severity and of those above it. */
export function atLeast(diagnostics: readonly Diagnostic[], least: Severity): readonly Diagnostic[] {
  const wanted = SEVERITIES.slice(0, SEVERITIES.indexOf(least) + 1);
  return diagnostics.filter(({ severity }) => wanted.includes(severity));
}

export function isError(finding: { readonly code: Code }): boolean {
  return CODES[finding.code].severity === 'error';
}

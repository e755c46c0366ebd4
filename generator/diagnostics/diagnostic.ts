/** What a stage reports, and what a reader sees of it once its place in the text is known. */

import { CODES, type Code, type Severity } from './codes.js';

/** Keys and array indexes from the document's root, for example `['tables', 'player', 'fields', 0, 'type']`. */
export type DocumentPath = readonly (string | number)[];

/** A place in the text as people and editors count it: from 1, columns in UTF-16 code units, a leading BOM not counted. */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** In UTF-16 code units, within the line and at least 1. */
  readonly length: number;
}

/** A finding before it is located: stages know paths, not places, so that a good schema never pays for positions. */
export interface Fault {
  readonly code: Code;
  readonly message: string;
  readonly path: DocumentPath;
  /** Whether the key at the path is at fault, or its value. */
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

export function isError(finding: { readonly code: Code }): boolean {
  return CODES[finding.code].severity === 'error';
}

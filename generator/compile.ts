/** The whole compiler on one page: schema text in, diagnostics and files out, without a file system. */

import { VERSION } from '#precompiled/version.js';
import { type Diagnostic, isError } from './diagnostics/index.js';
import { layOut, type SchemaLayout } from './layout/index.js';
import { type ImportExtension, render } from './render/index.js';
import {
  checkConstraints,
  checkNames,
  diagnosticsOf,
  read,
  resolve,
  syntaxDiagnostic,
  typedDocument,
  validate,
} from './schema/index.js';

export interface CompileOptions {
  /** As diagnostics show it. */
  readonly fileName: string;
  /** Base name of the schema file, which each generated file says; without any path, so that machines agree. */
  readonly schemaName: string;
  /** How imports between generated files end; `js` unless said otherwise. */
  readonly importExtension?: ImportExtension;
}

export interface Compilation {
  /** Errors and warnings, in file order. */
  readonly diagnostics: readonly Diagnostic[];
  /** File names to texts; absent if a diagnostic is an error. */
  readonly files?: ReadonlyMap<string, string>;
}

export interface Analysis {
  /** Errors and warnings, in file order. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absent if a diagnostic is an error. */
  readonly layout?: SchemaLayout;
}

export function compile(text: string, options: CompileOptions): Compilation {
  const { diagnostics, layout } = analyse(text, options.fileName);
  if (layout === undefined) return { diagnostics };
  const { schemaName, importExtension = 'js' } = options;
  return { diagnostics, files: render(layout, { schemaName, importExtension, version: VERSION }) };
}

/** Everything before the text of files. One run finds all errors. `fileName` is only repeated in the diagnostics. */
export function analyse(text: string, fileName: string): Analysis {
  // Positions are counted without the byte order mark, as editors do.
  const source = text.replace(/^\uFEFF/, '');
  const parsed = read(source);
  if (!parsed.ok) return { diagnostics: [syntaxDiagnostic(source, fileName, parsed.fault)] };
  const document = typedDocument(parsed.document);
  const resolved = resolve(document);
  const laidOut = layOut(resolved.schema, resolved.incomplete);
  const faults = [
    ...validate(parsed.document),
    ...checkNames(document),
    ...resolved.faults,
    ...laidOut.faults,
    ...checkConstraints(resolved.schema),
  ];
  const diagnostics = diagnosticsOf(source, fileName, faults);
  return laidOut.layout === undefined || faults.some(isError)
    ? { diagnostics }
    : { diagnostics, layout: laidOut.layout };
}

/** The whole compiler on one page: schema text in, diagnostics and files out, without a file system. */

import { VERSION } from '#precompiled/version.js';
import { type Diagnostic, type Fault, isError } from './diagnostics/index.js';
import { describeSchema, layOut, type SchemaLayout } from './layout/index.js';
import { type LockSource, migrationsFor, type OpenLock, openLock, reviseOpenLock } from './lock/index.js';
import { type ImportExtension, render } from './render/index.js';
import {
  checkChanges,
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
  /** The lock file. Without one, ids follow from positions, and no earlier version is known. */
  readonly lock?: LockSource;
}

export interface Compilation {
  /** Errors and warnings, in file order. */
  readonly diagnostics: readonly Diagnostic[];
  /** File names to texts; absent if a diagnostic is an error. */
  readonly files?: ReadonlyMap<string, string>;
  /** The text of the lock file, if it changes. */
  readonly lockText?: string;
}

export interface Analysis {
  /** Errors and warnings, in file order. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absent if a diagnostic is an error. */
  readonly layout?: SchemaLayout;
  /** The text of the lock file, if it changes. */
  readonly lockText?: string;
}

export function compile(text: string, options: CompileOptions): Compilation {
  const { diagnostics, layout, lockText } = analyse(text, options.fileName, options.lock);
  if (layout === undefined) return { diagnostics };
  const { schemaName, importExtension = 'js' } = options;
  const files = render(layout, { schemaName, importExtension, version: VERSION });
  return { diagnostics, files, ...(lockText === undefined ? {} : { lockText }) };
}

/** Everything before the text of files. One run finds all errors. `fileName` is only repeated in the diagnostics. */
export function analyse(text: string, fileName: string, lock?: LockSource): Analysis {
  // Positions are counted without the byte order mark, as editors do.
  const source = text.replace(/^\uFEFF/, '');
  const parsed = read(source);
  if (!parsed.ok) return { diagnostics: [syntaxDiagnostic(source, fileName, parsed.fault)] };
  const document = typedDocument(parsed.document);
  const { opened, faults: lockFaults } = lock === undefined ? NO_LOCK : openLock(lock, document);
  const resolved = resolve(document, opened?.identified.identities);
  const laidOut = layOut(resolved.schema, resolved.incomplete);
  const faults = [
    ...validate(parsed.document),
    ...checkNames(document),
    ...checkChanges(document),
    ...resolved.faults,
    ...laidOut.faults,
    ...checkConstraints(resolved.schema),
    ...lockFaults,
  ];
  const { layout } = laidOut;
  if (layout === undefined || faults.some(isError)) return { diagnostics: diagnosticsOf(source, fileName, faults) };
  // A schema with errors is not compared: most differences would follow from them.
  const given = describeSchema(layout);
  const revision = opened && reviseOpenLock(opened, document, given);
  const migrations = opened && migrationsFor(opened, document, given);
  const all = [...faults, ...(revision?.faults ?? [])];
  const diagnostics = diagnosticsOf(source, fileName, all);
  if (all.some(isError)) return { diagnostics };
  const complete = migrations === undefined ? layout : { ...layout, migrations };
  return { diagnostics, layout: complete, ...(revision?.text === undefined ? {} : { lockText: revision.text }) };
}

const NO_LOCK: { readonly opened?: OpenLock; readonly faults: readonly Fault[] } = { faults: [] };

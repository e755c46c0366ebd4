/** Renames a definition in a schema, and compiles the result. */

import { compile } from '../compile.js';
import { type Diagnostic, type Fault, isError, keyFault, quote, valueFault } from '../diagnostics/index.js';
import { type LockSource, nameForWas, openLock } from '../lock/index.js';
import type { ImportExtension } from '../render/index.js';
import { diagnosticsOf, read, resolve, typedDocument } from '../schema/index.js';
import { applyEdits } from './edits.js';
import { renameInSchema } from './schema-edits.js';
import { describeTarget, findTarget, type Target } from './target.js';

export interface SchemaRequest {
  readonly text: string;
  /** As diagnostics show it. */
  readonly fileName: string;
  /** For the generated files. */
  readonly schemaName: string;
  readonly importExtension: ImportExtension;
  readonly lock: LockSource;
  /** The name of the definition, such as `player.gold`. */
  readonly from: string;
  readonly to: string;
}

export interface SchemaRename {
  readonly target: Target;
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  /** The new text of the schema. */
  readonly text: string;
  /** The new text of the lock file; undefined without a lock file, or if it stays. */
  readonly lockText: string | undefined;
  /** Notes of the new schema, and warnings that the old one did not have. */
  readonly diagnostics: readonly Diagnostic[];
}

export type SchemaResult =
  | { readonly ok: true; readonly rename: SchemaRename }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export function renameSchema(request: SchemaRequest): SchemaResult {
  const { fileName, schemaName, importExtension, lock, from, to } = request;
  const mark = request.text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = request.text.slice(mark.length);
  // Without a lock file, none is begun: that is a decision for `generate`.
  const options = { fileName, schemaName, importExtension, ...(lock.text === undefined ? {} : { lock }) };
  const old = compile(text, options);
  const parsed = read(text);
  if (old.files === undefined || !parsed.ok) return { ok: false, diagnostics: old.diagnostics };
  const refuse = (...faults: readonly Fault[]): SchemaResult => ({
    ok: false,
    diagnostics: diagnosticsOf(text, fileName, faults),
  });
  const document = typedDocument(parsed.document);
  const found = findTarget(document, from);
  if ('problem' in found) return refuse(keyFault('ECS130', found.problem, ['database'], found.help));
  const { target } = found;
  if (target.name === to)
    return refuse(valueFault('ECS131', `${describeTarget(target)} already has that name`, target.path));
  const { opened } = openLock(lock, document);
  const stored = opened && nameForWas(opened, target);
  const kept = target.was ?? target.name;
  const was = target.kind === 'query' ? undefined : lock.text === undefined ? kept : stored;
  const resolved = resolve(document, opened?.identified.identities).schema;
  const edits = renameInSchema(
    { text, values: parsed.document, document, resolved },
    target,
    to,
    was === to ? undefined : was,
  );
  const renamed = applyEdits(text, edits);
  const now = compile(renamed, options);
  const { files: after, lockText } = now;
  if (after === undefined) {
    // Other errors follow from the first: they name what refers to the definition.
    const error = now.diagnostics.find(isError);
    if (error === undefined) throw new Error('a schema without files has no error');
    const { message, code, help } = error;
    const problem = `${describeTarget(target)} cannot become ${quote(to)}: ${message} (${code})`;
    return refuse(valueFault('ECS131', problem, target.path, help));
  }
  const known = new Set(old.diagnostics.map((one) => keyOf(one, target.name)));
  const diagnostics = now.diagnostics.filter((one) => !known.has(keyOf(one, to)));
  const rename = { target, before: old.files, after, text: mark + renamed, lockText, diagnostics };
  return { ok: true, rename };
}

/** The same for both schemas: paths have either name of the definition. */
function keyOf({ code, severity, path, message }: Diagnostic, without: string): string {
  return severity === 'note' ? `${code} ${message}` : `${code} ${path.filter((key) => key !== without).join('.')}`;
}

/** A fault of what is around the schema, at the name of the database. */
export function schemaDiagnostic(
  { text, fileName }: Pick<SchemaRequest, 'text' | 'fileName'>,
  code: 'ECS120' | 'ECS132' | 'ECS133',
  message: string,
  help: string,
): readonly Diagnostic[] {
  return diagnosticsOf(text.replace(/^\uFEFF/, ''), fileName, [keyFault(code, message, ['database'], help)]);
}

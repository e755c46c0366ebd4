/** Compiles schemas at run time, for tools that work with any schema. Node only. */

import { basename } from 'node:path';
import { type Schema, schemaFromDescriptor } from '@ecsdb/runtime';
import { analyse } from './compile.js';
import { type Diagnostic, formatDiagnostics, isError } from './diagnostics/index.js';
import { describeSchema } from './layout/index.js';
import { lockPathOf, readLockFile } from './output/index.js';
import { readRegularFile } from './read-file.js';

/** The schema has errors. */
export class SchemaLoadError extends Error {
  override readonly name = 'SchemaLoadError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(path: string, text: string, diagnostics: readonly Diagnostic[]) {
    super(`the schema "${path}" has errors:\n\n${formatDiagnostics(diagnostics.filter(isError), text, 'text')}`);
    this.diagnostics = diagnostics;
  }
}

/**
 * Reads a TOML schema, with its lock file if it has one, and builds the runtime's schema from it, with components that
 * are read and written by field name.
 *
 * @throws SchemaLoadError with every diagnostic, or the file system's error
 */
export async function loadSchema(path: string): Promise<Schema> {
  const text = new TextDecoder().decode(readRegularFile(path));
  const lockPath = lockPathOf(path);
  const lock = readLockFile(lockPath);
  const source = lock === undefined ? undefined : { name: basename(lockPath), text: lock, use: 'ids' as const };
  const { diagnostics, layout } = analyse(text, path, source);
  if (layout === undefined) throw new SchemaLoadError(path, text, diagnostics);
  return schemaFromDescriptor(describeSchema(layout));
}

/** Schemas that are renamed in memory. */

import type { LockSource } from '../../../generator/lock/index.js';
import { renameSchema, type SchemaRename, type SchemaResult } from '../../../generator/rename/rename-schema.js';

/** `lock` is the text of the lock file. */
export function tryRename(text: string, from: string, to: string, lock?: string): SchemaResult {
  const source: LockSource = { name: 'schema.lock.json', text: lock, use: 'update' };
  const names = { fileName: 'schema.toml', schemaName: 'schema.toml', importExtension: 'js' } as const;
  return renameSchema({ ...names, text, lock: source, from, to });
}

export function renameText(text: string, from: string, to: string, lock?: string): SchemaRename {
  const result = tryRename(text, from, to, lock);
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  return result.rename;
}

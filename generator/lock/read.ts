/** Reads a lock file, which may be damaged, edited, in conflict after a merge, or from a newer compiler. */

import { fromCanonicalJson } from '@ecsdb/runtime/schema';
import { quote } from '../diagnostics/index.js';
import { damaged, edited, LockFault, unmerged } from './fault.js';
import { LineReader, type PartLine } from './lines.js';
import type { Lock } from './model.js';
import { readSchemas } from './read-schemas.js';
import { LOCK_FORMAT, REMOVED } from './write.js';

/** @throws LockFault */
export function readLock(text: string, file: string): Lock {
  try {
    return read(text, file);
  } catch (error) {
    // The stack has ended.
    if (error instanceof RangeError) throw damaged(file, 'it is nested too deeply');
    throw error;
  }
}

function read(text: string, file: string): Lock {
  const conflict = conflictLine(text);
  if (conflict !== undefined) throw unmerged(file, `it has conflict markers, in line ${conflict}`);
  const reader = new LineReader(parse(text, file), file);
  const { format, head, migrations } = reader.members;
  requireFormat(format, file);
  const { database, tableIds, releases = 0 } = reader.line(head, 'head');
  const versions = reader.list('history');
  const newest = versions.pop();
  if (newest === undefined) throw damaged(file, 'history is empty');
  if (releases !== versions.length) {
    throw edited(file, `${releases} versions were released, and its history has ${versions.length}`);
  }
  const { version } = newest;
  const draft = {
    enums: reader.parts('enums'),
    customTypes: reader.parts('customTypes'),
    tables: reader.parts('tables'),
  };
  requireMerged(draft, file);
  const lines = {
    database: reader.text(database, 'head'),
    draft,
    queries: reader.list('queries'),
    removed: versions.length === 0 ? undefined : removedParts(reader),
    migrations: migrations === undefined ? [] : reader.list('migrations'),
  };
  const retiredTables = reader.list('retiredTables').map((line) => reader.retired(line, 'retiredTables'));
  if (tableIds !== draft.tables.length + retiredTables.length) {
    throw edited(file, `${tableIds} table ids were given out, and its lists have another number`);
  }
  return {
    database: lines.database,
    releases: versions.map(({ version: released, hash }) => ({
      version: reader.text(released, 'history'),
      hash: reader.text(hash, 'history'),
    })),
    version: reader.text(version, 'history'),
    ...requireMergedMigrations(
      checked(() => readSchemas(lines), file),
      file,
    ),
    retiredTables,
  };
}

/** The first line with a marker that git leaves in a file. */
function conflictLine(text: string): number | undefined {
  const found = /^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)/m.exec(text);
  return found === null ? undefined : text.slice(0, found.index).split('\n').length;
}

function parse(text: string, file: string): unknown {
  try {
    // Few schemas have numbers that JSON lacks. Without them, this is faster.
    return text.includes('"$') ? fromCanonicalJson(text) : JSON.parse(text);
  } catch {
    throw damaged(file, 'it is not JSON');
  }
}

function requireFormat(format: unknown, file: string): void {
  if (format === LOCK_FORMAT) return;
  if (!Number.isSafeInteger(format) || Number(format) < LOCK_FORMAT) {
    throw damaged(file, `its format is not ${LOCK_FORMAT}`);
  }
  const message = `"${file}" has the format ${format}; this ecsdb-gen knows formats up to ${LOCK_FORMAT}`;
  throw new LockFault('ECS123', message, 'use the ecsdb-gen that wrote the file, or a newer one');
}

function removedParts(reader: LineReader): { [list in keyof typeof REMOVED]: readonly PartLine[] } {
  return {
    enums: reader.parts(REMOVED.enums),
    customTypes: reader.parts(REMOVED.customTypes),
    tables: reader.parts(REMOVED.tables),
  };
}

/** Git merges lines that two branches have added. Then they can have the same id or name. */
function requireMerged(draft: { readonly [list: string]: readonly PartLine[] }, file: string): void {
  for (const list of Object.values(draft)) {
    const owners = new Map<string, string>();
    for (const { descriptor } of list) {
      const { name, tableId } = { name: '', tableId: undefined, ...(descriptor as object) };
      const keys = [`the name ${quote(String(name))}`, ...(tableId === undefined ? [] : [`the id ${String(tableId)}`])];
      for (const key of keys) {
        const owner = owners.get(key);
        owners.set(key, String(name));
        if (owner !== undefined) throw unmerged(file, `${quote(owner)} and ${quote(String(name))} have ${key}`);
      }
    }
  }
}

/** Two branches may have recorded the same table under the same version. */
function requireMergedMigrations<Schemas extends Pick<Lock, 'migrations'>>(schemas: Schemas, file: string): Schemas {
  const known = new Set<string>();
  for (const { version, after } of schemas.migrations) {
    const { name, tableId } = after.table;
    const key = `${version} ${tableId}`;
    if (known.has(key)) throw unmerged(file, `it has two migrations of table ${quote(name)} to version ${version}`);
    known.add(key);
  }
  return schemas;
}

function checked<Result>(read: () => Result, file: string): Result {
  try {
    return read();
  } catch (error) {
    // The runtime has found that a descriptor is not valid.
    if (error instanceof Error && 'code' in error) throw damaged(file, error.message);
    throw error;
  }
}

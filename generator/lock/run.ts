/** The lock in one run of the compiler: opened before names are resolved, revised when the layout is known. */

import type { MigrationDescriptor, SchemaDescriptor } from '@ecsdb/runtime/schema';
import { type Fault, keyFault, quote, valueFault } from '../diagnostics/index.js';
import type { RawDocument } from '../schema/index.js';
import { classifyChanges, reportDifferences, undecidedChanges } from './classify.js';
import { LockFault } from './fault.js';
import { type Identified, identify } from './identify.js';
import { listedMigrations, recordMigrations } from './migrations.js';
import { emptyLock, type Lock } from './model.js';
import { readLock } from './read.js';
import { draftOf, releaseDraft, reviseLock } from './revise.js';
import { withoutWas } from './without-was.js';
import { lockText } from './write.js';

/** A lock file beside a schema file. */
export interface LockSource {
  /** Its name without folders, as diagnostics show it. */
  readonly name: string;
  /** Undefined if there is no such file. */
  readonly text: string | undefined;
  /**
   * `update` compares the schema with the lock, and revises the lock. `frozen` makes it an error if the lock is missing
   * or would change. `ids` only takes the ids. `compare` reports all differences from the released version or, without
   * one, from the draft.
   */
  readonly use: 'update' | 'frozen' | 'ids' | 'compare';
}

export interface OpenLock {
  readonly source: LockSource;
  /** As read; undefined if there is no file. */
  readonly before: Lock | undefined;
  /** Its draft has the version of the schema. */
  readonly lock: Lock;
  readonly identified: Identified;
}

export interface OpenResult {
  /** Absent if the lock cannot be used. */
  readonly opened?: OpenLock;
  readonly faults: readonly Fault[];
}

export function openLock(source: LockSource, document: RawDocument): OpenResult {
  const { name = '', version } = document;
  const { text } = source;
  if (text === undefined && source.use === 'frozen') {
    const message = `there is no lock file ${quote(source.name)}`;
    const help = 'run ecsdb-gen without --check and --frozen-lock, and commit the file that it writes';
    return { faults: [keyFault('ECS120', message, ['database'], help)] };
  }
  if (text === undefined && source.use === 'update' && hasEarlierVersions(document)) {
    const message = `there is no lock file ${quote(source.name)}, and "migrations" names changes of earlier versions`;
    const help = 'restore the file from version control; if there was none, first compile the released version';
    return { faults: [keyFault('ECS120', message, ['migrations'], help)] };
  }
  try {
    const before = text === undefined ? undefined : readLock(text, source.name);
    const fault = before && mismatch(before, document, source);
    if (fault !== undefined) return { faults: [fault] };
    const lock = releaseDraft(before ?? emptyLock(name, version), version);
    const identified = identify(document, lock);
    return { opened: { source, before, lock, identified }, faults: identified.faults };
  } catch (error) {
    if (!(error instanceof LockFault)) throw error;
    return { faults: [keyFault(error.code, error.message, ['database'], error.help)] };
  }
}

/** Whether the schema lists migrations to its own version, or to an earlier one. */
function hasEarlierVersions({ version, migrations }: RawDocument): boolean {
  return migrations.some((entry) => !isOlder(version, entry.version));
}

/** A lock that does not belong to the schema. */
function mismatch(lock: Lock, { name, version }: RawDocument, { name: file, use }: LockSource): Fault | undefined {
  if (name !== undefined && lock.database !== name) {
    const message = `"${file}" belongs to the database ${quote(lock.database)}, not to ${quote(name)}`;
    const help = 'give the database its former name, or delete the lock file if this is a new database';
    return valueFault('ECS126', message, ['database', 'name'], help);
  }
  if (use === 'compare' || !isOlder(version, lock.version)) return undefined;
  const message = `version ${quote(version)} is older than ${quote(lock.version)}, which "${file}" has`;
  const help = `raise the version, or restore "${file}" from version control to go back`;
  return valueFault('ECS114', message, ['database', 'version'], help);
}

function isOlder(version: string, than: string): boolean {
  const numbers = version.split('.').map(Number);
  const others = than.split('.').map(Number);
  const different = numbers.findIndex((number, index) => number !== others[index]);
  return different !== -1 && (numbers[different] ?? 0) < (others[different] ?? 0);
}

/** The migrations that a compiled schema lists, as far as the versions before and after them are known. */
export function migrationsFor(
  { lock }: OpenLock,
  document: RawDocument,
  given: SchemaDescriptor,
): readonly MigrationDescriptor[] {
  return listedMigrations(recordMigrations(lock, document, withoutWas(given)), document);
}

export interface Revision {
  /** The text of the lock file, if it changes. */
  readonly text: string | undefined;
  readonly faults: readonly Fault[];
}

/** Compares the compiled schema with the lock. */
export function reviseOpenLock(opened: OpenLock, document: RawDocument, schema: SchemaDescriptor): Revision {
  const given = withoutWas(schema);
  const { source, before, lock, identified } = opened;
  if (source.use === 'ids') return { text: undefined, faults: [] };
  if (source.use === 'compare') {
    return { text: undefined, faults: reportDifferences(document, lock, given, identified) };
  }
  const text = lockText(reviseLock(lock, given, identified, recordMigrations(lock, document, given)));
  // Compared by meaning, too: line endings, or a formatter that all JSON files pass through, are no change.
  const isSame = before !== undefined && (source.text === text || lockText(before) === text);
  if (isSame) return { text: undefined, faults: undecidedChanges(document, lock, given, identified) };
  const changes = before === undefined ? [] : classifyChanges(document, lock, given, identified);
  if (source.use === 'update') return { text, faults: changes };
  const message = `"${source.name}" is not up to date with the schema`;
  const help = 'run ecsdb-gen without --check and --frozen-lock, and commit the file';
  return { text: undefined, faults: [...changes, keyFault('ECS121', message, ['database'], help)] };
}

/** The lock of a schema that has this one version, as text. */
export function lockTextOf(given: SchemaDescriptor): string {
  return lockText({ ...emptyLock(given.name, given.version), draft: draftOf(withoutWas(given), NOTHING_RETIRED) });
}

const NOTHING_RETIRED = { tableFields: new Map(), typeFields: new Map(), variants: new Map() };

/**
 * Reports what a schema changes. The released version decides what is an error, because data of it has to survive.
 * Changes since the last run are reported once: they are not found again after the lock is written.
 */

import type { SchemaDescriptor, SchemaDifference } from '@ecsdb/runtime/schema';
import { type Code, type Fault, quote } from '../diagnostics/index.js';
import type { RawDocument } from '../schema/index.js';
import { differencesFrom } from './differences.js';
import type { Identified } from './identify.js';
import { descriptorOf, type Lock, type LockedSchema } from './model.js';
import { placeOf } from './place.js';

/** The errors among the changes since the released version. A schema that equals the draft has no other changes. */
export function undecidedChanges(
  document: RawDocument,
  lock: Lock,
  given: SchemaDescriptor,
  { typeNames }: Identified,
): Fault[] {
  return undecided(differencesSince(lock.released, lock, given, typeNames.released), document).map((found) =>
    refusal(found, document),
  );
}

/** Every change since the released version that is an error, and every other one since the draft. */
export function classifyChanges(
  document: RawDocument,
  lock: Lock,
  given: SchemaDescriptor,
  { typeNames }: Identified,
): Fault[] {
  const { draft, released } = lock;
  const sinceRelease = differencesSince(released, lock, given, typeNames.released);
  const refused = undecided(sinceRelease, document);
  const sinceDraft = draft === released ? sinceRelease : differencesSince(draft, lock, given, typeNames.draft);
  return [
    ...refused.map((found) => refusal(found, document)),
    ...sinceDraft.filter(isNot(refused)).map((found) => {
      if (found.class === 'compatible' || isDecided(found, document)) return note(found, document);
      // The generated files of a table are only deleted if that is what the schema says.
      return found.kind === 'table-removed' ? refusal(found, document) : draftWarning(found, document);
    }),
  ];
}

/** Every difference from the released version or, without one, from the draft. Decided ones are notes. */
export function reportDifferences(
  document: RawDocument,
  lock: Lock,
  given: SchemaDescriptor,
  { typeNames }: Identified,
): Fault[] {
  const { draft, released } = lock;
  const names = released === undefined ? typeNames.draft : typeNames.released;
  return differencesSince(released ?? draft, lock, given, names).map((found) =>
    found.class === 'compatible' || isDecided(found, document) ? note(found, document) : refusal(found, document),
  );
}

function differencesSince(
  version: LockedSchema | undefined,
  lock: Lock,
  given: SchemaDescriptor,
  typeNames: ReadonlyMap<string, string>,
): readonly SchemaDifference[] {
  return version === undefined ? [] : differencesFrom(descriptorOf(lock, version), given, typeNames);
}

function undecided(differences: readonly SchemaDifference[], document: RawDocument): SchemaDifference[] {
  return differences.filter((found) => found.class !== 'compatible' && !isDecided(found, document));
}

function isNot(others: readonly SchemaDifference[]): (found: SchemaDifference) => boolean {
  const keys = new Set(others.map(keyOf));
  return (found) => !keys.has(keyOf(found));
}

function keyOf({ kind, place }: SchemaDifference): string {
  return JSON.stringify([kind, place]);
}

/** Whether the schema says that the change is meant: by `removed`, or in `[migrations]` of its version. */
function isDecided(found: SchemaDifference, document: RawDocument): boolean {
  return isRemovalDeclared(found, document) || (canBeMigrated(found) && isListed(found, document));
}

function isRemovalDeclared({ kind, place }: SchemaDifference, document: RawDocument): boolean {
  const { tables, customTypes, enums } = document;
  const lists = {
    'table-removed': [document.removed, place.table],
    'field-removed': [(find(tables, place.table) ?? find(customTypes, place.type))?.removed, place.field],
    'variant-removed': [find(enums, place.enum)?.removed, place.variant],
  } as const;
  if (!(kind in lists)) return false;
  const [removed = [], name] = lists[kind as keyof typeof lists];
  return removed.some((one) => one.name === name);
}

/** What a migration function can decide. It sees rows, so it cannot keep a table, a database or the value of a name. */
function canBeMigrated(found: SchemaDifference): boolean {
  if (found.kind === 'table-removed') return false;
  return found.class === 'decision' || found.kind === 'field-retyped';
}

function isListed({ place, tables }: SchemaDifference, { version, migrations }: RawDocument): boolean {
  const listed = new Set(
    migrations.filter((entry) => entry.version === version).flatMap(({ names }) => names.map(({ name }) => name)),
  );
  const owner = ownerOf(place);
  return (
    (owner !== undefined && listed.has(owner)) || (tables.length > 0 && tables.every((table) => listed.has(table)))
  );
}

function ownerOf({ table, type, enum: enumeration }: SchemaDifference['place']): string | undefined {
  return table ?? type ?? enumeration;
}

function find<Thing extends { readonly name: string }>(
  things: readonly Thing[],
  name: string | undefined,
): Thing | undefined {
  return things.find((thing) => thing.name === name);
}

function note(found: SchemaDifference, document: RawDocument): Fault {
  return faultOf('ECS110', found, document);
}

function draftWarning(found: SchemaDifference, document: RawDocument): Fault {
  const help =
    `version ${quote(document.version)} is a draft, so this is allowed; if it has been released, restore the lock ` +
    'file and raise the version';
  return faultOf('ECS105', found, document, help);
}

function refusal(found: SchemaDifference, document: RawDocument): Fault {
  const help = found.help.charAt(0).toLowerCase() + found.help.slice(1).replace(/\.$/, '');
  const owner = ownerOf(found.place);
  const isListable = canBeMigrated(found) && owner !== undefined;
  const listing = isListable
    ? `; if that is decided, say ${quote(document.version)} = [${quote(owner)}] in [migrations]`
    : '';
  return faultOf(found.class === 'error' ? 'ECS112' : 'ECS111', found, document, help + listing);
}

function faultOf(code: Code, found: SchemaDifference, document: RawDocument, help?: string): Fault {
  const { message } = found;
  return { code, message, ...placeOf(found, document), ...(help === undefined ? {} : { help }) };
}

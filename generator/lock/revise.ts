/** The lock after a run: the same releases, and the schema as the new draft. */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { hashOfSchema } from '../layout/index.js';
import type { Identified, Retired } from './identify.js';
import { settledMigrations } from './migrations.js';
import { descriptorOf, type Lock, type LockedPart, type LockedSchema } from './model.js';

/** Releases the draft, if `version` is another one. */
export function releaseDraft(lock: Lock, version: string): Lock {
  const { draft } = lock;
  if (lock.version === version) return lock;
  const hash = hashOfSchema(descriptorOf(lock, draft));
  const released: LockedSchema = {
    tables: draft.tables.map(settled),
    customTypes: draft.customTypes.map(({ was: _, ...type }) => settled(type)),
    enums: draft.enums.map(({ was: _, ...one }) => settled(one)),
    queries: draft.queries,
  };
  return {
    ...lock,
    version,
    releases: [...lock.releases, { version: lock.version, hash }],
    draft: released,
    released,
    retiredTables: lock.retiredTables.map((one) => ({ ...one, draft: false })),
    migrations: settledMigrations(lock),
  };
}

/** What the draft retired cannot return after a release. */
function settled<Part extends { readonly retired: Lock['retiredTables'] }>(part: Part): Part {
  return part.retired.length === 0 ? part : { ...part, retired: part.retired.map((one) => ({ ...one, draft: false })) };
}

/** Replaces the draft by a schema that was compiled with the identities. */
export function reviseLock(
  lock: Lock,
  given: SchemaDescriptor,
  identified: Identified,
  migrations: Lock['migrations'],
): Lock {
  const { retired, typeNames } = identified;
  const draft = draftOf(given, retired);
  return {
    ...lock,
    draft: {
      ...draft,
      customTypes: draft.customTypes.map((part) => withEarlierName(part, typeNames.released)),
      enums: draft.enums.map((part) => withEarlierName(part, typeNames.released)),
    },
    retiredTables: retired.tables,
    migrations,
  };
}

export function draftOf(given: SchemaDescriptor, retired: Omit<Retired, 'tables'>): LockedSchema {
  return {
    tables: given.tables.map((descriptor) => partOf(descriptor, retired.tableFields)),
    customTypes: given.customTypes.map((descriptor) => partOf(descriptor, retired.typeFields)),
    enums: given.enums.map((descriptor) => partOf(descriptor, retired.variants)),
    queries: given.queries,
  };
}

function partOf<Descriptor extends { readonly name: string }>(
  descriptor: Descriptor,
  retired: ReadonlyMap<string, LockedPart['retired']>,
): LockedPart<Descriptor> {
  return { descriptor, retired: retired.get(descriptor.name) ?? [] };
}

function withEarlierName<Part extends LockedPart>(part: Part, earlierNames: ReadonlyMap<string, string>): Part {
  const was = earlierNames.get(part.descriptor.name);
  return was === undefined || was === part.descriptor.name ? part : { ...part, was };
}

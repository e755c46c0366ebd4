/**
 * The lock: what earlier runs of the compiler know of a schema, as plain data. docs/evolution.md, "The lock file".
 *
 * The newest version is a draft until the schema gets another version: every run replaces it. The version before it is
 * the released one, whose data has to survive.
 */

import type {
  CustomTypeDescriptor,
  EnumDescriptor,
  MigrationDescriptor,
  QueryDescriptor,
  SchemaDescriptor,
  TableDescriptor,
} from '@ecsdb/runtime/schema';

/** An id, or the value of a variant, that is not used any more. */
export interface RetiredId {
  readonly id: number;
  /** The last name that had it. */
  readonly name: string;
  /** Whether the draft retired it, so that the same name may return to it. */
  readonly draft: boolean;
}

/** A table, custom type or enum. */
export interface LockedPart<Descriptor extends { readonly name: string } = { readonly name: string }> {
  readonly descriptor: Descriptor;
  /** Ids of its removed fields, or values of its removed variants. */
  readonly retired: readonly RetiredId[];
  /** Name of a type in the released version, because types have no ids. Absent if it is the same, or there is none. */
  readonly was?: string;
}

/** One version of the schema. */
export interface LockedSchema {
  readonly tables: readonly LockedPart<TableDescriptor>[];
  readonly customTypes: readonly LockedPart<CustomTypeDescriptor>[];
  readonly enums: readonly LockedPart<EnumDescriptor>[];
  readonly queries: readonly QueryDescriptor[];
}

/** The lists of parts, in the order of the lock file. */
export const PART_LISTS = ['enums', 'customTypes', 'tables'] as const;
export type PartList = (typeof PART_LISTS)[number];

/** What makes a part of the draft and a part of the released version the same one. */
export function identityOf({ descriptor, was }: LockedPart): unknown {
  return 'tableId' in descriptor ? descriptor.tableId : (was ?? descriptor.name);
}

interface Release {
  readonly version: string;
  readonly hash: string;
}

export interface Lock {
  /** Name of the database. */
  readonly database: string;
  /** Oldest first, without the draft. */
  readonly releases: readonly Release[];
  /** Version of the draft. */
  readonly version: string;
  readonly draft: LockedSchema;
  /** The last release; absent if there is none. It has no queries, which mean nothing for data. */
  readonly released?: LockedSchema;
  readonly retiredTables: readonly RetiredId[];
  /** What `[migrations]` has listed, oldest version first, the draft's last. */
  readonly migrations: readonly MigrationDescriptor[];
}

/** The lock of a schema that has none yet. */
export function emptyLock(database: string, version: string): Lock {
  const draft: LockedSchema = { tables: [], customTypes: [], enums: [], queries: [] };
  return { database, releases: [], version, draft, retiredTables: [], migrations: [] };
}

/** A version of the lock as a descriptor, to compare it or to compute its hash. */
export function descriptorOf(lock: Lock, schema: LockedSchema): SchemaDescriptor {
  return {
    ...descriptorHead(lock.database),
    enums: schema.enums.map(({ descriptor }) => descriptor),
    customTypes: schema.customTypes.map(({ descriptor }) => descriptor),
    tables: schema.tables.map(({ descriptor }) => descriptor),
    queries: schema.queries,
  };
}

/** What a descriptor says besides its parts. The hash of a draft is not known. The history makes ids count. */
export function descriptorHead(database: string): {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly enforced: 1;
  readonly history: readonly string[];
} {
  return { name: database, version: '0.0.0', hash: '0'.repeat(32), enforced: 1, history: [] };
}

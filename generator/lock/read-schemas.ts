/** The two versions of a schema in a lock file: the draft, and the released one as far as it differs. */

import { type SchemaDescriptor, schemaFromData } from '@ecsdb/runtime/schema';
import type { Members, PartLine } from './lines.js';
import { descriptorHead, identityOf, type Lock, type LockedPart, type LockedSchema, type PART_LISTS } from './model.js';

type PartLines = { readonly [list in (typeof PART_LISTS)[number]]: readonly PartLine[] };

export interface SchemaLines {
  readonly database: string;
  readonly draft: PartLines;
  readonly queries: readonly Members[];
  /** What the released version has in another form. Undefined if no version was released. */
  readonly released: PartLines | undefined;
}

/** @throws EcsDbError `CORRUPT` if a descriptor is not valid */
export function readSchemas({ database, draft, queries, released }: SchemaLines): Pick<Lock, 'draft' | 'released'> {
  const read = readSchema(database, draft, queries);
  return released === undefined
    ? { draft: read }
    : { draft: read, released: readSchema(database, completed(released, draft, read), []) };
}

/** Adds the lines that both versions share. */
function completed(released: PartLines, draft: PartLines, read: LockedSchema): PartLines {
  const complete = (list: (typeof PART_LISTS)[number]): PartLine[] => {
    const changed = new Set(released[list].map(({ descriptor }) => identityOfData(descriptor)));
    const shared = draft[list].filter((line, index) => {
      const part = read[list][index];
      return !line.isNew && part !== undefined && !changed.has(identityOf(part));
    });
    return [...shared, ...released[list]];
  };
  return { enums: complete('enums'), customTypes: complete('customTypes'), tables: complete('tables') };
}

function identityOfData(descriptor: unknown): unknown {
  if (typeof descriptor !== 'object' || descriptor === null) return undefined;
  if ('tableId' in descriptor) return descriptor.tableId;
  return 'name' in descriptor ? descriptor.name : undefined;
}

function readSchema(database: string, lines: PartLines, queries: readonly Members[]): LockedSchema {
  const descriptors = (list: (typeof PART_LISTS)[number]): unknown[] => lines[list].map(({ descriptor }) => descriptor);
  const schema: SchemaDescriptor = schemaFromData({
    ...descriptorHead(database),
    enums: descriptors('enums'),
    customTypes: descriptors('customTypes'),
    tables: descriptors('tables'),
    queries,
  });
  return {
    enums: partsOf(schema.enums, lines.enums),
    customTypes: partsOf(schema.customTypes, lines.customTypes),
    tables: partsOf(schema.tables, lines.tables),
    queries: schema.queries,
  };
}

function partsOf<Descriptor extends { readonly name: string }>(
  descriptors: readonly Descriptor[],
  lines: readonly PartLine[],
): LockedPart<Descriptor>[] {
  return descriptors.map((descriptor, index) => {
    const { retired = [], was } = lines[index] ?? {};
    return { descriptor, retired, ...(was === undefined ? {} : { was }) };
  });
}

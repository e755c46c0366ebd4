/** The two versions of a schema in a lock file: the draft, and the released one as far as it differs. */

import { type SchemaDescriptor, schemaFromData } from '@ecsdb/runtime/schema';
import type { Members, PartLine } from './lines.js';
import { descriptorHead, type Lock, type LockedPart, type LockedSchema, PART_LISTS, type PartList } from './model.js';

type PartLines = { readonly [list in PartList]: readonly PartLine[] };

export interface SchemaLines {
  readonly database: string;
  readonly draft: PartLines;
  readonly queries: readonly Members[];
  /** What the draft lacks of the released version. Undefined if no version was released. */
  readonly removed: PartLines | undefined;
  readonly migrations: readonly Members[];
}

/** @throws EcsDbError `CORRUPT` if a descriptor is not valid */
export function readSchemas({
  database,
  draft,
  queries,
  removed,
  migrations: lines,
}: SchemaLines): Pick<Lock, 'draft' | 'released' | 'migrations'> {
  const { migrations, ...read } = readSchema(database, draft, queries, lines);
  if (removed === undefined) return { draft: read, migrations };
  if (isSame(draft, removed)) return { draft: read, released: read, migrations };
  const { migrations: _, ...released } = readSchema(database, releasedLines(draft, removed), [], []);
  return { draft: read, released, migrations };
}

/** Whether the draft has the released version unchanged. */
function isSame(draft: PartLines, removed: PartLines): boolean {
  return PART_LISTS.every(
    (list) =>
      removed[list].length === 0 && draft[list].every(({ isNew, released }) => !isNew && released === undefined),
  );
}

/** The lines of the released version. What it has in another form lost its retired numbers to the draft. */
function releasedLines(draft: PartLines, removed: PartLines): PartLines {
  const complete = (list: PartList): PartLine[] => {
    const lines = draft[list].filter(({ isNew }) => !isNew);
    const earlier = lines.map(({ released, descriptor }) => released ?? descriptor);
    return [...earlier.map((descriptor) => ({ descriptor, retired: [], isNew: false })), ...removed[list]];
  };
  return { enums: complete('enums'), customTypes: complete('customTypes'), tables: complete('tables') };
}

function readSchema(
  database: string,
  lines: PartLines,
  queries: readonly Members[],
  migrations: readonly Members[],
): LockedSchema & Pick<Lock, 'migrations'> {
  const descriptors = (list: PartList): unknown[] => lines[list].map(({ descriptor }) => descriptor);
  const schema: SchemaDescriptor = schemaFromData({
    ...descriptorHead(database),
    enums: descriptors('enums'),
    customTypes: descriptors('customTypes'),
    tables: descriptors('tables'),
    queries,
    migrations,
  });
  return {
    enums: partsOf(schema.enums, lines.enums),
    customTypes: partsOf(schema.customTypes, lines.customTypes),
    tables: partsOf(schema.tables, lines.tables),
    queries: schema.queries,
    migrations: schema.migrations ?? [],
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

/** The state of one comparison of two schemas: what was found, and which types were compared. */

import type { CustomTypeDescriptor, EnumDescriptor, SchemaDescriptor, TableDescriptor } from '../descriptor.js';
import { type DifferenceKind, type DifferencePlace, difference, type SchemaDifference } from './difference.js';
import { haveStableIds, type Matches, matchTables } from './match-parts.js';

/** The enums and custom types of one schema, by name. */
export interface NamedTypes {
  readonly enums: ReadonlyMap<string, EnumDescriptor>;
  readonly customTypes: ReadonlyMap<string, CustomTypeDescriptor>;
}

/** A table or a named type, stored and given. */
export class ComparedPart {
  /** `table "player"`, as messages name it. */
  readonly subject: string;
  readonly place: DifferencePlace;
  /** The tables that it concerns. Grows while tables are compared; differences share it. */
  readonly tables: string[] = [];
  /** The named types that its fields have. */
  readonly inner: Set<ComparedPart> = new Set();
  /** Whether stored bytes of it have another meaning, also because of inner types. */
  isRewritten = false;

  constructor(subject: string, place: DifferencePlace) {
    this.subject = subject;
    this.place = place;
  }
}

export class Comparison {
  readonly stored: NamedTypes;
  readonly given: NamedTypes;
  readonly hasStableIds: boolean;
  /** False if the stored rows were checked against no constraint, but those of the given schema are. */
  readonly isEnforced: boolean;
  readonly tables: Matches<TableDescriptor>;
  readonly differences: SchemaDifference[] = [];
  /** By stored and given name. Contains a type while it is compared, so that invalid recursive types end. */
  readonly parts: Map<string, ComparedPart> = new Map();

  constructor(stored: SchemaDescriptor, given: SchemaDescriptor) {
    this.stored = namedTypesOf(stored);
    this.given = namedTypesOf(given);
    this.hasStableIds = haveStableIds(stored, given);
    this.isEnforced = stored.enforced !== undefined || given.enforced === undefined;
    this.tables = matchTables(stored, given);
  }

  add(part: ComparedPart, kind: DifferenceKind, message: string, place?: DifferencePlace): void {
    const found = difference(kind, { ...part.place, ...place }, part.tables, message);
    if (found.rows === 'rewritten') part.isRewritten = true;
    this.differences.push(found);
  }

  /** The pair of a stored table's name; undefined if the table is missing from the given schema. */
  pairOf(storedTable: string): readonly [stored: TableDescriptor, given: TableDescriptor] | undefined {
    return this.tables.pairs.find(([{ name }]) => name === storedTable);
  }
}

/** Adds a table to a part and to the types that it contains. */
export function addTable(part: ComparedPart, table: string): void {
  if (part.tables.at(-1) === table) return;
  part.tables.push(table);
  for (const inner of part.inner) addTable(inner, table);
}

function namedTypesOf({ enums, customTypes }: SchemaDescriptor): NamedTypes {
  return {
    enums: new Map(enums.map((one) => [one.name, one])),
    customTypes: new Map(customTypes.map((one) => [one.name, one])),
  };
}

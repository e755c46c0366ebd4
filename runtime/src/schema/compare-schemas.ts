/** Finds the differences that prevent one schema from opening what another schema has stored. */

import { definedTypeOf } from './check-schema.js';
import type {
  CustomTypeDescriptor,
  EnumDescriptor,
  FieldDescriptor,
  SchemaDescriptor,
  TableDescriptor,
} from './descriptor.js';

/**
 * Every difference that changes the meaning of stored bytes, one sentence each. Empty if `given` can open what `stored`
 * wrote. New variants of enums are allowed. Queries, defaults, constraints and names in TypeScript are not compared.
 */
export function compareSchemas(stored: SchemaDescriptor, given: SchemaDescriptor): string[] {
  const differences: string[] = [];
  if (stored.name !== given.name) {
    differences.push(`the database is "${stored.name}" as stored, and "${given.name}" in the given schema`);
  }
  const givenTables = indexByName(given.tables);
  const storedTables = indexByName(stored.tables);
  for (const table of stored.tables) {
    const other = givenTables.get(table.name);
    if (other === undefined) differences.push(`table "${table.name}" is stored, and missing from the given schema`);
    else compareTables(table, other, differences);
  }
  for (const { name } of given.tables) {
    if (!storedTables.has(name)) differences.push(`table "${name}" is new in the given schema`);
  }
  compareTypes(stored, given, differences);
  return differences;
}

function compareTables(stored: TableDescriptor, given: TableDescriptor, differences: string[]): void {
  const subject = `table "${stored.name}"`;
  const before = differences.length;
  if (stored.tableId !== given.tableId) {
    differences.push(`${subject} has the id ${stored.tableId} as stored, and ${given.tableId} in the given schema`);
  }
  compareFields(stored.fields, given.fields, subject, differences);
  if (differences.length > before) return;
  const sizes = [stored, given].map(
    ({ size, nullBitmap }) => `${size} bytes, nulls at ${nullBitmap?.offset ?? 'none'}`,
  );
  if (sizes[0] !== sizes[1]) {
    differences.push(`${subject} has records of ${sizes[0]} as stored, and of ${sizes[1]} in the given schema`);
  }
}

function compareFields(
  stored: readonly FieldDescriptor[],
  given: readonly FieldDescriptor[],
  subject: string,
  differences: string[],
): void {
  const givenFields = indexByName(given);
  const storedFields = indexByName(stored);
  for (const field of stored) {
    const other = givenFields.get(field.name);
    const name = `field "${field.name}" of ${subject}`;
    if (other === undefined) {
      differences.push(`${name} is stored, and missing from the given schema`);
      continue;
    }
    if (field.type !== other.type) {
      differences.push(`${name} is ${field.type} as stored, and ${other.type} in the given schema`);
    }
    if (field.nullable !== other.nullable) {
      const [now, before] = other.nullable ? ['may', 'could not'] : ['cannot', 'could'];
      differences.push(`${name} ${before} be null as stored, and ${now} be null in the given schema`);
    }
    if (field.offset !== other.offset) {
      differences.push(`${name} is at byte ${field.offset} as stored, and at byte ${other.offset} in the given schema`);
    }
  }
  for (const { name } of given) {
    if (!storedFields.has(name)) differences.push(`field "${name}" of ${subject} is new in the given schema`);
  }
}

/** Compares the enums and custom types of stored records. A renamed type is reported by the fields that use it. */
function compareTypes(stored: SchemaDescriptor, given: SchemaDescriptor, differences: string[]): void {
  const used = typesInUse(stored);
  const enums = indexByName(given.enums);
  const customTypes = indexByName(given.customTypes);
  for (const one of stored.enums) {
    const other = enums.get(one.name);
    if (used.has(one.name) && other !== undefined) compareEnums(one, other, differences);
  }
  for (const one of stored.customTypes) {
    const other = customTypes.get(one.name);
    if (!used.has(one.name) || other === undefined) continue;
    const subject = `custom type "${one.name}"`;
    const before = differences.length;
    compareFields(one.fields, other.fields, subject, differences);
    if (differences.length === before && one.size !== other.size) {
      differences.push(`${subject} has ${one.size} bytes as stored, and ${other.size} in the given schema`);
    }
  }
}

function compareEnums(stored: EnumDescriptor, given: EnumDescriptor, differences: string[]): void {
  const subject = `enum "${stored.name}"`;
  if (stored.repr !== given.repr) {
    differences.push(`${subject} is stored as ${stored.repr}, and is ${given.repr} in the given schema`);
  }
  for (const [variant, value] of Object.entries(stored.variants)) {
    const other = Object.hasOwn(given.variants, variant) ? given.variants[variant] : undefined;
    if (other === undefined) {
      differences.push(`variant "${variant}" of ${subject} is stored, and missing from the given schema`);
    } else if (other !== value) {
      differences.push(`variant "${variant}" of ${subject} is ${value} as stored, and ${other} in the given schema`);
    }
  }
}

/** Names of the enums and custom types that records of any table contain. */
function typesInUse(schema: SchemaDescriptor): ReadonlySet<string> {
  const customTypes: ReadonlyMap<string, CustomTypeDescriptor> = indexByName(schema.customTypes);
  const used = new Set<string>();
  const pending = schema.tables.flatMap((table) => table.fields);
  for (let field = pending.pop(); field !== undefined; field = pending.pop()) {
    const name = definedTypeOf(field);
    if (name === undefined || used.has(name)) continue;
    used.add(name);
    pending.push(...(customTypes.get(name)?.fields ?? []));
  }
  return used;
}

function indexByName<Item extends { readonly name: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.name, item]));
}

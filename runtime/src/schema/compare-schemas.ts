/** Says what keeps a schema from reading what another one has stored. */

import { innermost } from './check-schema.js';
import type {
  CustomTypeDescriptor,
  EnumDescriptor,
  FieldDescriptor,
  SchemaDescriptor,
  TableDescriptor,
} from './descriptor.js';
import { parseTypeName } from './type-name.js';

/**
 * Every difference that changes what stored bytes mean, each a sentence that names its place; none when `given` can open what
 * `stored` wrote. New variants of enums are fine, and queries, defaults, constraints and TypeScript's side of things do not count.
 */
export function compareSchemas(stored: SchemaDescriptor, given: SchemaDescriptor): string[] {
  const differences: string[] = [];
  if (stored.name !== given.name) {
    differences.push(`the database is "${stored.name}" as stored, and "${given.name}" in the given schema`);
  }
  const givenTables = byName(given.tables);
  const storedTables = byName(stored.tables);
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
  const what = `table "${stored.name}"`;
  const before = differences.length;
  if (stored.tableId !== given.tableId) {
    differences.push(`${what} has the id ${stored.tableId} as stored, and ${given.tableId} in the given schema`);
  }
  compareFields(stored.fields, given.fields, what, differences);
  if (differences.length > before) return;
  const sizes = [stored, given].map(
    ({ size, nullBitmap }) => `${size} bytes, nulls at ${nullBitmap?.offset ?? 'none'}`,
  );
  if (sizes[0] !== sizes[1]) {
    differences.push(`${what} has records of ${sizes[0]} as stored, and of ${sizes[1]} in the given schema`);
  }
}

function compareFields(
  stored: readonly FieldDescriptor[],
  given: readonly FieldDescriptor[],
  what: string,
  differences: string[],
): void {
  const givenFields = byName(given);
  const storedFields = byName(stored);
  for (const field of stored) {
    const other = givenFields.get(field.name);
    const name = `field "${field.name}" of ${what}`;
    if (other === undefined) {
      differences.push(`${name} is stored, and missing from the given schema`);
      continue;
    }
    if (field.type !== other.type) {
      differences.push(`${name} is ${field.type} as stored, and ${other.type} in the given schema`);
    }
    if (field.nullable !== other.nullable) {
      const [is, was] = other.nullable ? ['may', 'could not'] : ['cannot', 'could'];
      differences.push(`${name} ${was} be null as stored, and ${is} be null in the given schema`);
    }
    if (field.offset !== other.offset) {
      differences.push(`${name} is at byte ${field.offset} as stored, and at byte ${other.offset} in the given schema`);
    }
  }
  for (const { name } of given) {
    if (!storedFields.has(name)) differences.push(`field "${name}" of ${what} is new in the given schema`);
  }
}

/** Compares the enums and custom types that stored records are made of. Where one has another name, its fields say so. */
function compareTypes(stored: SchemaDescriptor, given: SchemaDescriptor, differences: string[]): void {
  const used = typesInUse(stored);
  const enums = byName(given.enums);
  const customTypes = byName(given.customTypes);
  for (const one of stored.enums) {
    const other = enums.get(one.name);
    if (used.has(one.name) && other !== undefined) compareEnums(one, other, differences);
  }
  for (const one of stored.customTypes) {
    const other = customTypes.get(one.name);
    if (!used.has(one.name) || other === undefined) continue;
    const what = `custom type "${one.name}"`;
    const before = differences.length;
    compareFields(one.fields, other.fields, what, differences);
    if (differences.length === before && one.size !== other.size) {
      differences.push(`${what} has ${one.size} bytes as stored, and ${other.size} in the given schema`);
    }
  }
}

function compareEnums(stored: EnumDescriptor, given: EnumDescriptor, differences: string[]): void {
  const what = `enum "${stored.name}"`;
  if (stored.repr !== given.repr) {
    differences.push(`${what} is stored as ${stored.repr}, and is ${given.repr} in the given schema`);
  }
  for (const [variant, value] of Object.entries(stored.variants)) {
    const other = Object.hasOwn(given.variants, variant) ? given.variants[variant] : undefined;
    if (other === undefined) {
      differences.push(`variant "${variant}" of ${what} is stored, and missing from the given schema`);
    } else if (other !== value) {
      differences.push(`variant "${variant}" of ${what} is ${value} as stored, and ${other} in the given schema`);
    }
  }
}

/** Names of the enums and custom types that records of any table contain. */
function typesInUse(schema: SchemaDescriptor): ReadonlySet<string> {
  const customTypes: ReadonlyMap<string, CustomTypeDescriptor> = byName(schema.customTypes);
  const used = new Set<string>();
  const waiting = schema.tables.flatMap((table) => table.fields);
  for (let field = waiting.pop(); field !== undefined; field = waiting.pop()) {
    const name = innermost(parseTypeName(field.type));
    if (name === undefined || used.has(name)) continue;
    used.add(name);
    waiting.push(...(customTypes.get(name)?.fields ?? []));
  }
  return used;
}

function byName<Item extends { readonly name: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.name, item]));
}

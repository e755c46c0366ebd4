/**
 * Values of a database as JSON without loss; docs/tools.md, "Values".
 *
 * The type of a value is known from the schema, so a text may represent what a JSON number cannot.
 */

import {
  type EnumDescriptor,
  type FieldDescriptor,
  parseTypeName,
  type SchemaDescriptor,
  type TableDescriptor,
  type TypeName,
} from '@ecsdb/runtime/schema';

/** Writes one value of a type as JSON. */
type ValueText = (value: unknown) => string;

/** Returns a function that writes a row, which is given as plain data with the schema's field names. */
export function rowTextOf(schema: SchemaDescriptor, table: TableDescriptor): (row: object) => string {
  return structText(schema, table.fields);
}

function structText(schema: SchemaDescriptor, fields: readonly FieldDescriptor[]): (value: unknown) => string {
  const parts = fields.map((field, i) => ({
    name: field.name,
    key: `${i === 0 ? '' : ','}${JSON.stringify(field.name)}:`,
    text: fieldText(schema, field),
  }));
  return (value) => {
    // Rows and custom types are read as objects that have all fields.
    const given = value as { readonly [field: string]: unknown };
    let text = '{';
    for (const part of parts) text += part.key + part.text(given[part.name]);
    return `${text}}`;
  };
}

function fieldText(schema: SchemaDescriptor, { type, nullable }: FieldDescriptor): ValueText {
  const parsed = parseTypeName(type);
  // Stored schemas are validated when they are read.
  if (parsed === undefined) throw new Error(`the type '${type}' is not one of the schema language`);
  const text = typeText(schema, parsed);
  return nullable ? (value) => (value === null ? 'null' : text(value)) : text;
}

function typeText(schema: SchemaDescriptor, type: TypeName): ValueText {
  switch (type.kind) {
    case 'scalar':
      if (type.scalar === 'u64' || type.scalar === 'i64') return (value) => `"${value}"`;
      return type.scalar === 'f32' || type.scalar === 'f64' ? floatText : String;
    case 'string':
      return JSON.stringify;
    case 'array': {
      const element = typeText(schema, type.element);
      return (value) => `[${(value as readonly unknown[]).map(element).join(',')}]`;
    }
    case 'named': {
      const definition = schema.enums.find(({ name }) => name === type.name);
      if (definition !== undefined) return enumText(definition);
      return structText(schema, schema.customTypes.find(({ name }) => name === type.name)?.fields ?? []);
    }
  }
}

function enumText({ variants }: EnumDescriptor): ValueText {
  const names = new Map<unknown, string>();
  for (const [name, value] of Object.entries(variants)) names.set(value, JSON.stringify(name));
  return (value) => names.get(value) ?? String(value);
}

/** JSON has -0, although `JSON.stringify` writes 0, but neither NaN nor infinities. */
function floatText(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}

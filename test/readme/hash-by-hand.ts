/** The hashes of a schema, computed as docs/format.md describes, without code of the compiler. */

import { createHash } from 'node:crypto';
import {
  type DefaultValue,
  type FieldDescriptor,
  parseTypeName,
  type SchemaDescriptor,
  type TableDescriptor,
  type TypeName,
} from '@ecsdb/runtime/schema';

interface Named {
  readonly name: string;
}

export function schemaHash({ name, enums, customTypes, tables, queries, enforced }: SchemaDescriptor): string {
  const withoutWas = ({ was: _, ...rest }: { readonly was?: unknown; readonly [key: string]: unknown }): object => rest;
  const withFields = <Owner extends { readonly fields: readonly FieldDescriptor[] }>(owner: Owner): object => ({
    ...withoutWas({ ...owner }),
    fields: owner.fields.map(({ id: _, was: __, ...field }) => ({
      ...field,
      ...(field.min === undefined ? {} : { min: spelt(field.min) }),
      ...(field.max === undefined ? {} : { max: spelt(field.max) }),
      ...(field.default === undefined ? {} : { default: spelt(field.default) }),
    })),
  });
  return digits(
    {
      name,
      enums: sorted(enums).map((one) => withoutWas({ ...one })),
      customTypes: sorted(customTypes).map(withFields),
      tables: sorted(tables).map(withFields),
      queries: sorted(queries),
      ...(enforced === undefined ? {} : { enforced }),
    },
    32,
  );
}

export function layoutHash({ size, align, nullBitmap, fields }: TableDescriptor, schema: SchemaDescriptor): string {
  return digits(signature(size, align, nullBitmap?.offset ?? null, fields, schema), 16);
}

function signature(
  size: number,
  align: number,
  nullBitmap: number | null,
  fields: readonly FieldDescriptor[],
  schema: SchemaDescriptor,
): object {
  const nullable = fields.filter((field) => field.nullable);
  return {
    size,
    align,
    nullBitmap,
    fields: fields.map((field) => [
      field.name,
      field.offset,
      typeOf(field.type, schema),
      field.nullable ? nullable.indexOf(field) : null,
    ]),
  };
}

function typeOf(text: string, schema: SchemaDescriptor): unknown {
  const parsed = parseTypeName(text);
  if (parsed === undefined) throw new Error(`"${text}" is no type`);
  return describe(parsed, schema);
}

function describe(type: TypeName, schema: SchemaDescriptor): unknown {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'string':
      return { string: type.capacity };
    case 'array':
      return { array: type.length, of: describe(type.element, schema) };
    case 'named': {
      const repr = schema.enums.find(({ name }) => name === type.name)?.repr;
      if (repr !== undefined) return { enum: repr };
      const custom = schema.customTypes.find(({ name }) => name === type.name);
      if (custom === undefined) throw new Error(`there is no type "${type.name}"`);
      return { struct: digits(signature(custom.size, custom.align, null, custom.fields, schema), 64) };
    }
  }
}

function spelt(value: DefaultValue): unknown {
  if (typeof value === 'bigint') return { integer: `${value}` };
  if (typeof value === 'number') return { number: Object.is(value, -0) ? '-0' : `${value}` };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(spelt);
  return Object.entries(value).map(([key, member]) => [key, spelt(member)]);
}

function sorted<Thing extends Named>(things: readonly Thing[]): Thing[] {
  return [...things].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function digits(value: object, count: number): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, count);
}

/** Schemas for tests, written as short specs. Records are laid out as in docs/schema.md, so no test counts bytes. */

import { type Schema, schemaFromDescriptor } from '@ecsdb/runtime';
import {
  type CustomTypeDescriptor,
  type DefaultValue,
  type EnumDescriptor,
  type FieldDescriptor,
  type ForeignKey,
  parseTypeName,
  SCALAR_SIZE,
  type SchemaDescriptor,
  type TableDescriptor,
  type TypeName,
} from '@ecsdb/runtime/schema';

interface FieldSpec {
  readonly type: string;
  readonly nullable?: boolean;
  readonly js?: 'number';
  readonly id?: number;
  readonly was?: string;
  readonly min?: number;
  readonly max?: number;
  readonly foreignKey?: ForeignKey;
  readonly default?: DefaultValue;
}

/** Fields by name. A type alone means a required field of that type. */
export type FieldSpecs = { readonly [name: string]: string | FieldSpec };

interface SchemaSpec {
  readonly name?: string;
  readonly hash?: string;
  readonly history?: readonly string[];
  readonly enums?: readonly EnumDescriptor[];
  readonly customTypes?: { readonly [name: string]: FieldSpecs };
  readonly tables: { readonly [name: string]: FieldSpecs };
}

interface Extent {
  readonly size: number;
  readonly align: number;
}

export function describeSchema(spec: SchemaSpec): SchemaDescriptor {
  const enums = spec.enums ?? [];
  const customTypes: CustomTypeDescriptor[] = [];
  for (const [name, fields] of Object.entries(spec.customTypes ?? {})) {
    const struct = layOut(fields, enums, customTypes);
    customTypes.push({ name, fields: struct.fields, align: struct.align, size: alignTo(struct.end, struct.align) });
  }
  const tables = Object.entries(spec.tables).map(([name, fields], tableId): TableDescriptor => {
    const { fields: described, end, align } = layOut(fields, enums, customTypes);
    const bytes = Math.ceil(described.filter((field) => field.nullable).length / 8);
    return {
      name,
      tableId,
      size: alignTo(end + bytes, align),
      align,
      layoutHash: tableId.toString(16).padStart(16, '0'),
      nullBitmap: bytes === 0 ? null : { offset: end, bytes },
      fields: described,
    };
  });
  return {
    name: spec.name ?? 'test',
    version: '1.0.0',
    hash: spec.hash ?? '0'.repeat(32),
    enums,
    customTypes,
    tables,
    queries: [],
    ...(spec.history === undefined ? {} : { history: spec.history }),
  };
}

export function schemaOf(spec: SchemaSpec): Schema {
  return schemaFromDescriptor(describeSchema(spec));
}

/** A schema with one table, `row`. */
export function schemaOfRow(fields: FieldSpecs, types: Omit<SchemaSpec, 'tables'> = {}): Schema {
  return schemaOf({ ...types, tables: { row: fields } });
}

function layOut(
  specs: FieldSpecs,
  enums: readonly EnumDescriptor[],
  customTypes: readonly CustomTypeDescriptor[],
): { readonly fields: readonly FieldDescriptor[]; readonly end: number; readonly align: number } {
  let end = 0;
  let align = 1;
  const fields = Object.entries(specs).map(([name, given]): FieldDescriptor => {
    const spec: FieldSpec = typeof given === 'string' ? { type: given } : given;
    const extent = extentOf(spec.type, enums, customTypes);
    const offset = alignTo(end, extent.align);
    end = offset + extent.size;
    align = Math.max(align, extent.align);
    return { ...spec, ...extent, name, property: name, offset, nullable: spec.nullable ?? false };
  });
  return { fields, end, align };
}

function extentOf(
  type: string,
  enums: readonly EnumDescriptor[],
  customTypes: readonly CustomTypeDescriptor[],
): Extent {
  const of = (name: TypeName): Extent => {
    switch (name.kind) {
      case 'scalar':
        return { size: SCALAR_SIZE[name.scalar], align: name.scalar === 'entity' ? 4 : SCALAR_SIZE[name.scalar] };
      case 'string':
        return { size: alignTo(2 + name.capacity, 2), align: 2 };
      case 'array': {
        const { size, align } = of(name.element);
        return { size: size * name.length, align };
      }
      case 'named': {
        const { repr } = enums.find((descriptor) => descriptor.name === name.name) ?? {};
        if (repr !== undefined) return { size: SCALAR_SIZE[repr], align: SCALAR_SIZE[repr] };
        const custom = customTypes.find((descriptor) => descriptor.name === name.name);
        if (custom === undefined) throw new Error(`the schema of the test has no type "${name.name}"`);
        return custom;
      }
    }
  };
  const parsed = parseTypeName(type);
  if (parsed === undefined) throw new Error(`"${type}" is not a type name`);
  const { size, align } = of(parsed);
  return { size, align };
}

function alignTo(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}

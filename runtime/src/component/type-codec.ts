/** Codecs for types of any kind, made from type names: they replace generated code in tools. */

import { isRecord } from '../arguments.js';
import { EcsDbError } from '../errors.js';
import {
  boundsOf,
  type DefaultValue,
  type EnumDescriptor,
  expectedWithin,
  type FieldDescriptor,
  isWithin,
  parseTypeName,
  SCALAR_SIZE,
  type ScalarName,
  type SchemaDescriptor,
  type TypeName,
} from '../schema/index.js';
import {
  BOOL,
  type Codec,
  checkedCodec,
  ENTITY,
  enumCodec,
  I64_NUMBER,
  stringCodec,
  U64_NUMBER,
} from './element-array.js';
import { indexFromEnd, rejectIndex, rejectKey, rejectValue } from './rejection.js';
import { EXPECTED } from './scalars.js';

/** A value of any type, as plain data. Custom types are objects with the field names of the schema. */
export type DynamicValue = DefaultValue;

/** A codec that can also find a part of its value. */
export interface TypeCodec extends Codec<unknown> {
  /**
   * Copies a value with parts to plain data, or throws. Absent if the type has no parts. Reading the parts may run code
   * of the caller (getters, iterators), which may move or delete the record. So it happens before the record is
   * accessed.
   */
  copy?(value: unknown, path: string): unknown;
  /** Finds a part and its offset by field name or index. Absent if the type has no parts. */
  part?(name: string, path: string): { readonly codec: TypeCodec; readonly offset: number };
}

type PlainScalar = Exclude<ScalarName, 'bool' | 'entity'>;

const IS_VALUE_OF: { readonly [scalar in PlainScalar]: (value: unknown) => boolean } = {
  u8: (value) => isIntegerIn(value, 0, 0xff),
  i8: (value) => isIntegerIn(value, -0x80, 0x7f),
  u16: (value) => isIntegerIn(value, 0, 0xffff),
  i16: (value) => isIntegerIn(value, -0x8000, 0x7fff),
  u32: (value) => isIntegerIn(value, 0, 0xffff_ffff),
  i32: (value) => isIntegerIn(value, -0x8000_0000, 0x7fff_ffff),
  f32: (value) => typeof value === 'number',
  f64: (value) => typeof value === 'number',
  u64: (value) => typeof value === 'bigint' && BigInt.asUintN(64, value) === value,
  i64: (value) => typeof value === 'bigint' && BigInt.asIntN(64, value) === value,
};

/** The codec of a field's type. Throws `SCHEMA_ERROR` for a type that the schema does not define. */
export function codecOf(schema: SchemaDescriptor, field: FieldDescriptor): TypeCodec {
  const type = parseTypeName(field.type);
  if (type === undefined) throw unknownType(field.type);
  return codecOfType(schema, type, field);
}

/** The default of a field, with field names. A descriptor stores it as generated code has it, with property names. */
export function defaultOf(
  schema: SchemaDescriptor,
  { type, default: value }: FieldDescriptor,
): DynamicValue | undefined {
  const parsed = parseTypeName(type);
  return value === undefined || parsed === undefined ? value : renameMembers(schema, parsed, value);
}

/** Replaces the names of properties by the names of fields. */
function renameMembers(schema: SchemaDescriptor, type: TypeName, value: DynamicValue): DynamicValue {
  if (type.kind === 'array' && Array.isArray(value))
    return value.map((item) => renameMembers(schema, type.element, item));
  const custom = type.kind === 'named' ? schema.customTypes.find(({ name }) => name === type.name) : undefined;
  if (custom === undefined || typeof value !== 'object' || value === null) return value;
  const members = new Map(Object.entries(value));
  return Object.fromEntries(
    custom.fields.flatMap((field): [string, DynamicValue][] => {
      const member = members.get(field.property);
      const fieldType = parseTypeName(field.type);
      return member === undefined || fieldType === undefined
        ? []
        : [[field.name, renameMembers(schema, fieldType, member)]];
    }),
  );
}

/** `type` is that of the field, or of elements of the field. */
function codecOfType(schema: SchemaDescriptor, type: TypeName, field: FieldDescriptor): TypeCodec {
  switch (type.kind) {
    case 'scalar':
      return boundedCodec(scalarCodec(type.scalar, field.js === 'number'), type.scalar, field);
    case 'string':
      return stringCodec(type.capacity) as Codec<unknown>;
    case 'array':
      return arrayCodec(codecOfType(schema, type.element, field), type.length);
    case 'named':
      return namedCodec(schema, type.name);
  }
}

function scalarCodec(scalar: ScalarName, asNumber: boolean): TypeCodec {
  if (scalar === 'bool') return BOOL as Codec<unknown>;
  if (scalar === 'entity') return ENTITY as Codec<unknown>;
  if (scalar === 'u64' && asNumber) return U64_NUMBER as Codec<unknown>;
  if (scalar === 'i64' && asNumber) return I64_NUMBER as Codec<unknown>;
  const size = SCALAR_SIZE[scalar];
  return {
    size,
    read: (views, offset) => views[scalar][offset / size],
    write: (views, offset, value, path) => {
      if (!IS_VALUE_OF[scalar](value)) rejectValue(path, EXPECTED[scalar], value);
      // The line above has checked the value against the scalar, and so against the array of that name.
      (views[scalar] as { [index: number]: unknown })[offset / size] = value;
    },
  };
}

function boundedCodec(codec: TypeCodec, scalar: ScalarName, field: FieldDescriptor): TypeCodec {
  const bounds = boundsOf(field);
  if (bounds === undefined || scalar === 'bool' || scalar === 'entity') return codec;
  // Values of the right type are numbers or bigints.
  const isOfType = field.js === 'number' ? Number.isSafeInteger : IS_VALUE_OF[scalar];
  const isRefused = (value: unknown): boolean => !isOfType(value) || !isWithin(value as number | bigint, bounds);
  return checkedCodec(codec, isRefused, expectedWithin(field));
}

function namedCodec(schema: SchemaDescriptor, name: string): TypeCodec {
  const definition = schema.enums.find((candidate) => candidate.name === name);
  if (definition) return enumCodec(definition.repr, isMemberOf(definition), describeEnum(definition)) as Codec<unknown>;
  const custom = schema.customTypes.find((candidate) => candidate.name === name);
  if (!custom) throw unknownType(name);
  return structCodec(schema, custom.fields, custom.size);
}

/** The codec of a custom type. */
function structCodec(schema: SchemaDescriptor, fields: readonly FieldDescriptor[], size: number): TypeCodec {
  const parts = new Map(
    fields.map((field) => [field.name, { field, codec: codecOf(schema, field), fallback: defaultOf(schema, field) }]),
  );
  const names = [...parts.keys()];
  return {
    size,
    read: (views, offset) =>
      Object.fromEntries(
        names.map((name) => {
          const part = parts.get(name);
          return [name, part?.codec.read(views, offset + part.field.offset)];
        }),
      ),
    copy: (value, path) => {
      if (!isRecord(value)) rejectValue(path, `an object with ${names.join(', ')}`, value);
      const given = new Map<string, unknown>(Object.entries(value));
      for (const key of given.keys()) if (!parts.has(key)) rejectKey(path, key, names);
      for (const [name, { codec, fallback }] of parts) {
        const part = given.get(name);
        given.set(name, copyValue(codec, part === undefined ? fallback : part, `${path}.${name}`));
      }
      return given;
    },
    write: (views, offset, value, path) => {
      // The caller passes the result of `copy`.
      const given = value as ReadonlyMap<string, unknown>;
      views.u8.fill(0, offset, offset + size);
      for (const [name, { field, codec }] of parts) {
        codec.write(views, offset + field.offset, given.get(name), `${path}.${name}`);
      }
    },
    part: (name, path) => {
      const part = parts.get(name);
      if (part === undefined) rejectKey(path, name, names);
      return { codec: part.codec, offset: part.field.offset };
    },
  };
}

function arrayCodec(element: TypeCodec, length: number): TypeCodec {
  const { size } = element;
  const indexes = Array.from({ length }, (_, index) => index);
  return {
    size: size * length,
    read: (views, offset) => indexes.map((index) => element.read(views, offset + index * size)),
    copy: (value, path) => {
      const expected = `a list of exactly ${length} elements`;
      if (!Array.isArray(value) && !ArrayBuffer.isView(value)) rejectValue(path, expected, value);
      const list = Array.from(value as unknown as ArrayLike<unknown>);
      if (list.length !== length) rejectValue(path, expected, value);
      return list.map((item, index) => copyValue(element, item, `${path}[${index}]`));
    },
    write: (views, offset, value, path) => {
      // The caller passes the result of `copy`.
      const list = value as readonly unknown[];
      for (const index of indexes) element.write(views, offset + index * size, list[index], `${path}[${index}]`);
    },
    part: (name, path) => {
      if (!/^-?\d+$/.test(name)) rejectIndex(path, name, length);
      const given = Number(name);
      const index = isIntegerIn(given, 0, length - 1) ? given : indexFromEnd(path, given, length);
      return { codec: element, offset: index * size };
    },
  };
}

/** Copies a value, so that `codec` can write it without running code of the caller. */
export function copyValue(codec: TypeCodec, value: unknown, path: string): unknown {
  return codec.copy === undefined ? value : codec.copy(value, path);
}

function isMemberOf(definition: EnumDescriptor): (value: unknown) => value is number {
  const values = new Set<unknown>(Object.values(definition.variants));
  return (value): value is number => values.has(value);
}

function describeEnum(definition: EnumDescriptor): string {
  const variants = Object.entries(definition.variants).map(([name, value]) => `${name} = ${value}`);
  return `${definition.name} (${variants.join(', ')})`;
}

function isIntegerIn(value: unknown, lowest: number, highest: number): boolean {
  return Number.isInteger(value) && (value as number) >= lowest && (value as number) <= highest;
}

function unknownType(type: string): EcsDbError {
  return new EcsDbError(
    'SCHEMA_ERROR',
    `the schema uses the type "${type}" but does not define it. Define the type or correct its name.`,
    {
      got: type,
    },
  );
}

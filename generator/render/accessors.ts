/** The accessor classes of custom types and fixed arrays, and the expressions that create accessors. */

import type { NumericKind } from '../layout/index.js';
import type { RuntimeName } from './runtime-names.js';
import type { Scope } from './scope.js';
import {
  type ArrayType,
  acceptedType,
  elementOf,
  type FieldType,
  flatType,
  isTuple,
  numericKind,
  storedType,
} from './type-text.js';

/** One accessor class, for reading or for writing. */
export interface AccessorClass {
  readonly type: string;
  /** The expression that creates one; `path` is an expression too. */
  create(path: string): string;
}

/** A constant of a module that says how the elements of an array of composites are created and copied. */
export interface ElementKindView {
  readonly name: string;
  /** Bytes from one element to the next. */
  readonly size: number;
  /** The accessor class of an element. */
  readonly accessor: string;
  /** Expression that creates an element; it contains the parameter `path`. */
  readonly create: string;
  /** The call that copies an element to plain data, and the type of the result. */
  readonly copyCall: string;
  readonly data: string;
}

export function hasAccessor({ type }: FieldType): boolean {
  return type.kind === 'custom' || type.kind === 'array';
}

export interface AccessorContext {
  readonly scope: Scope;
  /** Receives the element kinds that the file needs. */
  readonly kinds: ElementKindView[];
  /** Prefix of the names of element kinds. They contain underscores, which no property contains. */
  readonly kindName: string;
}

/** The class of a value's accessor; only for types that have one. `size` is the size of the value in bytes. */
export function accessorOf(field: FieldType, size: number, writable: boolean, context: AccessorContext): AccessorClass {
  const { type } = field;
  const { scope } = context;
  if (type.kind === 'custom') {
    const name = scope.customClass(type.definition, writable);
    return { type: name, create: (path) => `new ${name}(${path})` };
  }
  if (type.kind !== 'array') throw new Error(`a value of kind ${type.kind} has no accessor`);
  const array = { ...field, type };
  const element = elementOf(array);
  const numeric = numericKind(element);
  if (numeric !== undefined) {
    const name = scope.runtime[numericArray(numeric, writable)];
    return { type: name, create: (path) => `new ${name}(${path}, ${type.length})` };
  }
  if (!hasAccessor(element)) {
    const name = writable ? scope.runtime.FixedElementsMut : scope.runtime.FixedElements;
    const codec = codecOf(element, scope);
    return {
      type: `${name}<${flatType(element, scope)}>`,
      create: (path) => `new ${name}(${path}, ${type.length}, ${codec})`,
    };
  }
  return compositesOf(array, size / type.length, writable, context);
}

/** The call that copies a value to plain data, for `toObject`. */
export function copyCall(field: FieldType): string {
  const { type } = field;
  if (type.kind === 'custom') return 'toObject()';
  return type.kind === 'array' && hasAccessor(elementOf({ ...field, type })) ? 'toValues()' : 'toArray()';
}

/**
 * The type to which the result of `copyCall` is cast; empty if no cast is needed. The runtime's types state neither the
 * length of an array nor that all fields are present.
 */
export function copyCast(field: FieldType, scope: Scope): string {
  const { type } = field;
  if (type.kind !== 'array') return '';
  if (!isTuple(type) && !hasAccessor(elementOf({ ...field, type }))) return '';
  return storedType(field, scope);
}

function compositesOf(
  array: FieldType & { readonly type: ArrayType },
  elementSize: number,
  writable: boolean,
  context: AccessorContext,
): AccessorClass {
  const { scope, kinds } = context;
  const name = writable ? scope.runtime.FixedCompositesMut : scope.runtime.FixedComposites;
  const element = elementOf(array);
  const inner = accessorOf(element, elementSize, writable, { ...context, kindName: `${context.kindName}_element` });
  const value = acceptedType(element, scope);
  const kind = `${context.kindName}${writable ? '_mut' : ''}`;
  kinds.push({
    name: kind,
    size: elementSize,
    accessor: inner.type,
    create: inner.create('path'),
    copyCall: copyCall(element),
    data: value,
  });
  return {
    type: `${name}<${inner.type}, ${value}>`,
    create: (path) => `new ${name}(${path}, ${array.type.length}, ${kind})`,
  };
}

/** `FixedF32` or `FixedF32Mut`, and likewise for other kinds. */
function numericArray(kind: NumericKind, writable: boolean): RuntimeName {
  const name = NUMERIC_ARRAYS[kind];
  return writable ? `${name}Mut` : name;
}

const NUMERIC_ARRAYS = {
  u8: 'FixedU8',
  i8: 'FixedI8',
  u16: 'FixedU16',
  i16: 'FixedI16',
  u32: 'FixedU32',
  i32: 'FixedI32',
  u64: 'FixedU64',
  i64: 'FixedI64',
  f32: 'FixedF32',
  f64: 'FixedF64',
} as const satisfies { readonly [kind in NumericKind]: RuntimeName };

function codecOf(element: FieldType, scope: Scope): string {
  const { type } = element;
  if (type.kind === 'string') return `${scope.runtime.stringCodec}(${type.capacity})`;
  if (type.kind === 'enum') {
    const { definition } = type;
    const { repr } = definition;
    const arguments_ = `'${repr}', ${scope.enumGuard(definition)}, ${scope.enumExpected(definition)}`;
    return `${scope.runtime.enumCodec}(${arguments_})`;
  }
  if (type.kind === 'scalar' && type.scalar === 'bool') return scope.runtime.BOOL;
  if (type.kind === 'scalar' && type.scalar === 'entity') return scope.runtime.ENTITY;
  return type.kind === 'scalar' && type.scalar === 'i64' ? scope.runtime.I64_NUMBER : scope.runtime.U64_NUMBER;
}

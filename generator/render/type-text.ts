/** The TypeScript types of fields: as inserted data, as values of setters, and as copies. */

import type { TypeName } from '@ecsdb/runtime/schema';
import type { NumericKind } from '../layout/index.js';
import type { Type } from '../schema/index.js';
import type { Scope } from './scope.js';

/** The type of a field: 64-bit integers are bigints, or numbers if the field has `js = "number"`. */
export interface FieldType {
  readonly type: Type;
  readonly jsNumber: boolean;
  /** Of a number, or of each number in an array. */
  readonly min?: number | bigint;
  readonly max?: number | bigint;
}

export type ArrayType = Extract<Type, { kind: 'array' }>;
export type ArrayTypeName = Extract<TypeName, { kind: 'array' }>;

/**
 * An array of more elements, counted through nested arrays, is a list in data, because editors are slow with long
 * tuples.
 */
const TUPLE_LEAVES_MAX = 8;

function isBigint({ type, jsNumber }: FieldType): boolean {
  return type.kind === 'scalar' && (type.scalar === 'u64' || type.scalar === 'i64') && !jsNumber;
}

export function elementOf(field: FieldType & { readonly type: ArrayType }): FieldType {
  return { ...field, type: field.type.element };
}

/** The type of a field in inserted data. */
export function dataType(field: FieldType, scope: Scope): string {
  const { type } = field;
  switch (type.kind) {
    case 'custom':
      return scope.customData(type.definition);
    case 'array':
      return `readonly ${listType(type, dataType({ ...field, type: type.element }, scope))}`;
    default:
      return flatType(field, scope);
  }
}

/** The type of a field in the data that `toObject` returns. */
export function storedType(field: FieldType, scope: Scope): string {
  const { type } = field;
  switch (type.kind) {
    case 'custom':
      return `${scope.runtime.Stored}<${scope.customData(type.definition)}>`;
    case 'array':
      return listType(type, storedType({ ...field, type: type.element }, scope));
    default:
      return flatType(field, scope);
  }
}

/** The type of what a setter accepts: plain data, or an accessor from which it copies. */
export function acceptedType(field: FieldType, scope: Scope): string {
  const { type } = field;
  switch (type.kind) {
    case 'custom':
      return `${scope.customData(type.definition)} | ${scope.customRef(type.definition)}`;
    case 'array':
      return `${scope.runtime.ArrayValue}<${acceptedType({ ...field, type: type.element }, scope)}>`;
    default:
      return flatType(field, scope);
  }
}

/** Whether arrays of this type are tuples in data. */
export function isTuple(type: ArrayType | ArrayTypeName): boolean {
  return leavesOf(type) <= TUPLE_LEAVES_MAX;
}

/** The type of a value that has no accessor. */
export function flatType(field: FieldType, scope: Scope): string {
  const { type } = field;
  if (type.kind === 'enum') return scope.enumType(type.definition);
  if (type.kind === 'string') return 'string';
  if (type.kind !== 'scalar') throw new Error(`a value of kind ${type.kind} has an accessor`);
  if (type.scalar === 'bool') return 'boolean';
  if (type.scalar === 'entity') return scope.runtime.Entity;
  return isBigint(field) ? 'bigint' : 'number';
}

/** The kind of a type that is read with one typed-array access and no conversion; `undefined` for other types. */
export function numericKind({ type, jsNumber }: FieldType): NumericKind | undefined {
  if (type.kind !== 'scalar' || type.scalar === 'bool' || type.scalar === 'entity') return undefined;
  if ((type.scalar === 'u64' || type.scalar === 'i64') && jsNumber) return undefined;
  return type.scalar;
}

/** The type of an array of the schema or of a descriptor, by the type of its elements. */
export function listType(type: ArrayType | ArrayTypeName, element: string): string {
  if (isTuple(type)) return `[${Array.from({ length: type.length }, () => element).join(', ')}]`;
  return element.startsWith('readonly ') || element.includes(' | ') ? `(${element})[]` : `${element}[]`;
}

function leavesOf(type: Type | TypeName): number {
  return type.kind === 'array' ? type.length * leavesOf(type.element) : 1;
}

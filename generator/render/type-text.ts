/** How the types of a schema are spelt in TypeScript: as plain data, as what may be assigned, and as what is copied out. */

import type { NumericKind } from '../layout/index.js';
import type { Type } from '../schema/index.js';
import type { Scope } from './scope.js';

/** A type as a field has it: 64-bit integers are bigints unless the field wants numbers. */
export interface FieldType {
  readonly type: Type;
  readonly jsNumber: boolean;
}

export type ArrayType = Extract<Type, { kind: 'array' }>;

/** Arrays of more leaves than this are lists in data: nobody writes longer tuples, and editors choke on them. */
const TUPLE_LEAVES_MAX = 8;

function isBigint({ type, jsNumber }: FieldType): boolean {
  return type.kind === 'scalar' && (type.scalar === 'u64' || type.scalar === 'i64') && !jsNumber;
}

export function elementOf(field: FieldType & { readonly type: ArrayType }): FieldType {
  return { type: field.type.element, jsNumber: field.jsNumber };
}

/** Plain data, as inserted. */
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

/** Plain data, as `toObject` gives it. */
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

/** What a setter takes: plain data, or an accessor to copy from. */
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
export function isTuple(type: ArrayType): boolean {
  return leavesOf(type) <= TUPLE_LEAVES_MAX;
}

/** A type that has no accessor of its own. */
export function flatType(field: FieldType, scope: Scope): string {
  const { type } = field;
  if (type.kind === 'enum') return scope.enumType(type.definition);
  if (type.kind === 'string') return 'string';
  if (type.kind !== 'scalar') throw new Error(`a ${type.kind} has an accessor`);
  if (type.scalar === 'bool') return 'boolean';
  if (type.scalar === 'entity') return scope.runtime.Entity;
  return isBigint(field) ? 'bigint' : 'number';
}

/** The numeric kind of a type, or `undefined` for everything that needs more than one typed-array access. */
export function numericKind({ type, jsNumber }: FieldType): NumericKind | undefined {
  if (type.kind !== 'scalar' || type.scalar === 'bool' || type.scalar === 'entity') return undefined;
  if ((type.scalar === 'u64' || type.scalar === 'i64') && jsNumber) return undefined;
  return type.scalar;
}

function listType(type: ArrayType, element: string): string {
  if (isTuple(type)) return `[${Array.from({ length: type.length }, () => element).join(', ')}]`;
  return element.startsWith('readonly ') ? `(${element})[]` : `${element}[]`;
}

function leavesOf(type: Type): number {
  return type.kind === 'array' ? type.length * leavesOf(type.element) : 1;
}

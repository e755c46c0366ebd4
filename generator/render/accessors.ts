/** The accessor classes of custom types and fixed arrays, and the expressions that create accessors. */

import { type Check, checkBefore, elementCheck } from './checks.js';
import type { AccessorClass, ArrayPlace, Memory } from './memory.js';
import type { Scope } from './scope.js';
import {
  type ArrayType,
  acceptedType,
  elementOf,
  type FieldType,
  isTuple,
  numericKind,
  storedType,
} from './type-text.js';

/** A declaration of a module for the elements of arrays: exactly one of the two is not null. */
export interface ElementKindView {
  readonly composite: CompositeView | null;
  readonly checked: CheckedView | null;
}

/** A constant that says how the elements of an array of composites are created and copied. */
interface CompositeView {
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

/** A class of arrays of numbers that checks them. */
interface CheckedView extends Check {
  readonly name: string;
  /** The class that stores them, and the type of an element. */
  readonly base: string;
  readonly value: 'number' | 'bigint';
}

export function hasAccessor({ type }: FieldType): boolean {
  return type.kind === 'custom' || type.kind === 'array';
}

export interface AccessorContext {
  readonly scope: Scope;
  readonly memory: Memory;
  /** Receives the element kinds that the file needs. */
  readonly kinds: ElementKindView[];
  /** Prefix of the names of element kinds. They contain underscores, which no property contains. */
  readonly kindName: string;
}

/** The class of a value's accessor; only for types that have one. `size` is the size of the value in bytes. */
export function accessorOf(field: FieldType, size: number, writable: boolean, context: AccessorContext): AccessorClass {
  const { type } = field;
  const { scope, memory } = context;
  if (type.kind === 'custom') {
    const name = scope.customClass(type.definition, writable);
    return { type: name, create: (path) => `new ${name}(${path})` };
  }
  if (type.kind !== 'array') throw new Error(`a value of kind ${type.kind} has no accessor`);
  const array = { ...field, type };
  const element = elementOf(array);
  const numeric = numericKind(element);
  const check = numeric === undefined ? checkBefore(element, scope) : elementCheck(numeric, element, scope);
  const place = arrayPlace(type.length, writable, check, context);
  if (numeric !== undefined) return memory.numericArray(numeric, place);
  if (!hasAccessor(element)) return memory.elementArray(element, place);
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
  const { scope, memory, kinds } = context;
  const element = elementOf(array);
  const inner = accessorOf(element, elementSize, writable, { ...context, kindName: `${context.kindName}_element` });
  const value = acceptedType(element, scope);
  const kind = `${context.kindName}${memory.isSplit && writable ? '_mut' : ''}`;
  const create = inner.create('path');
  kinds.push({
    composite: {
      name: kind,
      size: elementSize,
      accessor: inner.type,
      create,
      copyCall: copyCall(element),
      data: value,
    },
    checked: null,
  });
  const place = arrayPlace(array.type.length, writable, undefined, context);
  return memory.compositeArray(inner.type, value, kind, place);
}

function arrayPlace(length: number, writable: boolean, check: Check | undefined, context: AccessorContext): ArrayPlace {
  const { scope, kinds, kindName } = context;
  const addChecked: ArrayPlace['addChecked'] = (base, { refused, expected }, value) => {
    const name = `${kindName}_checked`;
    kinds.push({ composite: null, checked: { name, base, value, refused, expected } });
    return name;
  };
  return { length, writable, scope, check, addChecked };
}

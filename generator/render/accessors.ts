/** Values that have an accessor of their own, custom types and fixed arrays: which class, and how one is made. */

import { LINE_WIDTH } from './literals.js';
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
  /** The expression that makes one; `path` is an expression. */
  create(path: string): string;
}

/** A module-level constant that says how elements of an array of composites are made and copied. */
export interface ElementKindView {
  readonly name: string;
  /** Bytes from one element to the next. */
  readonly size: number;
  /** Functions from a path to a new element, and from an element to plain data. */
  readonly create: string;
  readonly copy: string;
}

export function hasAccessor({ type }: FieldType): boolean {
  return type.kind === 'custom' || type.kind === 'array';
}

export interface AccessorContext {
  readonly scope: Scope;
  /** Collects the element kinds that the file needs. */
  readonly kinds: ElementKindView[];
  /** Bytes of a value. */
  readonly sizeOf: (field: FieldType) => number;
  /** First part of the names of element kinds; with underscores, which no name from casing has. */
  readonly kindName: string;
}

/** The class of a value's accessor; only for types that have one. */
export function accessorOf(field: FieldType, writable: boolean, context: AccessorContext): AccessorClass {
  const { type } = field;
  const { scope } = context;
  if (type.kind === 'custom') {
    const name = scope.customClass(type.definition, writable);
    return { type: name, create: (path) => `new ${name}(${path})` };
  }
  if (type.kind !== 'array') throw new Error(`a ${type.kind} has no accessor`);
  const array = { ...field, type };
  const suffix = writable ? 'Mut' : '';
  const element = elementOf(array);
  const numeric = numericKind(element);
  if (numeric !== undefined) {
    const name = scope.runtime(`Fixed${numeric.toUpperCase()}${suffix}`);
    return { type: name, create: (path) => `new ${name}(${path}, ${type.length})` };
  }
  if (!hasAccessor(element)) {
    const name = scope.runtime(`FixedElements${suffix}`);
    const codec = codecOf(element, scope);
    return {
      type: `${name}<${flatType(element, scope)}>`,
      create: (path) => `new ${name}(${path}, ${type.length}, ${codec})`,
    };
  }
  return compositesOf(array, element, writable, context);
}

/** How a value's accessor is copied to plain data, for `toObject`. */
export function copyCall(field: FieldType): string {
  const { type } = field;
  if (type.kind === 'custom') return 'toObject()';
  return type.kind === 'array' && hasAccessor(elementOf({ ...field, type })) ? 'toValues()' : 'toArray()';
}

/** The cast that `copyCall` needs: arrays do not say their length, composites do not say that they are complete. */
export function copyCast(field: FieldType, scope: Scope): string {
  const { type } = field;
  if (type.kind !== 'array') return '';
  if (!isTuple(type) && !hasAccessor(elementOf({ ...field, type }))) return '';
  return storedType(field, scope);
}

function compositesOf(
  array: FieldType & { readonly type: ArrayType },
  element: FieldType,
  writable: boolean,
  context: AccessorContext,
): AccessorClass {
  const { scope, kinds } = context;
  const name = scope.runtime(`FixedComposites${writable ? 'Mut' : ''}`);
  const inner = accessorOf(element, writable, { ...context, kindName: `${context.kindName}_element` });
  const value = acceptedType(element, scope);
  const kind = `${context.kindName}${writable ? '_mut' : ''}`;
  kinds.push({
    name: kind,
    size: context.sizeOf(element),
    create: arrow('create', 'path: string', inner.type, inner.create('path')),
    copy: arrow('copy', `element: ${inner.type}`, value, `element.${copyCall(element)}`),
  });
  return {
    type: `${name}<${inner.type}, ${value}>`,
    create: (path) => `new ${name}(${path}, ${array.type.length}, ${kind})`,
  };
}

/** A function as a property; its body goes to a line of its own if it does not fit. */
function arrow(key: string, parameter: string, result: string, body: string): string {
  const start = `(${parameter}): ${result} =>`;
  const fits = `  ${key}: ${start} ${body},`.length <= LINE_WIDTH;
  return fits ? `${start} ${body}` : `${start}\n    ${body}`;
}

function codecOf(element: FieldType, scope: Scope): string {
  const { type } = element;
  if (type.kind === 'string') return `${scope.runtime('stringCodec')}(${type.capacity})`;
  if (type.kind === 'enum') {
    const { definition } = type;
    const { repr } = definition;
    const arguments_ = `'${repr}', ${scope.enumGuard(definition)}, ${scope.enumExpected(definition)}`;
    return `${scope.runtime('enumCodec')}(${arguments_})`;
  }
  if (type.kind === 'scalar' && type.scalar === 'bool') return scope.runtime('BOOL');
  if (type.kind === 'scalar' && type.scalar === 'entity') return scope.runtime('ENTITY');
  return scope.runtime(type.kind === 'scalar' && type.scalar === 'i64' ? 'I64_NUMBER' : 'U64_NUMBER');
}

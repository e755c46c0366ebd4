/** The grammar of type names: scalars, `string<N>`, `[T; N]`, and names of enums and custom types. */

import type { ScalarName } from './descriptor.js';

export type TypeName =
  | { readonly kind: 'scalar'; readonly scalar: ScalarName }
  | { readonly kind: 'string'; readonly capacity: number }
  | { readonly kind: 'array'; readonly element: TypeName; readonly length: number }
  | { readonly kind: 'named'; readonly name: string };

/** Size in bytes of each scalar. */
export const SCALAR_SIZE: { readonly [scalar in ScalarName]: number } = {
  u8: 1,
  i8: 1,
  bool: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  f32: 4,
  u64: 8,
  i64: 8,
  f64: 8,
  entity: 8,
};

/** In bytes. An entity is two 32-bit words; every other scalar is aligned to its size. */
export function scalarAlign(scalar: ScalarName): number {
  return scalar === 'entity' ? 4 : SCALAR_SIZE[scalar];
}

/** Bytes of a string's length, which precedes its text. */
export const TEXT_LENGTH_BYTES = 2;
/** So that the length is aligned. In bytes. */
export const STRING_ALIGN = 2;

/** Bytes of a string: its length, its text, and padding to an even number. */
export function stringSize(capacity: number): number {
  return TEXT_LENGTH_BYTES + capacity + (capacity & 1);
}

/** Bytes of a value; `sizeOfNamed` is asked for those of an enum or a custom type. */
export function sizeOfType(type: TypeName, sizeOfNamed: (name: string) => number): number {
  switch (type.kind) {
    case 'scalar':
      return SCALAR_SIZE[type.scalar];
    case 'string':
      return stringSize(type.capacity);
    case 'array':
      return type.length * sizeOfType(type.element, sizeOfNamed);
    case 'named':
      return sizeOfNamed(type.name);
  }
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const STRING = /^string\s*<\s*(\d{1,15})\s*>$/;
const ARRAY = /^\[(.*);\s*(\d{1,15})\s*\]$/s;

/**
 * How deep arrays may nest. Recursion needs a limit, and 17 levels of two elements do not fit into a record of 2^16
 * bytes.
 */
const ARRAY_DEPTH_MAX = 16;

/** Parses a type name. Returns undefined if the text does not match the grammar. */
export function parseTypeName(text: string, depth = 0): TypeName | undefined {
  const trimmed = text.trim();
  if (isScalarName(trimmed)) return { kind: 'scalar', scalar: trimmed };
  const string = STRING.exec(trimmed);
  if (string) return { kind: 'string', capacity: Number(string[1]) };
  const array = ARRAY.exec(trimmed);
  if (array) {
    if (depth === ARRAY_DEPTH_MAX) return undefined;
    const element = parseTypeName(array[1] ?? '', depth + 1);
    return element && { kind: 'array', element, length: Number(array[2]) };
  }
  return NAME.test(trimmed) ? { kind: 'named', name: trimmed } : undefined;
}

/** The canonical spelling, which descriptors contain. */
export function formatTypeName(type: TypeName): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'string':
      return `string<${type.capacity}>`;
    case 'array':
      return `[${formatTypeName(type.element)}; ${type.length}]`;
    case 'named':
      return type.name;
  }
}

/** The type of the elements of an array, of any depth; for any other type, the type itself. */
export function innermostType(type: TypeName | undefined): TypeName | undefined {
  let inner = type;
  while (inner?.kind === 'array') inner = inner.element;
  return inner;
}

export function isScalarName(text: string): text is ScalarName {
  return Object.hasOwn(SCALAR_SIZE, text);
}

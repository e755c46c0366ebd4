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

/** An entity is two 32-bit numbers; every other scalar is aligned to its size. In bytes. */
export function scalarAlign(scalar: ScalarName): number {
  return scalar === 'entity' ? 4 : SCALAR_SIZE[scalar];
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const STRING = /^string\s*<\s*(\d{1,15})\s*>$/;
const ARRAY = /^\[(.*);\s*(\d{1,15})\s*\]$/s;

/** How deeply arrays may nest: no record is large enough for more, and recursion needs a bound. */
const MAX_ARRAY_DEPTH = 16;

/** Parses a type name, or answers `undefined` when the text follows no rule of the grammar. */
export function parseTypeName(text: string, depth = 0): TypeName | undefined {
  const trimmed = text.trim();
  if (isScalarName(trimmed)) return { kind: 'scalar', scalar: trimmed };
  const string = STRING.exec(trimmed);
  if (string) return { kind: 'string', capacity: Number(string[1]) };
  const array = ARRAY.exec(trimmed);
  if (array) {
    if (depth === MAX_ARRAY_DEPTH) return undefined;
    const element = parseTypeName(array[1] ?? '', depth + 1);
    return element && { kind: 'array', element, length: Number(array[2]) };
  }
  return NAME.test(trimmed) ? { kind: 'named', name: trimmed } : undefined;
}

/** The canonical spelling, which descriptors carry. */
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

export function isScalarName(text: string): text is ScalarName {
  return Object.hasOwn(SCALAR_SIZE, text);
}

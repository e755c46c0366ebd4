/** Checks that the default of a field in a stored schema fits the type of the field. */

import { boundsOf, expectedWithin, isWithin } from './bounds.js';
import type { Types } from './check-schema.js';
import type { FieldDescriptor, ScalarName } from './descriptor.js';
import { Members, rejectStored } from './plain-data.js';
import { parseTypeName, type TypeName } from './type-name.js';

/** A number holds integers of this many bits, and a sign. */
const SAFE_BITS = 53;

/** Throws `CORRUPT` if the field cannot store its default. */
export function checkDefault(types: Types, field: FieldDescriptor, type: TypeName, path: string): void {
  if (field.default === null && field.nullable) return;
  check(types, field.default, type, field, path);
}

/** Checks a value of a field, or a part of it: `type` is the type of the part. */
function check(types: Types, value: unknown, type: TypeName, field: FieldDescriptor, path: string): void {
  switch (type.kind) {
    case 'scalar':
      if (!fitsScalar(value, type.scalar, field.js === 'number')) {
        rejectStored(path, `a value of ${type.scalar}`, value);
      }
      checkWithin(value, field, path);
      return;
    case 'string':
      if (typeof value !== 'string' || !value.isWellFormed() || utf8Length(value) > type.capacity) {
        rejectStored(path, `a string of at most ${type.capacity} bytes`, value);
      }
      return;
    case 'array':
      if (!Array.isArray(value) || value.length !== type.length)
        rejectStored(path, `a list of ${type.length} items`, value);
      for (const item of value) check(types, item, type.element, field, path);
      return;
    case 'named':
      checkNamed(types, value, type.name, path);
  }
}

function checkNamed(types: Types, value: unknown, name: string, path: string): void {
  const members = types.members.get(name);
  if (members !== undefined) {
    if (!members.has(value)) rejectStored(path, `a value of ${name}`, value);
    return;
  }
  const fields = new Map(types.customTypes.get(name)?.fields.map((field) => [field.property, field]));
  for (const [property, member] of new Members(value, path).entries()) {
    const field = fields.get(property);
    const type = field && parseTypeName(field.type);
    if (field === undefined || type === undefined) {
      rejectStored(path, `an object with ${[...fields.keys()].join(', ')}`, property);
    }
    check(types, member, type, field, `${path}.${property}`);
  }
}

function checkWithin(value: unknown, field: FieldDescriptor, path: string): void {
  const bounds = boundsOf(field);
  if (bounds === undefined || (typeof value !== 'number' && typeof value !== 'bigint')) return;
  if (!isWithin(value, bounds)) rejectStored(path, expectedWithin(field), value);
}

function fitsScalar(value: unknown, scalar: ScalarName, asNumber: boolean): boolean {
  switch (scalar) {
    case 'bool':
      return typeof value === 'boolean';
    case 'entity':
      return value === 0;
    case 'f32':
    case 'f64':
      return typeof value === 'number';
    case 'u64':
      return asNumber
        ? isIntegerOf(value, SAFE_BITS, false)
        : typeof value === 'bigint' && BigInt.asUintN(64, value) === value;
    case 'i64':
      return asNumber
        ? isIntegerOf(value, SAFE_BITS + 1, true)
        : typeof value === 'bigint' && BigInt.asIntN(64, value) === value;
    default:
      return isIntegerOf(value, Number(scalar.slice(1)), scalar.startsWith('i'));
  }
}

function isIntegerOf(value: unknown, bits: number, isSigned: boolean): boolean {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return false;
  return isSigned ? value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1) : value >= 0 && value < 2 ** bits;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

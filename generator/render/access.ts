/** The expressions that read, check and write a value without an accessor. */

import type { NumericKind } from '../layout/index.js';
import type { CallAccess, ElementAccess, Memory, Place } from './memory.js';
import { type FieldType, flatType } from './type-text.js';

export type Access = ElementAccess | CallAccess;

/**
 * True exactly for values outside the range of a kind. The comparison after coercion also refuses fractions and NaN.
 * The type is checked first, because coercing a bigint or a symbol throws another error.
 */
const REFUSED: { readonly [kind in NumericKind]: string } = {
  u8: "typeof value !== 'number' || (value & 0xff) !== value",
  i8: "typeof value !== 'number' || (value << 24) >> 24 !== value",
  u16: "typeof value !== 'number' || (value & 0xffff) !== value",
  i16: "typeof value !== 'number' || (value << 16) >> 16 !== value",
  u32: "typeof value !== 'number' || value >>> 0 !== value",
  i32: "typeof value !== 'number' || (value | 0) !== value",
  u64: "typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value",
  i64: "typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value",
  f32: "typeof value !== 'number'",
  f64: "typeof value !== 'number'",
};

export function accessOf(field: FieldType, place: Place, memory: Memory): Access {
  const { type, jsNumber } = field;
  const { offset, scope } = place;
  switch (type.kind) {
    case 'string':
      return memory.text(type.capacity, place);
    case 'enum': {
      const { repr } = type.definition;
      return {
        way: 'element',
        kind: repr,
        read: `${memory.load(repr, offset)} as ${flatType(field, scope)}`,
        refused: `!${scope.enumGuard(type.definition)}(value)`,
        expected: scope.enumExpected(type.definition),
        store: memory.store(repr, offset, 'value'),
      };
    }
    case 'scalar':
      if (type.scalar === 'bool') return boolAccess(place, memory);
      if (type.scalar === 'entity') return memory.pair('entity', place);
      if (jsNumber && (type.scalar === 'u64' || type.scalar === 'i64')) return memory.pair(type.scalar, place);
      return numericAccess(type.scalar, place, memory);
    default:
      throw new Error(`a value of kind ${type.kind} has an accessor`);
  }
}

function numericAccess(kind: NumericKind, { offset, scope }: Place, memory: Memory): ElementAccess {
  return {
    way: 'element',
    kind,
    read: memory.number(kind, offset),
    refused: REFUSED[kind].replace('BigInt.', `${scope.global.BigInt}.`),
    expected: `${scope.runtime.EXPECTED}.${kind}`,
    store: memory.store(kind, offset, 'value'),
  };
}

function boolAccess({ offset, scope }: Place, memory: Memory): ElementAccess {
  return {
    way: 'element',
    kind: 'u8',
    read: `${memory.load('u8', offset)} !== 0`,
    refused: 'value !== true && value !== false',
    expected: `${scope.runtime.EXPECTED}.bool`,
    store: memory.store('u8', offset, 'value ? 1 : 0'),
  };
}

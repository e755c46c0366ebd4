/** The expressions that read, check and write a value without an accessor. */

import type { NumericKind } from '../layout/index.js';
import { checkBefore, numberCheck } from './checks.js';
import type { CallAccess, ElementAccess, Memory, Place } from './memory.js';
import { type FieldType, flatType } from './type-text.js';

export type Access = ElementAccess | CallAccess;

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
      if (jsNumber && (type.scalar === 'u64' || type.scalar === 'i64')) {
        return { ...memory.pair(type.scalar, place), check: checkBefore(field, scope) ?? null };
      }
      return numericAccess(type.scalar, field, place, memory);
    default:
      throw new Error(`a value of kind ${type.kind} has an accessor`);
  }
}

function numericAccess(kind: NumericKind, field: FieldType, { offset, scope }: Place, memory: Memory): ElementAccess {
  return {
    way: 'element',
    kind,
    read: memory.number(kind, offset),
    ...numberCheck(kind, field, scope),
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

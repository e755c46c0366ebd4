/** How a value without an accessor is read from and written to a record: the one place that knows the expressions. */

import type { Scope } from './scope.js';
import { type FieldType, flatType, type NumericKind } from './type-text.js';

/** Reading and writing one value at a constant byte offset from the cursor. */
export interface Access {
  /** The typed array that it goes through. */
  readonly kind: NumericKind;
  /** Expression of the value. */
  readonly read: string;
  /** Condition under which `value` is refused; empty where `store` checks by itself. */
  readonly check: string;
  /** Statement that refuses `value`; empty along with `check`. */
  readonly reject: string;
  /** Statement that writes `value`. */
  readonly store: string;
}

/** The typed array of each kind, and log2 of its elements' size. */
export const VIEW_KINDS: { readonly [kind in NumericKind]: { readonly array: string; readonly shift: number } } = {
  u8: { array: 'Uint8Array', shift: 0 },
  i8: { array: 'Int8Array', shift: 0 },
  u16: { array: 'Uint16Array', shift: 1 },
  i16: { array: 'Int16Array', shift: 1 },
  u32: { array: 'Uint32Array', shift: 2 },
  i32: { array: 'Int32Array', shift: 2 },
  u64: { array: 'BigUint64Array', shift: 3 },
  i64: { array: 'BigInt64Array', shift: 3 },
  f32: { array: 'Float32Array', shift: 2 },
  f64: { array: 'Float64Array', shift: 3 },
};

/**
 * Conditions that hold exactly for values outside a kind. Comparing after coercion refuses fractions and NaN as well; the
 * type comes first, because coercing a bigint or a symbol throws an error of its own.
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

/** `this.$offset`, plus a constant. */
export function byteAt(offset: number): string {
  return offset === 0 ? 'this.$offset' : `this.$offset + ${offset}`;
}

/** One element of a typed array at a byte offset: `this.$f32[(this.$offset + 8) >>> 2]`. */
export function elementAt(kind: NumericKind, offset: number): string {
  const { shift } = VIEW_KINDS[kind];
  const at = byteAt(offset);
  if (shift === 0) return `this.$${kind}[${at}]`;
  return `this.$${kind}[${offset === 0 ? at : `(${at})`} >>> ${shift}]`;
}

/** `path` is an expression for the table and field in errors. */
export function accessOf(field: FieldType, offset: number, path: string, scope: Scope): Access {
  const { type, jsNumber } = field;
  switch (type.kind) {
    case 'string': {
      const call = `this.$u8, ${byteAt(offset)}`;
      return {
        kind: 'u8',
        read: `${scope.runtime('readString')}(${call})`,
        store: `${scope.runtime('writeString')}(${call}, ${type.capacity}, value, ${path});`,
        check: '',
        reject: '',
      };
    }
    case 'enum': {
      const { repr } = type.definition;
      const element = elementAt(repr, offset);
      return {
        kind: repr,
        read: `${element} as ${flatType(field, scope)}`,
        check: `!${scope.enumGuard(type.definition)}(value)`,
        reject: `${scope.runtime('rejectValue')}(${path}, ${scope.enumExpected(type.definition)}, value);`,
        store: `${element} = value;`,
      };
    }
    case 'scalar':
      if (type.scalar === 'bool') return boolAccess(offset, path, scope);
      if (type.scalar === 'entity') return pairAccess('Entity', offset, path, scope);
      if (jsNumber && type.scalar === 'u64') return pairAccess('U64Number', offset, path, scope);
      if (jsNumber && type.scalar === 'i64') return pairAccess('I64Number', offset, path, scope);
      return numericAccess(type.scalar, offset, path, scope);
    default:
      throw new Error(`a ${type.kind} has an accessor`);
  }
}

function numericAccess(kind: NumericKind, offset: number, path: string, scope: Scope): Access {
  const element = elementAt(kind, offset);
  return {
    kind,
    read: `${element} as ${kind === 'u64' || kind === 'i64' ? 'bigint' : 'number'}`,
    check: REFUSED[kind],
    reject: `${scope.runtime('rejectValue')}(${path}, ${scope.runtime('EXPECTED')}.${kind}, value);`,
    store: `${element} = value;`,
  };
}

function boolAccess(offset: number, path: string, scope: Scope): Access {
  const element = elementAt('u8', offset);
  return {
    kind: 'u8',
    read: `${element} !== 0`,
    check: 'value !== true && value !== false',
    reject: `${scope.runtime('rejectValue')}(${path}, ${scope.runtime('EXPECTED')}.bool, value);`,
    store: `${element} = value ? 1 : 0;`,
  };
}

/** Values that lie in two neighbouring u32; the runtime has a function for each direction. */
function pairAccess(name: 'Entity' | 'U64Number' | 'I64Number', offset: number, path: string, scope: Scope): Access {
  const call = `this.$u32, ${byteAt(offset)}`;
  return {
    kind: 'u32',
    read: `${scope.runtime(`read${name}`)}(${call})`,
    store: `${scope.runtime(`write${name}`)}(${call}, value, ${path});`,
    check: '',
    reject: '',
  };
}

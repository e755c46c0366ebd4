/** Rows reach bytes through typed arrays, one for each kind of number: `this.$f32[(this.$offset + 8) >>> 2]`. */

import type { NumericKind } from '../layout/index.js';
import { checkedCodec } from './checks.js';
import { type AccessorClass, type ArrayPlace, byteAt, type CallAccess, type Memory, type PairType } from './memory.js';
import type { RuntimeName } from './runtime-names.js';
import type { Scope } from './scope.js';
import { type FieldType, flatType } from './type-text.js';

/** The typed array of each kind, and log2 of the size of its elements in bytes. */
export const VIEW_KINDS = {
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
} as const satisfies { readonly [kind in NumericKind]: object };

export const ROW_MEMORY: Memory = {
  isSplit: true,
  load: elementAt,
  number: (kind, offset) => `${elementAt(kind, offset)} as ${isBigintKind(kind) ? 'bigint' : 'number'}`,
  store: (kind, offset, value) => `${elementAt(kind, offset)} = ${value}`,
  text: (capacity, { offset, scope: { runtime } }) => {
    const place = `this.$u8, ${byteAt(offset)}`;
    const read = `${runtime.readString}(${place})`;
    return { way: 'call', kind: 'u8', read, write: runtime.writeString, place: `${place}, ${capacity}`, check: null };
  },
  pair: (type, { offset, scope: { runtime } }): CallAccess => {
    const { read, write } = PAIRS[type];
    const place = `this.$u32, ${byteAt(offset)}`;
    return { way: 'call', kind: 'u32', read: `${runtime[read]}(${place})`, write: runtime[write], place, check: null };
  },
  numericArray: (kind, { length, writable, scope, check, addChecked }) => {
    const name = scope.runtime[numericArray(kind, writable)];
    const isChecked = writable && check !== undefined;
    const created = isChecked ? addChecked(name, check, isBigintKind(kind) ? 'bigint' : 'number') : name;
    return { type: name, create: (path) => `new ${created}(${path}, ${length})` };
  },
  elementArray: (element, { length, writable, scope, check }): AccessorClass => {
    const name = writable ? scope.runtime.FixedElementsMut : scope.runtime.FixedElements;
    const codec = writable ? checkedCodec(codecOf(element, scope), check, scope) : codecOf(element, scope);
    return {
      type: `${name}<${flatType(element, scope)}>`,
      create: (path) => `new ${name}(${path}, ${length}, ${codec})`,
    };
  },
  compositeArray: (accessor, value, kind, { length, writable, scope }: ArrayPlace) => {
    const name = writable ? scope.runtime.FixedCompositesMut : scope.runtime.FixedComposites;
    return { type: `${name}<${accessor}, ${value}>`, create: (path) => `new ${name}(${path}, ${length}, ${kind})` };
  },
};

/** The getter of a row for a property: names of fields that rows cannot have are refused. */
export function memberOf(property: string): string {
  return property;
}

/** The functions of the runtime that read and write two adjacent u32. */
const PAIRS = {
  entity: { read: 'readEntity', write: 'writeEntity' },
  u64: { read: 'readU64Number', write: 'writeU64Number' },
  i64: { read: 'readI64Number', write: 'writeI64Number' },
} as const satisfies { readonly [type in PairType]: object };

/** One element of a typed array at a byte offset. */
function elementAt(kind: NumericKind, offset: number): string {
  const { shift } = VIEW_KINDS[kind];
  const at = byteAt(offset);
  if (shift === 0) return `this.$${kind}[${at}]`;
  return `this.$${kind}[${offset === 0 ? at : `(${at})`} >>> ${shift}]`;
}

function isBigintKind(kind: NumericKind): boolean {
  return kind === 'u64' || kind === 'i64';
}

/** `FixedF32` or `FixedF32Mut`, and likewise for other kinds. */
function numericArray(kind: NumericKind, writable: boolean): RuntimeName {
  const name = NUMERIC_ARRAYS[kind];
  return writable ? `${name}Mut` : name;
}

const NUMERIC_ARRAYS = {
  u8: 'FixedU8',
  i8: 'FixedI8',
  u16: 'FixedU16',
  i16: 'FixedI16',
  u32: 'FixedU32',
  i32: 'FixedI32',
  u64: 'FixedU64',
  i64: 'FixedI64',
  f32: 'FixedF32',
  f64: 'FixedF64',
} as const satisfies { readonly [kind in NumericKind]: RuntimeName };

function codecOf(element: FieldType, scope: Scope): string {
  const { type } = element;
  if (type.kind === 'string') return `${scope.runtime.stringCodec}(${type.capacity})`;
  if (type.kind === 'enum') {
    const { definition } = type;
    const { repr } = definition;
    const arguments_ = `'${repr}', ${scope.enumGuard(definition)}, ${scope.enumExpected(definition)}`;
    return `${scope.runtime.enumCodec}(${arguments_})`;
  }
  if (type.kind === 'scalar' && type.scalar === 'bool') return scope.runtime.BOOL;
  if (type.kind === 'scalar' && type.scalar === 'entity') return scope.runtime.ENTITY;
  return type.kind === 'scalar' && type.scalar === 'i64' ? scope.runtime.I64_NUMBER : scope.runtime.U64_NUMBER;
}

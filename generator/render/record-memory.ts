/** Records over any buffer reach bytes through a `DataView`, at any alignment: `this.$view.getFloat32(at, true)`. */

import type { NumericKind } from '../layout/index.js';
import { checkedCodec } from './checks.js';
import { byteAt, type CallAccess, type Memory, type PairType } from './memory.js';
import type { Scope } from './scope.js';
import { type FieldType, flatType } from './type-text.js';

/** The rest of the names of `get...` and `set...` of a DataView. */
const VIEW_METHODS = {
  u8: 'Uint8',
  i8: 'Int8',
  u16: 'Uint16',
  i16: 'Int16',
  u32: 'Uint32',
  i32: 'Int32',
  u64: 'BigUint64',
  i64: 'BigInt64',
  f32: 'Float32',
  f64: 'Float64',
} as const satisfies { readonly [kind in NumericKind]: string };

export const RECORD_MEMORY: Memory = {
  isSplit: false,
  load,
  number: load,
  store: (kind, offset, value) =>
    `this.$view.set${VIEW_METHODS[kind]}(${byteAt(offset)}, ${value}${littleEndian(kind)})`,
  text: (capacity, { offset, name, scope: { runtime } }) => {
    const place = `this.$u8, ${byteAt(offset)}, ${capacity}`;
    const read = `${runtime.getString}(${place}, this, '.${name}')`;
    return { way: 'call', kind: 'u8', read, write: runtime.writeString, place, check: null };
  },
  pair: (type, { offset, scope: { runtime } }): CallAccess => {
    const { read, write } = PAIRS[type];
    const place = `this.$view, ${byteAt(offset)}`;
    return { way: 'call', kind: 'u32', read: `${runtime[read]}(${place})`, write: runtime[write], place, check: null };
  },
  numericArray: (kind, { length, scope, check }) => {
    const { runtime } = scope;
    const codec = checkedCodec(`${runtime.BUFFER_CODECS}.${kind}`, check, scope);
    return {
      type: `${runtime.RecordArray}<${kind === 'u64' || kind === 'i64' ? 'bigint' : 'number'}>`,
      create: (path) => `new ${runtime.FixedElementsMut}(${path}, ${length}, ${codec})`,
    };
  },
  elementArray: (element, { length, scope, check }) => ({
    type: `${scope.runtime.RecordArray}<${flatType(element, scope)}>`,
    create: (path) => {
      const codec = checkedCodec(codecOf(element, path, scope), check, scope);
      return `new ${scope.runtime.FixedElementsMut}(${path}, ${length}, ${codec})`;
    },
  }),
  compositeArray: (accessor, value, kind, { length, scope: { runtime } }) => {
    const name = runtime.FixedCompositesMut;
    const type = `${name}<${accessor}, ${value}, ${runtime.BufferMemory}>`;
    return { type, create: (path) => `new ${type}(${path}, ${length}, ${kind})` };
  },
};

/** The functions of the runtime that read and write two adjacent u32. */
const PAIRS = {
  entity: { read: 'getEntity', write: 'setEntity' },
  u64: { read: 'getU64Number', write: 'setU64Number' },
  i64: { read: 'getI64Number', write: 'setI64Number' },
} as const satisfies { readonly [type in PairType]: object };

function load(kind: NumericKind, offset: number): string {
  return `this.$view.get${VIEW_METHODS[kind]}(${byteAt(offset)}${littleEndian(kind)})`;
}

/** The last argument of a method of a DataView; one byte has no order. */
function littleEndian(kind: NumericKind): string {
  return kind === 'u8' || kind === 'i8' ? '' : ', true';
}

function codecOf({ type }: FieldType, path: string, scope: Scope): string {
  const { runtime } = scope;
  if (type.kind === 'string') return `${runtime.bufferStringCodec}(${type.capacity}, ${path})`;
  if (type.kind === 'enum') {
    const { definition } = type;
    const { repr } = definition;
    return `${runtime.bufferEnumCodec}('${repr}', ${scope.enumGuard(definition)}, ${scope.enumExpected(definition)})`;
  }
  const codec =
    type.kind !== 'scalar' ? '' : type.scalar === 'u64' || type.scalar === 'i64' ? `${type.scalar}Number` : type.scalar;
  return `${runtime.BUFFER_CODECS}.${codec}`;
}

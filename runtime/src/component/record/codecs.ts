/**
 * Codecs for the elements of fixed arrays in records over any buffer.
 *
 * Each kind has functions of its own, so that each sees one kind of number. They check like the arrays of rows.
 */

import type { Entity } from '../../entity/entity.js';
import { stringSize } from '../../schema/index.js';
import type { Codec, FixedElementsMut } from '../element-array.js';
import { rejectValue } from '../rejection.js';
import { EXPECTED } from '../scalars.js';
import { writeString } from '../text.js';
import type { BufferMemory } from './memory.js';
import { getEntity, getI64Number, getString, getU64Number, setEntity, setI64Number, setU64Number } from './values.js';

type BufferCodec<Value> = Codec<Value, BufferMemory>;

/** A fixed array of a record: `at`, `set`, `length`, iteration. */
export type RecordArray<Value> = FixedElementsMut<Value, BufferMemory>;

interface BufferCodecs {
  readonly u8: BufferCodec<number>;
  readonly i8: BufferCodec<number>;
  readonly u16: BufferCodec<number>;
  readonly i16: BufferCodec<number>;
  readonly u32: BufferCodec<number>;
  readonly i32: BufferCodec<number>;
  readonly u64: BufferCodec<bigint>;
  readonly i64: BufferCodec<bigint>;
  readonly f32: BufferCodec<number>;
  readonly f64: BufferCodec<number>;
  readonly bool: BufferCodec<boolean>;
  readonly entity: BufferCodec<Entity>;
  readonly u64Number: BufferCodec<number>;
  readonly i64Number: BufferCodec<number>;
}

/** The codecs of scalars. */
export const BUFFER_CODECS: BufferCodecs = {
  u8: {
    size: 1,
    read: ({ view }, offset) => view.getUint8(offset),
    write: ({ view }, offset, value, path) => {
      if (typeof value !== 'number' || (value & 0xff) !== value) rejectValue(path, EXPECTED.u8, value);
      view.setUint8(offset, value);
    },
  },
  i8: {
    size: 1,
    read: ({ view }, offset) => view.getInt8(offset),
    write: ({ view }, offset, value, path) => {
      if (typeof value !== 'number' || (value << 24) >> 24 !== value) rejectValue(path, EXPECTED.i8, value);
      view.setInt8(offset, value);
    },
  },
  u16: {
    size: 2,
    read: ({ view }, offset) => view.getUint16(offset, true),
    write: ({ view }, offset, value, path) => {
      if (typeof value !== 'number' || (value & 0xffff) !== value) rejectValue(path, EXPECTED.u16, value);
      view.setUint16(offset, value, true);
    },
  },
  i16: {
    size: 2,
    read: ({ view }, offset) => view.getInt16(offset, true),
    write: ({ view }, offset, value, path) => {
      if (typeof value !== 'number' || (value << 16) >> 16 !== value) rejectValue(path, EXPECTED.i16, value);
      view.setInt16(offset, value, true);
    },
  },
  u32: {
    size: 4,
    read: ({ view }, offset) => view.getUint32(offset, true),
    write: ({ view }, offset, value, path) => {
      if (typeof value !== 'number' || value >>> 0 !== value) rejectValue(path, EXPECTED.u32, value);
      view.setUint32(offset, value, true);
    },
  },
  i32: {
    size: 4,
    read: ({ view }, offset) => view.getInt32(offset, true),
    write: ({ view }, offset, value, path) => {
      if (typeof value !== 'number' || (value | 0) !== value) rejectValue(path, EXPECTED.i32, value);
      view.setInt32(offset, value, true);
    },
  },
  u64: {
    size: 8,
    read: ({ view }, offset) => view.getBigUint64(offset, true),
    write: ({ view }, offset, value, path) => {
      if (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value) rejectValue(path, EXPECTED.u64, value);
      view.setBigUint64(offset, value, true);
    },
  },
  i64: {
    size: 8,
    read: ({ view }, offset) => view.getBigInt64(offset, true),
    write: ({ view }, offset, value, path) => {
      if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) rejectValue(path, EXPECTED.i64, value);
      view.setBigInt64(offset, value, true);
    },
  },
  f32: {
    size: 4,
    read: ({ view }, offset) => view.getFloat32(offset, true),
    write: ({ view }, offset, value, path) => {
      if (typeof value !== 'number') rejectValue(path, EXPECTED.f32, value);
      view.setFloat32(offset, value, true);
    },
  },
  f64: {
    size: 8,
    read: ({ view }, offset) => view.getFloat64(offset, true),
    write: ({ view }, offset, value, path) => {
      if (typeof value !== 'number') rejectValue(path, EXPECTED.f64, value);
      view.setFloat64(offset, value, true);
    },
  },
  bool: {
    size: 1,
    read: ({ view }, offset) => view.getUint8(offset) !== 0,
    write: ({ view }, offset, value, path) => {
      if (value !== true && value !== false) rejectValue(path, EXPECTED.bool, value);
      view.setUint8(offset, value ? 1 : 0);
    },
  },
  entity: {
    size: 8,
    read: ({ view }, offset) => getEntity(view, offset),
    write: ({ view }, offset, value, path) => setEntity(view, offset, value, path),
  },
  u64Number: {
    size: 8,
    read: ({ view }, offset) => getU64Number(view, offset),
    write: ({ view }, offset, value, path) => setU64Number(view, offset, value, path),
  },
  i64Number: {
    size: 8,
    read: ({ view }, offset) => getI64Number(view, offset),
    write: ({ view }, offset, value, path) => setI64Number(view, offset, value, path),
  },
};

/** The codec of the strings of one array. `path` is the array's: reading an invalid string throws, and names it. */
export function bufferStringCodec(capacity: number, path: string): BufferCodec<string> {
  const array = { $path: path };
  return {
    size: stringSize(capacity),
    read: ({ u8 }, offset) => getString(u8, offset, capacity, array, ''),
    write: ({ u8 }, offset, value, elementPath) => writeString(u8, offset, capacity, value, elementPath),
  };
}

/** The codec of an enum. `isMember` and `expected` come from its definition. */
export function bufferEnumCodec<Value extends number>(
  repr: 'u8' | 'u16' | 'u32',
  isMember: (value: unknown) => value is Value,
  expected: string,
): BufferCodec<Value> {
  const { size, read, write } = BUFFER_CODECS[repr];
  return {
    size,
    // A number without a member is returned as it is, as by rows.
    read: (memory, offset) => read(memory, offset) as Value,
    write: (memory, offset, value, path) => {
      if (!isMember(value)) rejectValue(path, expected, value);
      write(memory, offset, value, path);
    },
  };
}

/**
 * Codecs and fixed arrays of scalars that are not plain numbers: booleans, enums, entities, strings, 64-bit integers as
 * numbers.
 */

import type { Entity } from '../entity/entity.js';
import type { ElementArrays } from '../memory/views.js';
import { stringSize } from '../schema/index.js';
import { CLOSED } from './accessor.js';
import { type ArrayValue, assignElements, FixedArray } from './fixed-array.js';
import { defineHidden } from './inspection.js';
import { rejectValue } from './rejection.js';
import {
  EXPECTED,
  readEntity,
  readI64Number,
  readU64Number,
  writeEntity,
  writeI64Number,
  writeU64Number,
} from './scalars.js';
import { readString, writeString } from './text.js';

/** How one value is read and written. */
export interface Codec<Value, Memory = ElementArrays> {
  /** Bytes of a value; in an array, from one element to the next. */
  readonly size: number;
  read(memory: Memory, offset: number): Value;
  /** Throws if the value does not fit; the error names `path`. */
  write(memory: Memory, offset: number, value: Value, path: string): void;
}

export class FixedElements<Value, Memory = ElementArrays> extends FixedArray<Value, Memory> {
  declare protected $views: Memory;
  declare protected readonly $codec: Codec<Value, Memory>;

  constructor(path: string, length: number, codec: Codec<Value, Memory>) {
    super(path, length);
    defineHidden(this, '$views', CLOSED);
    defineHidden(this, '$codec', codec);
  }
  override $bind(views: Memory): void {
    this.$views = views;
  }
  override $move(offset: number): void {
    this.$offset = offset;
  }
  override at(index: number): Value {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    return this.$codec.read(this.$views, this.$offset + at * this.$codec.size);
  }
}

export class FixedElementsMut<Value, Memory = ElementArrays> extends FixedElements<Value, Memory> {
  set(index: number, value: Value): void {
    const at = index >>> 0 === index && index < this.length ? index : this.$fromEnd(index);
    this.$codec.write(this.$views, this.$offset + at * this.$codec.size, value, `${this.$path}[${index}]`);
  }
  $assign(values: ArrayValue<Value>): void {
    assignElements(this, values);
  }
}

export const BOOL: Codec<boolean> = {
  size: 1,
  read: (views, offset) => views.u8[offset] !== 0,
  write: (views, offset, value, path) => {
    if (value !== true && value !== false) rejectValue(path, EXPECTED.bool, value);
    views.u8[offset] = value ? 1 : 0;
  },
};

export const ENTITY: Codec<Entity> = {
  size: 8,
  read: (views, offset) => readEntity(views.u32, offset),
  write: (views, offset, value, path) => writeEntity(views.u32, offset, value, path),
};

export const U64_NUMBER: Codec<number> = {
  size: 8,
  read: (views, offset) => readU64Number(views.u32, offset),
  write: (views, offset, value, path) => writeU64Number(views.u32, offset, value, path),
};

export const I64_NUMBER: Codec<number> = {
  size: 8,
  read: (views, offset) => readI64Number(views.u32, offset),
  write: (views, offset, value, path) => writeI64Number(views.u32, offset, value, path),
};

export function stringCodec(capacity: number): Codec<string> {
  return {
    size: stringSize(capacity),
    read: (views, offset) => readString(views.u8, offset),
    write: (views, offset, value, path) => writeString(views.u8, offset, capacity, value, path),
  };
}

/** The codec of an enum. `isMember` and `expected` come from its definition. */
export function enumCodec<Value extends number>(
  repr: 'u8' | 'u16' | 'u32',
  isMember: (value: unknown) => value is Value,
  expected: string,
): Codec<Value> {
  const { size, get, set } = REPRESENTATIONS[repr];
  return {
    size,
    // A stored number becomes an enum member: only `write` below stores it, after its check.
    read: (views, offset) => get(views, offset) as Value,
    write: (views, offset, value, path) => {
      if (!isMember(value)) rejectValue(path, expected, value);
      set(views, offset, value);
    },
  };
}

/** A codec that refuses some values, before `codec` checks and writes the others. */
export function checkedCodec<Value, Memory = ElementArrays>(
  codec: Codec<Value, Memory>,
  isRefused: (value: Value) => boolean,
  expected: string,
): Codec<Value, Memory> {
  return {
    size: codec.size,
    read: (views, offset) => codec.read(views, offset),
    write: (views, offset, value, path) => {
      if (isRefused(value)) rejectValue(path, expected, value);
      codec.write(views, offset, value, path);
    },
  };
}

interface Representation {
  readonly size: number;
  get(views: ElementArrays, offset: number): number;
  set(views: ElementArrays, offset: number, value: number): void;
}

/**
 * Hot: each has functions of its own. Looking up the array by the name of the representation took a tenth of a
 * program's time.
 */
const REPRESENTATIONS: { readonly [repr in 'u8' | 'u16' | 'u32']: Representation } = {
  u8: {
    size: 1,
    get: (views, offset) => views.u8[offset] as number,
    set: (views, offset, value) => {
      views.u8[offset] = value;
    },
  },
  u16: {
    size: 2,
    get: (views, offset) => views.u16[offset >>> 1] as number,
    set: (views, offset, value) => {
      views.u16[offset >>> 1] = value;
    },
  },
  u32: {
    size: 4,
    get: (views, offset) => views.u32[offset >>> 2] as number,
    set: (views, offset, value) => {
      views.u32[offset >>> 2] = value;
    },
  },
};

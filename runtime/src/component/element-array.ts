/** Fixed arrays of scalars that are not plain numbers: booleans, enums, entities, strings, 64-bit integers as numbers. */

import type { Entity } from '../entity/entity.js';
import type { ElementArrays } from '../memory/views.js';
import { CLOSED } from './closed.js';
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

/** How one element is read and written. */
export interface Codec<Value> {
  /** Bytes from one element to the next. */
  readonly size: number;
  read(views: ElementArrays, offset: number): Value;
  /** Refuses a value that does not fit; `path` is for the error. */
  write(views: ElementArrays, offset: number, value: Value, path: string): void;
}

export class FixedElements<Value> extends FixedArray<Value> {
  declare protected $views: ElementArrays;
  declare protected readonly $codec: Codec<Value>;

  constructor(path: string, length: number, codec: Codec<Value>) {
    super(path, length);
    defineHidden(this, '$views', CLOSED);
    defineHidden(this, '$codec', codec);
  }
  override $bind(views: ElementArrays): void {
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

export class FixedElementsMut<Value> extends FixedElements<Value> {
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
    size: 2 + capacity + (capacity & 1),
    read: (views, offset) => readString(views.u8, offset),
    write: (views, offset, value, path) => writeString(views.u8, offset, capacity, value, path),
  };
}

/** An enum in its representation; `isMember` and `expected` come from its definition. */
export function enumCodec<Value extends number>(
  repr: 'u8' | 'u16' | 'u32',
  isMember: (value: unknown) => value is Value,
  expected: string,
): Codec<Value> {
  const { size, at, put } = REPRESENTATIONS[repr];
  return {
    size,
    // The one place where a stored number becomes an enum member: nothing but `write` below puts it there.
    read: (views, offset) => at(views, offset) as Value,
    write: (views, offset, value, path) => {
      if (!isMember(value)) rejectValue(path, expected, value);
      put(views, offset, value);
    },
  };
}

interface Representation {
  readonly size: number;
  at(views: ElementArrays, offset: number): number;
  put(views: ElementArrays, offset: number, value: number): void;
}

/** Each with functions of its own: looking the array up by the representation's name took a tenth of a whole program. */
const REPRESENTATIONS: { readonly [repr in 'u8' | 'u16' | 'u32']: Representation } = {
  u8: {
    size: 1,
    at: (views, offset) => views.u8[offset] as number,
    put: (views, offset, value) => {
      views.u8[offset] = value;
    },
  },
  u16: {
    size: 2,
    at: (views, offset) => views.u16[offset >>> 1] as number,
    put: (views, offset, value) => {
      views.u16[offset >>> 1] = value;
    },
  },
  u32: {
    size: 4,
    at: (views, offset) => views.u32[offset >>> 2] as number,
    put: (views, offset, value) => {
      views.u32[offset >>> 2] = value;
    },
  },
};

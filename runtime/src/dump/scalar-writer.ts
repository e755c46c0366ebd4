/** Writes values without parts, which were parsed from JSON, into records; a value that does not fit is refused. */

import { describeValue } from '../arguments.js';
import { writeString } from '../component/index.js';
import { INDEX_LIMIT, isEntityId } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { ElementArrays } from '../memory/index.js';
import {
  type Bounds,
  boundsOf,
  type EnumDescriptor,
  expectedWithin,
  type FieldDescriptor,
  isWithin,
  SCALAR_SIZE,
  type ScalarName,
} from '../schema/index.js';
import { LineFault } from './problems.js';

/** Writes a value at a byte offset. Throws a `LineFault` if it does not fit. */
export type ValueWriter = (views: ElementArrays, offset: number, value: unknown) => void;

export function mismatch(expected: string, value: unknown): LineFault {
  return new LineFault('WRONG_VALUE', `expects ${expected}, got ${describeValue(value)}`);
}

export function scalarWriter(scalar: ScalarName, field: FieldDescriptor): ValueWriter {
  const bounds = boundsOf(field);
  switch (scalar) {
    case 'bool':
      return writeBool;
    case 'entity':
      return writeEntityId;
    case 'u64':
    case 'i64':
      return longWriter(scalar, field, bounds);
    case 'f32':
    case 'f64':
      return floatWriter(scalar, field, bounds);
    default:
      return integerWriter(scalar, field, bounds);
  }
}

const writeBool: ValueWriter = (views, offset, value) => {
  if (typeof value !== 'boolean') throw mismatch('true or false', value);
  views.u8[offset] = value ? 1 : 0;
};

const writeEntityId: ValueWriter = (views, offset, value) => {
  if (!isEntityId(value)) throw mismatch('the id of an entity, an integer from 0 to 2^52 - 1', value);
  views.u32[offset >>> 2] = value;
  views.u32[(offset >>> 2) + 1] = Math.floor(value / INDEX_LIMIT);
};

/** Integers of up to 32 bits. */
type Integer = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32';

function integerWriter(scalar: Integer, field: FieldDescriptor, bounds: Bounds | undefined): ValueWriter {
  const size = SCALAR_SIZE[scalar];
  const isSigned = scalar.startsWith('i');
  const highest = 2 ** (size * 8 - (isSigned ? 1 : 0)) - 1;
  const lowest = isSigned ? -highest - 1 : 0;
  const expected = bounds === undefined ? `${scalar}, an integer from ${lowest} to ${highest}` : expectedWithin(field);
  return (views, offset, value) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < lowest || value > highest) {
      throw mismatch(expected, value);
    }
    if (bounds !== undefined && !isWithin(value, bounds)) throw mismatch(expected, value);
    views[scalar][offset / size] = value;
  };
}

const SPECIAL: { readonly [text: string]: number } = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

function floatWriter(scalar: 'f32' | 'f64', field: FieldDescriptor, bounds: Bounds | undefined): ValueWriter {
  const size = SCALAR_SIZE[scalar];
  const expected =
    bounds === undefined
      ? `${scalar}, a number of its range, or "NaN", "Infinity" or "-Infinity"`
      : expectedWithin(field);
  const isSingle = scalar === 'f32';
  return (views, offset, value) => {
    let number: number | undefined;
    // A number that is infinite is a literal that is too large, such as 1e999.
    if (typeof value === 'number') number = Number.isFinite(isSingle ? Math.fround(value) : value) ? value : undefined;
    else if (typeof value === 'string' && Object.hasOwn(SPECIAL, value)) number = SPECIAL[value];
    if (number === undefined || (bounds !== undefined && !isWithin(number, bounds))) throw mismatch(expected, value);
    views[scalar][offset / size] = number;
  };
}

const LONG = /^(?:0|-?[1-9]\d{0,19})$/;

function longWriter(scalar: 'u64' | 'i64', field: FieldDescriptor, bounds: Bounds | undefined): ValueWriter {
  const isNumber = field.js === 'number';
  const wrap = scalar === 'u64' ? BigInt.asUintN : BigInt.asIntN;
  const words = isNumber ? `${scalar} within the safe integers` : scalar;
  const expected = bounds === undefined ? `${words} as a text such as "12"` : expectedWithin(field);
  return (views, offset, value) => {
    let long: bigint | undefined;
    if (typeof value === 'string' && LONG.test(value)) long = BigInt(value);
    else if (Number.isSafeInteger(value)) long = BigInt(value as number);
    if (long === undefined || wrap(64, long) !== long) throw mismatch(expected, value);
    if (isNumber && !Number.isSafeInteger(Number(long))) throw mismatch(expected, value);
    if (bounds !== undefined && !isWithin(isNumber ? Number(long) : long, bounds)) throw mismatch(expected, value);
    views[scalar][offset / 8] = long;
  };
}

export function stringWriter(capacity: number): ValueWriter {
  return (views, offset, value) => {
    if (typeof value !== 'string') throw mismatch(`a text of at most ${capacity} bytes in UTF-8`, value);
    try {
      writeString(views.u8, offset, capacity, value, 'text');
    } catch (error) {
      // Too long, or with a lone surrogate.
      if (error instanceof EcsDbError)
        throw new LineFault('WRONG_VALUE', `expects ${error.expected}, got ${error.got}`);
      throw error;
    }
  };
}

export function enumWriter({ name, repr, variants }: EnumDescriptor): ValueWriter {
  const values = new Map<unknown, number>(Object.entries(variants));
  const size = SCALAR_SIZE[repr];
  const highest = 2 ** (size * 8) - 1;
  return (views, offset, value) => {
    let number = values.get(value);
    if (number === undefined) {
      if (typeof value === 'string') {
        throw new LineFault('UNKNOWN_VARIANT', `has ${describeValue(value)}, and enum "${name}" has no such variant`);
      }
      // As dumps write numbers without a variant.
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > highest) {
        throw mismatch(`a variant of enum "${name}"`, value);
      }
      number = value;
    }
    views[repr][offset / size] = number;
  };
}

/** Writes values that were parsed from JSON into records: the inverse of value-text.ts, for any input. */

import {
  type FieldDescriptor,
  SCALAR_SIZE,
  type SchemaDescriptor,
  stringSize,
  type TypeName,
} from '../schema/index.js';
import { customTypeOf, enumOf } from './fields.js';
import { LineFault } from './problems.js';
import { enumWriter, mismatch, scalarWriter, stringWriter, type ValueWriter } from './scalar-writer.js';
import { StructWriter } from './struct-writer.js';

export interface TypeWriter {
  /** Bytes from one element of an array to the next. */
  readonly size: number;
  readonly write: ValueWriter;
}

/** `field` declares the value, and so its bounds. `skips` as in `StructWriter`. */
export function writerOf(
  schema: SchemaDescriptor,
  type: TypeName,
  field: FieldDescriptor,
  skips: OnSkip | undefined,
): TypeWriter {
  switch (type.kind) {
    case 'scalar':
      return { size: SCALAR_SIZE[type.scalar], write: scalarWriter(type.scalar, field) };
    case 'string':
      return { size: stringSize(type.capacity), write: stringWriter(type.capacity) };
    case 'array': {
      const { size, write } = writerOf(schema, type.element, field, skips);
      return { size: size * type.length, write: arrayWriter(type.length, size, write) };
    }
    case 'named': {
      const definition = enumOf(schema, type.name);
      if (definition !== undefined) return { size: SCALAR_SIZE[definition.repr], write: enumWriter(definition) };
      const { size, fields } = customTypeOf(schema, type.name);
      const struct = new StructWriter(schema, fields, new Map(), skips);
      return { size, write: (views, offset, value) => struct.write(views, offset, value) };
    }
  }
}

/** Called with what was left out of a line. */
export type OnSkip = (code: 'UNKNOWN_FIELD' | 'UNKNOWN_VARIANT', message: string) => void;

function arrayWriter(length: number, size: number, write: ValueWriter): ValueWriter {
  return (views, offset, value) => {
    if (!Array.isArray(value) || value.length !== length) throw mismatch(`a list of ${length} elements`, value);
    let i = 0;
    try {
      for (; i < length; i++) write(views, offset + i * size, value[i]);
    } catch (error) {
      throw error instanceof LineFault ? error.inside(`[${i}]`) : error;
    }
  };
}

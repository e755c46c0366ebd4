/** Checks the numbers that a store holds, if it was stored with other bounds. */

import { codecOf } from '../component/index.js';
import type { Views } from '../memory/index.js';
import {
  boundsOf,
  expectedWithin,
  type FieldDescriptor,
  isWithin,
  parseTypeName,
  type SchemaDescriptor,
  type TypeName,
} from '../schema/index.js';
import type { OnViolation, Store, Table } from '../table/index.js';

/** A number that its field forbids. */
interface OutOfBounds {
  /** Follows the name of the table's field: `.x`, or `[2].x`. */
  readonly path: string;
  readonly value: number | bigint;
  /** The field that has the bounds. */
  readonly field: FieldDescriptor;
}

/** Finds the first number out of bounds in the bytes of a value at `offset`. */
type Check = (records: Views, offset: number) => OutOfBounds | undefined;

/** Reports the first value of each field of each row that is less than `min` or greater than `max`. */
export function findOutOfBounds(store: Store, onViolation: OnViolation): void {
  for (const table of store.tables) {
    for (const field of table.component.descriptor.fields) {
      const check = checkOfField(store.descriptor, field);
      if (check !== undefined) checkRows(table, field, check, onViolation);
    }
  }
}

function checkRows(table: Table, field: FieldDescriptor, check: Check, onViolation: OnViolation): void {
  const { working, stride, name } = table;
  for (let row = 0; row < working.count; row++) {
    const found = check(working.records, row * stride + field.offset);
    if (found === undefined || isNull(table, field, row)) continue;
    const path = `${field.name}${found.path}`;
    const entity = working.dense[row] as number;
    onViolation({
      constraint: 'bounds',
      table: name,
      entity,
      message:
        `entity ${entity} has ${String(found.value)} in field "${path}" of table "${name}", which must be ` +
        expectedWithin(found.field),
    });
  }
}

/** Undefined if no number in the field has bounds. */
function checkOfField(schema: SchemaDescriptor, field: FieldDescriptor): Check | undefined {
  const type = parseTypeName(field.type);
  return type && checkOfType(schema, type, field, field.size);
}

/** `type` is that of the field, or of the elements of its array, and has `size` bytes. */
function checkOfType(
  schema: SchemaDescriptor,
  type: TypeName,
  field: FieldDescriptor,
  size: number,
): Check | undefined {
  switch (type.kind) {
    case 'scalar':
      return checkOfNumber(schema, type.scalar, field);
    case 'array': {
      const elementSize = size / type.length;
      const check = checkOfType(schema, type.element, field, elementSize);
      return check && checkOfElements(check, type.length, elementSize);
    }
    case 'named':
      return checkOfMembers(schema, schema.customTypes.find(({ name }) => name === type.name)?.fields ?? []);
    case 'string':
      return undefined;
  }
}

function checkOfNumber(schema: SchemaDescriptor, scalar: string, field: FieldDescriptor): Check | undefined {
  const bounds = boundsOf(field);
  if (bounds === undefined) return undefined;
  const { min: _min, max: _max, ...unbounded } = field;
  const codec = codecOf(schema, { ...unbounded, type: scalar });
  return (records, offset) => {
    const value = codec.read(records, offset);
    const isNumber = typeof value === 'number' || typeof value === 'bigint';
    return isNumber && !isWithin(value, bounds) ? { path: '', value, field } : undefined;
  };
}

function checkOfElements(check: Check, length: number, size: number): Check {
  return (records, offset) => {
    for (let index = 0; index < length; index++) {
      const found = check(records, offset + index * size);
      if (found !== undefined) return { ...found, path: `[${index}]${found.path}` };
    }
    return undefined;
  };
}

function checkOfMembers(schema: SchemaDescriptor, fields: readonly FieldDescriptor[]): Check | undefined {
  const members = fields.flatMap((field) => {
    const check = checkOfField(schema, field);
    return check === undefined ? [] : [{ field, check }];
  });
  if (members.length === 0) return undefined;
  return (records, offset) => {
    for (const { field, check } of members) {
      const found = check(records, offset + field.offset);
      if (found !== undefined) return { ...found, path: `.${field.name}${found.path}` };
    }
    return undefined;
  };
}

function isNull({ component, working, stride }: Table, field: FieldDescriptor, row: number): boolean {
  const { nullBitmap, fields } = component.descriptor;
  if (nullBitmap === null || !field.nullable) return false;
  const bit = fields.filter((one) => one.nullable).indexOf(field);
  const byte = working.records.u8[row * stride + nullBitmap.offset + (bit >>> 3)] as number;
  return (byte & (1 << (bit & 7))) !== 0;
}

/** The fields of an index: finds them by their paths, and adds up the bytes of a key. */

import { SCALAR_SIZE, TEXT_LENGTH_BYTES } from '@ecsdb/runtime/schema';
import { alternatives, type DocumentPath, type Fault, quote, valueFault } from '../diagnostics/index.js';
import type { RawTable } from './document.js';
import type { CustomType, Field, KeyMember, Type } from './model.js';

/** Where fields are looked up. */
export interface KeyScope {
  readonly table: RawTable;
  /** Those fields of the table that could be resolved. */
  readonly fields: readonly Field[];
  /** Custom types with a field that could not be resolved. */
  readonly incomplete: ReadonlySet<CustomType>;
}

/** Numbers, bool, enums, strings and entities. */
export function hasOrder(type: Type): boolean {
  return type.kind !== 'array' && type.kind !== 'custom';
}

/** The field at a path such as `position.x`; `undefined` once a fault is reported, here or for the field itself. */
export function memberAt(
  text: string,
  at: DocumentPath,
  { table, fields, incomplete }: KeyScope,
  report: (fault: Fault) => void,
): KeyMember | undefined {
  const [first = '', ...rest] = text.split('.');
  const root = fields.find((field) => field.name === first);
  if (root === undefined) {
    const names = table.fields.map((field) => field.name).filter((name) => name !== undefined);
    if (!names.includes(first)) report(unknownField(`table ${quote(table.name)}`, first, names, at));
    return undefined;
  }
  let field = root;
  for (const name of rest) {
    const { type, typeName } = field;
    if (type.kind !== 'custom') {
      const message = `${quote(text)} is not a field: ${quote(field.name)} has type ${typeName}, which has no fields`;
      report(valueFault('ECS071', message, at, 'a path leads through custom types only, such as "position.x"'));
      return undefined;
    }
    const { definition } = type;
    const inner = definition.fields.find((candidate) => candidate.name === name);
    if (inner === undefined) {
      const names = definition.fields.map((candidate) => candidate.name);
      if (!incomplete.has(definition)) {
        report(unknownField(`custom type ${quote(definition.name)}`, name, names, at));
      }
      return undefined;
    }
    field = inner;
  }
  if (!hasOrder(field.type)) {
    report(orderFault(text, field, at));
    return undefined;
  }
  return { path: text, field, root };
}

/** Bytes of a key. A member that can be null has one more. */
export function keyBytes(members: readonly KeyMember[]): number {
  return members.reduce((sum, { field, root }) => sum + valueBytes(field.type) + (root.nullable ? 1 : 0), 0);
}

function valueBytes(type: Type): number {
  switch (type.kind) {
    case 'scalar':
      return SCALAR_SIZE[type.scalar];
    case 'string':
      return TEXT_LENGTH_BYTES + type.capacity;
    case 'enum':
      return SCALAR_SIZE[type.definition.repr];
    default:
      throw new Error(`a value of kind ${type.kind} has no order`);
  }
}

function unknownField(owner: string, name: string, names: readonly string[], at: DocumentPath): Fault {
  const { suggestion, help } = alternatives(name, names);
  return valueFault('ECS071', `${owner} has no field ${quote(name)}${suggestion}`, at, help);
}

function orderFault(text: string, { type, typeName }: Field, at: DocumentPath): Fault {
  const message = `an index needs fields whose values have an order; those of ${typeName} have none`;
  const inner = type.kind === 'custom' ? type.definition.fields.find((field) => hasOrder(field.type)) : undefined;
  const help =
    inner === undefined
      ? 'use a number, bool, enum, string or entity'
      : `use a field of the custom type, such as ${quote(`${text}.${inner.name}`)}`;
  return valueFault('ECS051', message, at, help);
}

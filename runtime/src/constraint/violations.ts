/** The errors for transactions that would violate a constraint. */

import type { Entity } from '../entity/index.js';
import { assert, EcsDbError, type FactValue } from '../errors.js';
import { decodeKey, type KeyValue } from '../ordered-index/index.js';
import type { IndexShape, Table } from '../table/index.js';
import type { Reference } from './rules.js';

/** Two rows have the same value in a unique index. `entities` are two entity indexes. */
export function repeatedKey(
  table: Table,
  { descriptor, codec }: IndexShape,
  key: Uint32Array,
  first: number,
  second: number,
): EcsDbError {
  const [entity, other] = [idOf(table, second), idOf(table, first)];
  const value = factOf(decodeKey(codec, key));
  const what = descriptor.primary ? 'the primary key' : 'a unique key';
  const message =
    `entities ${other} and ${entity} have the same value ${text(value)} in ${fieldsText(descriptor.fields)} of table ` +
    `"${table.name}", which is ${what}. The transaction was undone. Give each row a value of its own.`;
  const index = { name: descriptor.name, fields: descriptor.fields };
  const facts = { table: table.name, index, value, entity, other };
  return descriptor.primary
    ? new EcsDbError('CONSTRAINT_PRIMARY_KEY', message, facts)
    : new EcsDbError('CONSTRAINT_UNIQUE', message, facts);
}

/** A row refers to a value, or an entity, that does not exist. */
export function missingTarget(reference: Reference, key: Uint32Array, entity: Entity): EcsDbError {
  const { table, field, target, index } = reference;
  const value = factOf(decodeKey(index.codec, key));
  return new EcsDbError(
    'CONSTRAINT_FOREIGN_KEY',
    `entity ${entity} has ${text(value)} in field "${field}" of table "${table.name}", and ${targetText(reference)} ` +
      'has it. The transaction was undone. Insert the row that it refers to in the same transaction, or before.',
    { table: table.name, field, value, entity, target: target.name },
  );
}

/** Rows refer to a value, or an entity, that is not there any more. `referrers` are entity indexes. */
export function stillReferred(
  reference: Reference,
  key: Uint32Array,
  referrers: readonly number[],
  isDeleted: boolean,
): EcsDbError {
  const { table, field, target, index } = reference;
  const value = factOf(decodeKey(index.codec, key));
  const entity = idOf(table, referrers[0] as number);
  const count = referrers.length;
  const rows = count === 1 ? 'a row refers' : `${count} rows refer`;
  return new EcsDbError(
    'CONSTRAINT_FOREIGN_KEY',
    `${rows} to ${text(value)} of table "${target.name}" through field "${field}" of table "${table.name}", and that ` +
      `value would be gone. The first one is of entity ${entity}. The transaction was undone. Delete or change these ` +
      `rows in the same transaction${isDeleted ? ', or declare on_delete' : ''}.`,
    { table: table.name, field, value, entity, count, target: target.name },
  );
}

/** A row of a table with a parent, without a row of the same entity in the parent. */
export function missingParent(table: Table, parent: Table, entity: Entity): EcsDbError {
  return new EcsDbError(
    'CONSTRAINT_PARENT',
    `entity ${entity} has a row in table "${table.name}" and none in its parent "${parent.name}". The transaction ` +
      `was undone. Insert a row into "${parent.name}" in the same transaction, or before.`,
    { table: table.name, parent: parent.name, entity },
  );
}

function idOf({ working }: Table, index: number): Entity {
  return working.dense[(working.sparse[index] as number) - 1] as Entity;
}

/** A key with a null member violates nothing. */
function factOf(values: readonly KeyValue[]): FactValue | readonly FactValue[] {
  const list = values.map((value) => {
    assert(value !== null, 'a key with a null member violates nothing');
    return value;
  });
  return list.length === 1 ? (list[0] as FactValue) : list;
}

function text(value: FactValue | readonly FactValue[]): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' ? `(${value.map(text).join(', ')})` : String(value);
}

function fieldsText(fields: readonly string[]): string {
  return `${fields.length === 1 ? 'field' : 'fields'} ${fields.map((field) => `"${field}"`).join(', ')}`;
}

function targetText({ target, targetIndex }: Reference): string {
  if (targetIndex === undefined) return `no living entity with a row in table "${target.name}"`;
  return `no row of table "${target.name}"`;
}

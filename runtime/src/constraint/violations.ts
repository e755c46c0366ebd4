/** The errors for transactions that would violate a constraint. */

import type { Entity } from '../entity/index.js';
import { assert, EcsDbError, type FactValue } from '../errors.js';
import { decodeKey, type KeyValue } from '../ordered-index/index.js';
import type { IndexShape, Table } from '../table/index.js';
import type { Reference } from './rules.js';
import { missingParentText, missingTargetText, repeatedKeyText, valueText } from './sentences.js';
import type { Referrers } from './targets.js';

/** Two rows have the same value in a unique index. `first` and `second` are entity indexes. */
export function repeatedKey(
  table: Table,
  shape: IndexShape,
  key: Uint32Array,
  first: number,
  second: number,
): EcsDbError {
  const { descriptor, codec } = shape;
  const [entity, other] = [idOf(table, second), idOf(table, first)];
  const what = descriptor.primary ? 'the primary key' : 'a unique key';
  const message =
    `${repeatedKeyText(table, shape, key, other, entity)}, which is ${what}. The transaction was undone. ` +
    'Give each row a value of its own.';
  const index = { name: descriptor.name, fields: descriptor.fields };
  const facts = { table: table.name, index, value: factOf(decodeKey(codec, key)), entity, other };
  return descriptor.primary
    ? new EcsDbError('CONSTRAINT_PRIMARY_KEY', message, facts)
    : new EcsDbError('CONSTRAINT_UNIQUE', message, facts);
}

/** A row refers to a value, or an entity, that does not exist. */
export function missingTarget(reference: Reference, key: Uint32Array, entity: Entity): EcsDbError {
  const { table, field, target, index } = reference;
  return new EcsDbError(
    'CONSTRAINT_FOREIGN_KEY',
    `${missingTargetText(reference, key, entity)}. The transaction was undone. Insert the row that it refers to in ` +
      'the same transaction, or before.',
    { table: table.name, field, value: factOf(decodeKey(index.codec, key)), entity, target: target.name },
  );
}

/** Rows refer to a value, or an entity, whose row was deleted (`isDeleted`) or has another value now. */
export function stillReferred(
  reference: Reference,
  key: Uint32Array,
  { first, count }: Referrers,
  isDeleted: boolean,
): EcsDbError {
  const { table, field, target, index } = reference;
  const values = decodeKey(index.codec, key);
  const entity = idOf(table, first);
  const rows = count === 1 ? 'a row refers' : `${count} rows refer`;
  const advice = isDeleted ? ', or give the field another on_delete than "restrict"' : '';
  return new EcsDbError(
    'CONSTRAINT_FOREIGN_KEY',
    `${rows} to ${valueText(values)} of table "${target.name}" through field "${field}" of table "${table.name}", ` +
      `and that value would be gone. The first one is of entity ${entity}. The transaction was undone. Delete or ` +
      `change these rows in the same transaction${advice}.`,
    { table: table.name, field, value: factOf(values), entity, count, target: target.name },
  );
}

/** A row of a table with a parent, without a row of the same entity in the parent. */
export function missingParent(table: Table, parent: Table, entity: Entity): EcsDbError {
  return new EcsDbError(
    'CONSTRAINT_PARENT',
    `${missingParentText(table, parent, entity)}. The transaction was undone. Insert a row into "${parent.name}" in ` +
      'the same transaction, or before.',
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

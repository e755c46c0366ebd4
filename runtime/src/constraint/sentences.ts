/** What violates a constraint, in words: the same at the end of a transaction and for rows that are stored. */

import type { Entity } from '../entity/index.js';
import { decodeKey, type KeyValue } from '../ordered-index/index.js';
import type { IndexShape, Table } from '../table/index.js';
import type { Reference } from './rules.js';

/** Two rows have the same key. */
export function repeatedKeyText(
  table: Table,
  { descriptor, codec }: IndexShape,
  key: Uint32Array,
  one: Entity,
  other: Entity,
): string {
  const { fields } = descriptor;
  const names = fields.map((field) => `"${field}"`).join(', ');
  return (
    `entities ${one} and ${other} have the same value ${valueText(decodeKey(codec, key))} in ` +
    `${fields.length === 1 ? 'field' : 'fields'} ${names} of table "${table.name}"`
  );
}

/** A row refers to a value, or an entity, that does not exist. */
export function missingTargetText(
  { table, field, target, targetIndex, index }: Reference,
  key: Uint32Array,
  entity: Entity,
): string {
  const value = valueText(decodeKey(index.codec, key));
  const lack =
    targetIndex === undefined
      ? `entity ${value} has no row in table "${target.name}"`
      : `no row of table "${target.name}" has it`;
  return `entity ${entity} has ${value} in field "${field}" of table "${table.name}", and ${lack}`;
}

/** A row of a table with a parent has none there. */
export function missingParentText(table: Table, parent: Table, entity: Entity): string {
  return `entity ${entity} has a row in table "${table.name}" and none in its parent "${parent.name}"`;
}

/** A key of one value as itself, of several in parentheses. */
export function valueText(values: readonly KeyValue[]): string {
  const texts = values.map((value) => (typeof value === 'string' ? JSON.stringify(value) : String(value)));
  return texts.length === 1 ? (texts[0] as string) : `(${texts.join(', ')})`;
}

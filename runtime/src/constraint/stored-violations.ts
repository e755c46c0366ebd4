/** Checks all that a store holds, if it was stored without these constraints. */

import type { Entity } from '../entity/index.js';
import { decodeKey, type KeyValue } from '../ordered-index/index.js';
import type { IndexShape, OnViolation, Store, Table } from '../table/index.js';
import { type Reference, rulesOf, type TableRules } from './rules.js';
import { entriesOf, hasRow, hasTarget } from './targets.js';

/** Finds the rows that violate a key, a reference or a parent. */
export function findViolations(store: Store, onViolation: OnViolation): void {
  const rules = rulesOf(store);
  for (const table of store.tables) {
    const own = rules?.[table.id];
    if (own !== undefined) checkTable(own, onViolation);
  }
}

function checkTable({ table, references, parent }: TableRules, onViolation: OnViolation): void {
  for (const index of table.indexes) if (index.isUnique) checkUnique(table, index, onViolation);
  for (const reference of references) checkReference(reference, onViolation);
  if (parent === undefined) return;
  for (const entity of entitiesOf(table)) {
    if (hasRow(parent, entity)) continue;
    const message = `entity ${entity} has a row in table "${table.name}" and none in its parent "${parent.name}"`;
    onViolation({ constraint: 'parent', table: table.name, entity, message });
  }
}

function checkUnique(table: Table, index: IndexShape, onViolation: OnViolation): void {
  const { codec, descriptor } = index;
  forEachKey(table, index, (key, entity) => {
    const [first] = entriesOf(table, index, key, 1);
    if (first === undefined || first === entity >>> 0) return;
    const other = table.working.dense[(table.working.sparse[first] as number) - 1];
    const fields = descriptor.fields.map((field) => `"${field}"`).join(', ');
    const value = decodeKey(codec, key).map(shown).join(', ');
    onViolation({
      constraint: descriptor.primary ? 'primary key' : 'unique',
      table: table.name,
      entity,
      ...(other === undefined ? {} : { other }),
      message:
        `entities ${other} and ${entity} have the same value ${value} in field ${fields} of table ` + `"${table.name}"`,
    });
  });
}

function checkReference(reference: Reference, onViolation: OnViolation): void {
  const { table, index, field, target } = reference;
  forEachKey(table, index, (key, entity) => {
    if (hasTarget(reference, key)) return;
    const value = decodeKey(index.codec, key).map(shown).join(', ');
    onViolation({
      constraint: 'foreign key',
      table: table.name,
      entity,
      message:
        `entity ${entity} has ${value} in field "${field}" of table "${table.name}", and no row of table ` +
        `"${target.name}" has it`,
    });
  });
}

/** Calls `visit` for each row whose key has no null member. */
function forEachKey(table: Table, index: IndexShape, visit: (key: Uint32Array, entity: Entity) => void): void {
  const key = new Uint32Array(index.codec.words);
  const { records } = table.working;
  for (const [row, entity] of entitiesOf(table).entries()) {
    if (index.codec.encode(records, row * table.stride, key)) visit(key, entity);
  }
}

function entitiesOf({ working }: Table): Entity[] {
  return Array.from(working.dense.subarray(0, working.count), (id) => id as Entity);
}

function shown(value: KeyValue): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

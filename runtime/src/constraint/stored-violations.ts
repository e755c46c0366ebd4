/** Checks all that a store holds, if it was stored without these constraints. */

import type { Entity } from '../entity/index.js';
import type { IndexShape, OnViolation, Store, Table } from '../table/index.js';
import { type Reference, rulesOf, type TableRules } from './rules.js';
import { missingParentText, missingTargetText, repeatedKeyText } from './sentences.js';
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
    const message = missingParentText(table, parent, entity);
    onViolation({ constraint: 'parent', table: table.name, entity, message });
  }
}

function checkUnique(table: Table, index: IndexShape, onViolation: OnViolation): void {
  forEachKey(table, index, (key, entity) => {
    const [first] = entriesOf(table, index, key, 1);
    if (first === undefined || first === entity >>> 0) return;
    const other = table.working.dense[(table.working.sparse[first] as number) - 1] as Entity;
    onViolation({
      constraint: index.descriptor.primary ? 'primary key' : 'unique',
      table: table.name,
      entity,
      other,
      message: repeatedKeyText(table, index, key, other, entity),
    });
  });
}

function checkReference(reference: Reference, onViolation: OnViolation): void {
  const { table, index } = reference;
  forEachKey(table, index, (key, entity) => {
    if (hasTarget(reference, key)) return;
    const message = missingTargetText(reference, key, entity);
    onViolation({ constraint: 'foreign key', table: table.name, entity, message });
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

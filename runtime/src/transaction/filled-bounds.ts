/** Checks rows that a function of the caller has filled, or has not. */

import { createDynamicComponent } from '../component/index.js';
import { viewsOver } from '../memory/index.js';
import {
  type FieldDescriptor,
  innermostType,
  parseTypeName,
  type SchemaDescriptor,
  type TableDescriptor,
} from '../schema/index.js';
import type { Store } from '../table/index.js';
import type { NewRows } from './row-filler.js';

/**
 * A field that must be given starts as zero, which its `min` and `max` may forbid. Setters check what is set, so only
 * fields that were not set can be wrong.
 *
 * @throws EcsDbError `FIELD_TYPE_MISMATCH`
 */
export function checkFilled({ descriptor }: Store, { table, first, count }: NewRows): void {
  const { descriptor: own } = table.component;
  if (!hasBounds(descriptor, own.fields)) return;
  const component = createDynamicComponent(descriptor, own);
  const row = component.createRow();
  row.$bind(table.working.records);
  const bytes = Math.ceil(table.stride / 8) * 8;
  const scratch = component.createRowMut();
  scratch.$bind(viewsOver(new ArrayBuffer(bytes), 0, bytes));
  for (let i = 0; i < count; i++) {
    row.$move((first + i) * table.stride);
    scratch.$assign(row.toObject());
  }
}

function hasBounds(schema: SchemaDescriptor, fields: TableDescriptor['fields']): boolean {
  return fields.some((field) => isBounded(field) || hasBounds(schema, membersOf(schema, field)));
}

function isBounded({ min, max }: FieldDescriptor): boolean {
  return min !== undefined || max !== undefined;
}

/** The fields of the custom type of a field, or of the elements of an array. */
function membersOf({ customTypes }: SchemaDescriptor, { type }: FieldDescriptor): TableDescriptor['fields'] {
  const named = innermostType(parseTypeName(type));
  return customTypes.find(({ name }) => named?.kind === 'named' && name === named.name)?.fields ?? [];
}

/** Checks rows that a function of the caller has filled, or has not. */

import { createDynamicComponent } from '../component/index.js';
import { viewsOver } from '../memory/index.js';
import { boundedFields } from '../schema/index.js';
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
  if (boundedFields(descriptor.customTypes, own.fields).length === 0) return;
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

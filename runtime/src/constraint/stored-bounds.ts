/** Checks the numbers that a store holds, if it was stored with other bounds. */

import { codecOf } from '../component/index.js';
import { boundsOf, expectedWithin, type FieldDescriptor, isWithin } from '../schema/index.js';
import type { Store, Table } from '../table/index.js';
import { Report } from './report.js';

/** A sentence for each of the first fields of a table whose value is less than `min` or greater than `max`. */
export function boundViolations(store: Store): string[] {
  const report = new Report();
  for (const table of store.tables) checkTable(store, table, report);
  return report.sentences;
}

function checkTable(store: Store, table: Table, report: Report): void {
  for (const field of table.component.descriptor.fields) {
    const bounds = boundsOf(field);
    if (bounds === undefined) continue;
    const codec = codecOf(store.descriptor, withoutBounds(field));
    for (let row = 0; row < table.working.count; row++) {
      const value = codec.read(table.working.records, row * table.stride + field.offset);
      const values: readonly unknown[] = Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value];
      const wrong = values.find((one) => isNumber(one) && !isWithin(one, bounds));
      if (wrong === undefined || isNull(table, field, row)) continue;
      report.add(
        `entity ${table.working.dense[row]} has ${String(wrong)} in field "${field.name}" of table "${table.name}", ` +
          `which must be ${expectedWithin(field)}`,
      );
    }
  }
}

function withoutBounds({ min: _min, max: _max, ...field }: FieldDescriptor): FieldDescriptor {
  return field;
}

function isNull({ component, working, stride }: Table, field: FieldDescriptor, row: number): boolean {
  const { nullBitmap, fields } = component.descriptor;
  if (nullBitmap === null || !field.nullable) return false;
  const bit = fields.filter((one) => one.nullable).indexOf(field);
  const byte = working.records.u8[row * stride + nullBitmap.offset + (bit >>> 3)] as number;
  return (byte & (1 << (bit & 7))) !== 0;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

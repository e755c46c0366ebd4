/** What the threads check: rows with a check value, and two tables with a constant sum. */

import type { Database, DynamicComponent, Schema } from '@ecsdb/runtime';
import type { FieldDescriptor, SchemaDescriptor, TableDescriptor } from '@ecsdb/runtime/schema';
import type { AttachedDatabase } from '@ecsdb/runtime/threads';
import type { Runtime } from '../framework/runtime.js';

/** The sum of the tables `left` and `right` at each version. */
export const SUM = 1_000_000;

const DESCRIPTOR: SchemaDescriptor = {
  name: 'scales',
  version: '1',
  hash: '0123456789abcdef0123456789abcdef',
  enums: [],
  customTypes: [],
  tables: [
    table('sample', 0, 24, [field('value', 'u32', 0, 4), field('check', 'u32', 16, 4)]),
    table('left', 1, 4, [field('amount', 'i32', 0, 4)]),
    table('right', 2, 4, [field('amount', 'i32', 0, 4)]),
  ],
  queries: [],
};

export function scalesSchema(runtime: Runtime): Schema {
  return runtime.schemaFromDescriptor(DESCRIPTOR);
}

export interface Tables {
  readonly sample: DynamicComponent;
  readonly left: DynamicComponent;
  readonly right: DynamicComponent;
}

export function tablesOf(db: Database | AttachedDatabase): Tables {
  return { sample: db.component('sample'), left: db.component('left'), right: db.component('right') };
}

/** The right value of the field `check`. */
export function checkOf(value: number): number {
  return (Math.imul(value, 2_654_435_761) ^ (value >>> 7)) >>> 0;
}

function table(name: string, tableId: number, size: number, fields: readonly FieldDescriptor[]): TableDescriptor {
  return { name, tableId, size, align: 4, layoutHash: `000000000000000${tableId}`, nullBitmap: null, fields };
}

function field(name: string, type: string, offset: number, size: number): FieldDescriptor {
  return { name, property: name, type, offset, size, align: 4, nullable: false };
}

/** The schema of the ledger. It is small, because each segment repeats it, and damage is tried bit by bit. */

import type { Database, DynamicComponent, Schema } from '@ecsdb/runtime';
import type { FieldDescriptor, SchemaDescriptor, TableDescriptor } from '@ecsdb/runtime/schema';
import type { Runtime } from '../framework/runtime.js';

export const NOTE_BYTES_MAX = 26;

const DESCRIPTOR: SchemaDescriptor = {
  name: 'ledger',
  version: '1',
  hash: 'fedcba9876543210fedcba9876543210',
  enums: [],
  customTypes: [],
  tables: [
    table('account', 0, 4, 4, [field('balance', 'i32', 0, 4, 4)]),
    table('entry', 1, 32, 4, [field('number', 'u32', 0, 4, 4), field('note', `string<${NOTE_BYTES_MAX}>`, 4, 28, 2)]),
    table('mark', 2, 0, 1, []),
  ],
  queries: [],
};

/** Later: balances of 64 bits, and an entry that says how often it was read. `show` reads both in the same way. */
const LATER: SchemaDescriptor = {
  ...DESCRIPTOR,
  version: '2',
  hash: '0123456789abcdef0123456789abcdef',
  tables: [
    table('account', 0, 8, 8, [{ ...field('balance', 'i64', 0, 8, 8), js: 'number' }]),
    table('entry', 1, 36, 4, [
      field('number', 'u32', 0, 4, 4),
      field('note', `string<${NOTE_BYTES_MAX}>`, 4, 28, 2),
      { ...field('readings', 'u32', 32, 4, 4), default: 0 },
    ]),
    table('mark', 2, 0, 1, []),
  ],
};

export function ledgerSchema(runtime: Runtime): Schema {
  return runtime.schemaFromDescriptor(DESCRIPTOR);
}

/** A schema to which every row of a ledger can be migrated. */
export function laterLedgerSchema(runtime: Runtime): Schema {
  return runtime.schemaFromDescriptor(LATER);
}

/** The tables of one database. */
export interface Tables {
  readonly account: DynamicComponent;
  readonly entry: DynamicComponent;
  readonly mark: DynamicComponent;
}

export function tablesOf(db: Database): Tables {
  return { account: db.component('account'), entry: db.component('entry'), mark: db.component('mark') };
}

function table(
  name: string,
  tableId: number,
  size: number,
  align: number,
  fields: readonly FieldDescriptor[],
): TableDescriptor {
  return { name, tableId, size, align, layoutHash: `000000000000000${tableId}`, nullBitmap: null, fields };
}

function field(name: string, type: string, offset: number, size: number, align: number): FieldDescriptor {
  return { name, property: name, type, offset, size, align, nullable: false };
}

/** Resolved schema to layout: the position of every field, and whether records are small enough. */

import { RECORD_BYTES_MAX } from '@ecsdb/runtime/schema';
import { type DocumentPath, type Fault, isError, keyFault, quote, valueFault } from '../diagnostics/index.js';
import type { CustomType, Field, ResolvedSchema, Table, Type } from '../schema/index.js';
import { describeCustomType, describeEnum, describeQuery, describeTable } from './descriptor.js';
import { hashOf, recordSignature } from './hash.js';
import type { CustomTypeLayout, SchemaLayout, TableLayout } from './model.js';
import { bestOrder } from './order.js';
import { columnsOf } from './run-columns.js';
import { hashOfSchema } from './schema-hash.js';
import { extentOf, layOutRecord, type RecordLayout } from './struct.js';

export interface LayoutResult {
  /** Absent if a record or field is too large. */
  readonly layout?: SchemaLayout;
  readonly faults: readonly Fault[];
}

export function layOut(schema: ResolvedSchema, incomplete: ReadonlySet<Table | CustomType> = new Set()): LayoutResult {
  const records = new Map<CustomType, RecordLayout>();
  const faults: Fault[] = [];
  const check = (kind: string, owner: CustomType | Table, record: RecordLayout): RecordLayout => {
    faults.push(...sizeFaults(kind, owner, record, records));
    if (!incomplete.has(owner)) faults.push(...paddingFaults(kind, owner, record));
    return record;
  };
  // Each custom type comes after the types that it contains.
  for (const type of schema.customTypes) {
    records.set(type, check('custom type', type, layOutRecord(type.fields, records)));
  }
  const tables = schema.tables.map((table) => check('table', table, layOutRecord(table.fields, records)));
  return faults.some(isError) ? { faults } : { faults, layout: finish(schema, records, tables) };
}

function finish(
  schema: ResolvedSchema,
  records: ReadonlyMap<CustomType, RecordLayout>,
  tableRecords: readonly RecordLayout[],
): SchemaLayout {
  const customTypes = new Map<CustomType, CustomTypeLayout>();
  const hashes = new Map<CustomType, string>();
  for (const [type, record] of records) {
    const { size, align, fields, padding } = record;
    customTypes.set(type, { type, size, align, fields, padding });
    hashes.set(type, hashOf(recordSignature(record, hashes), 256));
  }
  const tables = schema.tables.flatMap((table, index): TableLayout[] => {
    const record = tableRecords[index];
    if (record === undefined) return [];
    const columns = columnsOf(record, records);
    return [{ table, ...record, columns, layoutHash: hashOf(recordSignature(record, hashes), 64) }];
  });
  const schemaHash = hashOfSchema({
    name: schema.name,
    enums: schema.enums.map(describeEnum),
    customTypes: [...customTypes.values()].map(describeCustomType),
    tables: tables.map(describeTable),
    queries: schema.queries.map(describeQuery),
  });
  return { schema, schemaHash, customTypes, tables };
}

function sizeFaults(
  kind: string,
  owner: CustomType | Table,
  record: RecordLayout,
  records: ReadonlyMap<CustomType, RecordLayout>,
): Fault[] {
  const tooLarge = record.fields.filter((field) => field.size > RECORD_BYTES_MAX);
  if (tooLarge.length > 0) {
    return tooLarge
      .filter(({ field }) => extentOf(innermost(field.type), records).size <= RECORD_BYTES_MAX)
      .map(({ field, size }) => arrayFault(field, size));
  }
  if (record.size <= RECORD_BYTES_MAX) return [];
  const message = `${kind} ${quote(owner.name)} has ${record.size} bytes; the limit is ${RECORD_BYTES_MAX}`;
  return [keyFault('ECS080', message, owner.path, 'shorten its strings and arrays, or split it')];
}

function arrayFault(field: Field, size: number): Fault {
  const message = `${quote(field.typeName)} has ${size} bytes; the limit of a whole record is ${RECORD_BYTES_MAX}`;
  return valueFault('ECS023', message, [...field.path, 'type']);
}

/** Most names in a help text. If there are more, it names the command that prints them. */
const NAMES_MAX = 16;

function paddingFaults(
  kind: string,
  owner: { readonly name: string; readonly path: DocumentPath },
  record: RecordLayout,
): Fault[] {
  const best = bestOrder(record);
  if (best.saved === 0) return [];
  const unit = kind === 'table' ? 'record' : 'value';
  const saving = `${best.saved} of ${record.size} bytes of each ${unit}`;
  const message = `${kind} ${quote(owner.name)}: another order of fields saves ${saving}`;
  const order = best.fields.length > NAMES_MAX ? '`ecsdb-gen layout` prints it' : best.fields.join(', ');
  return [keyFault('ECS101', message, owner.path, `the smallest order: ${order}`)];
}

function innermost(type: Type): Type {
  return type.kind === 'array' ? innermost(type.element) : type;
}

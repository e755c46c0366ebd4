/** Resolved schema to layout: the position of every field, and whether records are small enough. */

import {
  type CustomTypeDescriptor,
  type FieldDescriptor,
  RECORD_BYTES_MAX,
  type TableDescriptor,
} from '@ecsdb/runtime/schema';
import { type DocumentPath, type Fault, isError, keyFault, quote, valueFault } from '../diagnostics/index.js';
import type { CustomType, Field, ResolvedSchema, Table, Type } from '../schema/index.js';
import { describeCustomType, describeEnum, describeQuery, describeTable } from './descriptor.js';
import { hashableDefault, hashOf, recordSignature } from './hash.js';
import type { CustomTypeLayout, SchemaLayout, TableLayout } from './model.js';
import { bestOrder } from './order.js';
import { columnsOf } from './run-columns.js';
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
  return { schema, schemaHash: schemaHash(schema, customTypes, tables), customTypes, tables };
}

/** Excludes comments, descriptions, `was`, the version, and the order of tables, types and queries. */
function schemaHash(
  schema: ResolvedSchema,
  customTypes: ReadonlyMap<CustomType, CustomTypeLayout>,
  tables: readonly TableLayout[],
): string {
  const content = {
    name: schema.name,
    enums: byName(schema.enums.map(describeEnum)),
    customTypes: byName([...customTypes.values()].map(describeCustomType)).map(withHashableNumbers),
    tables: byName(tables.map(describeTable)).map(withHashableNumbers),
    queries: byName(schema.queries.map(describeQuery)),
    enforced: 1,
  };
  return hashOf(content, 128);
}

function withHashableNumbers(described: TableDescriptor | CustomTypeDescriptor): object {
  return { ...described, fields: described.fields.map(hashableField) };
}

/** Ids are left out, so that a schema has the same hash with and without a lock file. */
function hashableField({ id: _, ...field }: FieldDescriptor): object {
  const hashable: { -readonly [key in keyof FieldDescriptor]?: unknown } = { ...field };
  for (const key of ['min', 'max', 'default'] as const) {
    const value = field[key];
    if (value !== undefined) hashable[key] = hashableDefault(value);
  }
  return hashable;
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

function byName<Thing extends { readonly name: string }>(things: readonly Thing[]): Thing[] {
  return things.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function innermost(type: Type): Type {
  return type.kind === 'array' ? innermost(type.element) : type;
}

/** Operations of the log as JSON; docs/tools.md, "The log". */

import { type AnyComponent, schemaFromDescriptor } from '@ecsdb/runtime';
import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { GrowableBytes, type LoggedOperation, recordTextOf } from '@ecsdb/runtime/storage';
import { touchedFields } from './touched-fields.js';

const INDEX_LIMIT = 2 ** 32;

/**
 * Returns a function that writes an operation as JSON. It returns `undefined` for an operation on none of the `tables`.
 */
export function operationTexts(
  schema: SchemaDescriptor,
  tables: ReadonlySet<string> | undefined,
): (operation: LoggedOperation) => string | undefined {
  const printers = new Map(
    schemaFromDescriptor(schema).components.map((component) => [
      component.TABLE_ID,
      new TablePrinter(schema, component),
    ]),
  );
  return (operation) => {
    const entity = operation.generation * INDEX_LIMIT + operation.index;
    if (!('tableId' in operation)) {
      return tables === undefined ? `{"op":"${operation.kind}","entity":${entity}}` : undefined;
    }
    const printer = printers.get(operation.tableId);
    // Recovery refuses operations on tables that the schema does not have.
    if (printer === undefined || (tables !== undefined && !tables.has(printer.name))) return undefined;
    const head = `{"op":"${operation.kind}","table":${JSON.stringify(printer.name)},"entity":${entity}`;
    if ('record' in operation) return `${head},"row":${printer.row(operation.record)}}`;
    return 'bytes' in operation ? `${head},${printer.update(operation.offset, operation.bytes)}}` : `${head}}`;
  };
}

class TablePrinter {
  readonly name: string;
  readonly #schema: SchemaDescriptor;
  readonly #component: AnyComponent;
  readonly #recordText: ReturnType<typeof recordTextOf>;
  /** Each record is copied here, because rows read through typed arrays, which need it aligned. */
  readonly #record: ReturnType<GrowableBytes['grow']>;

  constructor(schema: SchemaDescriptor, component: AnyComponent) {
    this.name = component.TABLE_NAME;
    this.#schema = schema;
    this.#component = component;
    this.#recordText = recordTextOf(schema, component.descriptor);
    const bytes = Math.ceil(component.size / 8) * 8;
    this.#record = new GrowableBytes(0, bytes).grow(bytes);
  }

  row(record: Uint8Array): string {
    this.#record.u8.set(record);
    return this.#recordText(this.#record, 0);
  }

  update(offset: number, bytes: Uint8Array): string {
    const { fields, nulls } = touchedFields(this.#schema, this.#component.descriptor, offset, bytes.length);
    const touched = `"fields":${JSON.stringify(fields)}${nulls ? ',"nulls":true' : ''}`;
    const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
    return `"offset":${offset},"bytes":"${hex}",${touched}`;
  }
}

/** Components without generated code: rows are read and written by field path, which is slower. */

import { describeValue, isRecord, wrongArgument } from '../arguments.js';
import { EcsDbError } from '../errors.js';
import type { ElementArrays } from '../memory/index.js';
import type { FieldDescriptor, SchemaDescriptor, TableDescriptor } from '../schema/index.js';
import { CLOSED, Row, type Stored, type WritableRow } from './accessor.js';
import { type ColumnMap, Component } from './component.js';
import { defineHidden } from './inspection.js';
import { rejectKey, rejectValue } from './rejection.js';
import { Schema, type SchemaSupport } from './schema.js';
import { codecOf, copyValue, type DynamicValue, defaultOf, type TypeCodec } from './type-codec.js';

/** A row as plain data, with the field names of the schema. */
export type DynamicData = { readonly [field: string]: DynamicValue };

export type DynamicComponent = Component<DynamicData, DynamicRow, DynamicRowMut>;

interface DynamicField {
  readonly descriptor: FieldDescriptor;
  readonly codec: TypeCodec;
  /** The value of a field that is left out; undefined for a required field. */
  readonly fallback: DynamicValue | undefined;
  /** Bit in the null bitmap; absent for a field that is not nullable. */
  readonly nullBit?: number;
}

/** The table and its fields; all rows of a dynamic component share this object. */
interface RowShape {
  readonly table: TableDescriptor;
  readonly fields: ReadonlyMap<string, DynamicField>;
}

/** A field or a part of a field, found by its path. */
interface FieldPart {
  readonly field: DynamicField;
  readonly codec: TypeCodec;
  readonly offset: number;
}

export class DynamicRow extends Row<DynamicData> {
  declare protected $views: ElementArrays;
  declare protected readonly $shape: RowShape;

  constructor(shape: RowShape) {
    super();
    defineHidden(this, '$views', CLOSED);
    defineHidden(this, '$shape', shape);
  }

  override $bind(views: ElementArrays): void {
    this.$views = views;
  }
  override $move(offset: number): void {
    this.$offset = offset;
  }

  /** The value at a path such as `position.x` or `rotation[2]`; null if the field is null. */
  get(path: string): DynamicValue {
    const { field, codec, offset } = this.$find(path, 'row.get');
    if (this.$isNull(field)) return null;
    // Codecs of descriptors read plain data only.
    return codec.read(this.$views, this.$offset + offset) as DynamicValue;
  }

  override toObject(): Stored<DynamicData> {
    return Object.fromEntries(
      [...this.$shape.fields.keys()].map((name) => [name, this.get(name)]),
    ) as Stored<DynamicData>;
  }

  protected $isNull(field: DynamicField): boolean {
    const bitmap = this.$shape.table.nullBitmap;
    if (field.nullBit === undefined || bitmap === null) return false;
    const byte = this.$views.u8[this.$offset + bitmap.offset + (field.nullBit >>> 3)] as number;
    return (byte & (1 << (field.nullBit & 7))) !== 0;
  }

  protected $find(path: string, call: string): FieldPart {
    const { table, fields } = this.$shape;
    if (typeof path !== 'string') throw wrongArgument(call, 'the path of a field, such as position.x', path);
    const [first = '', ...rest] = path.replaceAll(/\[(-?\d+)\]/g, '.$1').split('.');
    const field = fields.get(first);
    if (field === undefined) rejectKey(table.name, first, [...fields.keys()]);
    let { codec } = field;
    let { offset } = field.descriptor;
    let reached = `${table.name}.${first}`;
    for (const name of rest) {
      const part = codec.part?.(name, reached);
      if (part === undefined) rejectKey(reached, name, []);
      codec = part.codec;
      offset += part.offset;
      reached += `.${name}`;
    }
    return { field, codec, offset };
  }
}

export class DynamicRowMut extends DynamicRow implements WritableRow<DynamicData> {
  /** Writes the value at a path such as `position.x`. The value null is for nullable fields. */
  set(path: string, value: DynamicValue): void {
    const { field, codec, offset } = this.$find(path, 'row.set');
    const { descriptor } = field;
    if (value === null) {
      if (codec !== field.codec || field.nullBit === undefined) {
        rejectValue(`${this.$shape.table.name}.${path}`, `${descriptor.type}, not null`, value);
      }
      this.#setNull(field, true);
      this.$views.u8.fill(0, this.$offset + descriptor.offset, this.$offset + descriptor.offset + descriptor.size);
      return;
    }
    const fullPath = `${this.$shape.table.name}.${path}`;
    const plain = copyValue(codec, value, fullPath);
    codec.write(this.$views, this.$offset + offset, plain, fullPath);
    this.#setNull(field, false);
  }

  $assign(data: DynamicData): void {
    const { table, fields } = this.$shape;
    this.#rejectUnknownFields(data);
    this.$views.u8.fill(0, this.$offset, this.$offset + table.size);
    for (const [name, { fallback }] of fields) {
      // A required field that is left out is undefined, so its codec throws.
      const given = Object.hasOwn(data, name) ? data[name] : undefined;
      this.set(name, (given === undefined ? fallback : given) as DynamicValue);
    }
  }

  $patch(data: DynamicData): void {
    this.#rejectUnknownFields(data);
    for (const [name, value] of Object.entries(data)) if (value !== undefined) this.set(name, value);
  }

  #rejectUnknownFields(data: DynamicData): void {
    const { table, fields } = this.$shape;
    if (!isRecord(data)) rejectValue(table.name, `an object with ${[...fields.keys()].join(', ')}`, data);
    for (const key of Object.keys(data)) if (!fields.has(key)) rejectKey(table.name, key, [...fields.keys()]);
  }

  #setNull(field: DynamicField, isNull: boolean): void {
    const bitmap = this.$shape.table.nullBitmap;
    if (field.nullBit === undefined || bitmap === null) return;
    const at = this.$offset + bitmap.offset + (field.nullBit >>> 3);
    const bit = 1 << (field.nullBit & 7);
    const byte = this.$views.u8[at] as number;
    this.$views.u8[at] = isNull ? byte | bit : byte & ~bit;
  }
}

/** Creates the component of one table of a schema. */
export function createDynamicComponent(schema: SchemaDescriptor, table: TableDescriptor): DynamicComponent {
  let nullBits = 0;
  const fields = new Map(
    table.fields.map((descriptor): [string, DynamicField] => [
      descriptor.name,
      {
        descriptor,
        codec: codecOf(schema, descriptor),
        fallback: defaultOf(schema, descriptor) ?? (descriptor.nullable ? null : undefined),
        ...(descriptor.nullable ? { nullBit: nullBits++ } : {}),
      },
    ]),
  );
  const shape: RowShape = { table, fields };
  const columns: ColumnMap = {};
  return new Component({
    table,
    columns,
    createRow: () => new DynamicRow(shape),
    createRowMut: () => new DynamicRowMut(shape),
  });
}

/** Makes a schema from a descriptor, so that a database can be opened without generated code. */
export function schemaFromDescriptor(descriptor: SchemaDescriptor, support?: SchemaSupport): Schema {
  requireDescriptor(descriptor);
  const { tables, ...rest } = descriptor;
  const components = tables.map((table) => createDynamicComponent(descriptor, table));
  return new Schema({ ...rest, components, ...(support === undefined ? {} : { support }) });
}

function requireDescriptor(descriptor: Partial<SchemaDescriptor> | null | undefined): void {
  const lists = [descriptor?.tables, descriptor?.enums, descriptor?.customTypes, descriptor?.queries];
  if (typeof descriptor?.name === 'string' && lists.every(Array.isArray)) return;
  const expected = 'the descriptor of a schema, for example schema.descriptor';
  const got = descriptor === undefined ? 'undefined' : describeValue(descriptor);
  throw new EcsDbError('SCHEMA_ERROR', `schemaFromDescriptor() expects ${expected}, got ${got}.`, { expected, got });
}

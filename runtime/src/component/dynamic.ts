/** Components made from a descriptor alone: rows are read and written by field path, slower than generated code. */

import { isRecord, shown, wrongArgument } from '../arguments.js';
import { EcsDbError } from '../errors.js';
import type { ElementArrays } from '../memory/index.js';
import type { FieldDescriptor, SchemaDescriptor, TableDescriptor } from '../schema/index.js';
import { Row, type Stored, type WritableRow } from './accessor.js';
import { CLOSED } from './closed.js';
import { type ColumnMap, Component } from './component.js';
import { defineHidden } from './inspection.js';
import { rejectKey, rejectValue } from './rejection.js';
import { Schema } from './schema.js';
import { codecOf, copied, type DynamicValue, defaultOf, type TypeCodec } from './type-codec.js';

/** A row as plain data, by the schema's own field names. */
export type DynamicData = { readonly [field: string]: DynamicValue };

export type DynamicComponent = Component<DynamicData, DynamicRow, DynamicRowMut>;

interface DynamicField {
  readonly descriptor: FieldDescriptor;
  readonly codec: TypeCodec;
  /** What is stored when the field is left out; absent where it must not be. */
  readonly fallback: DynamicValue | undefined;
  /** Position in the null bitmap; absent on a field that is never null. */
  readonly nullBit?: number;
}

/** What all rows of one dynamic component share. */
interface Plan {
  readonly table: TableDescriptor;
  readonly fields: ReadonlyMap<string, DynamicField>;
}

/** A field, or a part of one, found by its path. */
interface Place {
  readonly field: DynamicField;
  readonly codec: TypeCodec;
  readonly offset: number;
}

export class DynamicRow extends Row<DynamicData> {
  declare protected $views: ElementArrays;
  declare protected readonly $plan: Plan;

  constructor(plan: Plan) {
    super();
    defineHidden(this, '$views', CLOSED);
    defineHidden(this, '$plan', plan);
  }

  override $bind(views: ElementArrays): void {
    this.$views = views;
  }
  override $move(offset: number): void {
    this.$offset = offset;
  }

  /** The value at a path such as `position.x` or `rotation[2]`; null where the field is null. */
  get(path: string): DynamicValue {
    const { field, codec, offset } = this.$find(path, 'row.get');
    if (this.$isNull(field)) return null;
    // Codecs of descriptors read plain data and nothing else.
    return codec.read(this.$views, this.$offset + offset) as DynamicValue;
  }

  override toObject(): Stored<DynamicData> {
    return Object.fromEntries(
      [...this.$plan.fields.keys()].map((name) => [name, this.get(name)]),
    ) as Stored<DynamicData>;
  }

  protected $isNull(field: DynamicField): boolean {
    const bitmap = this.$plan.table.nullBitmap;
    if (field.nullBit === undefined || bitmap === null) return false;
    const byte = this.$views.u8[this.$offset + bitmap.offset + (field.nullBit >>> 3)] as number;
    return (byte & (1 << (field.nullBit & 7))) !== 0;
  }

  protected $find(path: string, call: string): Place {
    const { table, fields } = this.$plan;
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
  /** Writes the value at a path such as `position.x`; null makes a nullable field null. */
  set(path: string, value: DynamicValue): void {
    const { field, codec, offset } = this.$find(path, 'row.set');
    const { descriptor } = field;
    if (value === null) {
      if (codec !== field.codec || field.nullBit === undefined) {
        rejectValue(`${this.$plan.table.name}.${path}`, `${descriptor.type}, not null`, value);
      }
      this.#setNull(field, true);
      this.$views.u8.fill(0, this.$offset + descriptor.offset, this.$offset + descriptor.offset + descriptor.size);
      return;
    }
    const where = `${this.$plan.table.name}.${path}`;
    const plain = copied(codec, value, where);
    codec.write(this.$views, this.$offset + offset, plain, where);
    this.#setNull(field, false);
  }

  $assign(data: DynamicData): void {
    const { table, fields } = this.$plan;
    this.#rejectUnknown(data);
    this.$views.u8.fill(0, this.$offset, this.$offset + table.size);
    for (const [name, { fallback }] of fields) {
      // A required field that was left out is undefined, which its codec refuses.
      const given = Object.hasOwn(data, name) ? data[name] : undefined;
      this.set(name, (given === undefined ? fallback : given) as DynamicValue);
    }
  }

  $patch(data: DynamicData): void {
    this.#rejectUnknown(data);
    for (const [name, value] of Object.entries(data)) if (value !== undefined) this.set(name, value);
  }

  #rejectUnknown(data: DynamicData): void {
    const { table, fields } = this.$plan;
    if (!isRecord(data)) rejectValue(table.name, `an object with ${[...fields.keys()].join(', ')}`, data);
    for (const key of Object.keys(data)) if (!fields.has(key)) rejectKey(table.name, key, [...fields.keys()]);
  }

  #setNull(field: DynamicField, isNull: boolean): void {
    const bitmap = this.$plan.table.nullBitmap;
    if (field.nullBit === undefined || bitmap === null) return;
    const at = this.$offset + bitmap.offset + (field.nullBit >>> 3);
    const bit = 1 << (field.nullBit & 7);
    const byte = this.$views.u8[at] as number;
    this.$views.u8[at] = isNull ? byte | bit : byte & ~bit;
  }
}

/** A component for one table of a schema. */
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
  const plan: Plan = { table, fields };
  const columns: ColumnMap = {};
  return new Component({
    table,
    columns,
    createRow: () => new DynamicRow(plan),
    createRowMut: () => new DynamicRowMut(plan),
  });
}

/** A schema to open a database with, from its descriptor alone: no generated code takes part. */
export function schemaFromDescriptor(descriptor: SchemaDescriptor): Schema {
  requireDescriptor(descriptor);
  const { tables, ...rest } = descriptor;
  return new Schema({ ...rest, components: tables.map((table) => createDynamicComponent(descriptor, table)) });
}

function requireDescriptor(descriptor: Partial<SchemaDescriptor> | null | undefined): void {
  const lists = [descriptor?.tables, descriptor?.enums, descriptor?.customTypes, descriptor?.queries];
  if (typeof descriptor?.name === 'string' && lists.every(Array.isArray)) return;
  const expected = 'the descriptor of a schema, as in schema.descriptor';
  const got = descriptor === undefined ? 'undefined' : shown(descriptor);
  throw new EcsDbError('SCHEMA_ERROR', `schemaFromDescriptor() expects ${expected}; got ${got}.`, { expected, got });
}

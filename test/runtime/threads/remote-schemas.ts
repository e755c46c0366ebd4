/** Random schemas with fields of every type, and random operations on the rows of their tables. */

import { type Database, type DynamicData, type Entity, type Schema, schemaFromDescriptor } from '@ecsdb/runtime';
import type { SchemaDescriptor, TableDescriptor } from '@ecsdb/runtime/schema';
import fc from 'fast-check';
import { Values } from '../../../torture/golden/values.js';
import { describeSchema, type FieldSpecs } from '../support/schema.js';

const ENUMS = [
  { name: 'Small', repr: 'u8', variants: { A: 1, B: 200 } },
  { name: 'Wide', repr: 'u32', variants: { A: 0, B: 4_000_000_000 } },
] as const;

const CUSTOM_TYPES: { readonly [name: string]: FieldSpecs } = {
  Point: { x: 'f32', tag: 'u8', y: 'f64' },
  Label: { flag: 'bool', text: 'string<3>', points: '[Point; 2]' },
};

const SCALARS = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'f32', 'f64', 'bool', 'entity'];
const OTHERS = ['string<1>', 'string<6>', 'Small', 'Wide', 'Point', 'Label'];
const ARRAYS = ['[u8; 3]', '[f32; 4]', '[string<2>; 3]', '[Label; 2]', '[[bool; 2]; 3]', '[Small; 5]', '[i64; 2]'];

const field = fc.oneof(
  fc.record({ type: fc.constantFrom(...SCALARS, ...OTHERS, ...ARRAYS), nullable: fc.boolean() }),
  fc.record({ type: fc.constantFrom('u64', 'i64', '[u64; 2]'), nullable: fc.boolean(), js: fc.constant('number') }),
  // Many nullable fields share the bytes of the null bitmap.
  fc.record({ type: fc.constantFrom('u8', 'bool'), nullable: fc.constant(true) }),
) satisfies fc.Arbitrary<FieldSpecs[string]>;

const table = fc.array(field, { maxLength: 12 }).map((fields) => namedFields(fields));

/** Up to four tables, some without fields. */
export const schemas: fc.Arbitrary<SchemaDescriptor> = fc.array(table, { minLength: 1, maxLength: 4 }).map((tables) =>
  describeSchema({
    enums: ENUMS,
    customTypes: CUSTOM_TYPES,
    tables: Object.fromEntries(tables.map((fields, i) => [`t${i}`, fields])),
  }),
);

/** An operation. `entity` and `table` are indexes, modulo the number of entities and tables. */
export type Step =
  | { readonly op: 'create' }
  | { readonly op: 'destroy'; readonly entity: number }
  | { readonly op: 'delete'; readonly entity: number; readonly table: number }
  | {
      readonly op: 'insert' | 'put' | 'update';
      readonly entity: number;
      readonly table: number;
      readonly fields: number;
    };

/** About one task in this many may not fit the state of the database. */
const UNFIT = 40;
const NO_ENTITY = 1_000_000 as Entity;

const pick = fc.nat(997);
const all = 2 ** 16 - 1;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ op: fc.constant('create') }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('destroy'), entity: pick }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('delete'), entity: pick, table: pick }) },
  {
    weight: 10,
    arbitrary: fc.record({
      op: fc.constantFrom('insert', 'put', 'put', 'update', 'update'),
      entity: pick,
      table: pick,
      fields: fc.integer({ min: 0, max: all }),
    }),
  },
);

export const transactions: fc.Arbitrary<readonly Step[]> = fc.array(step, { maxLength: 8 });

/** A step with its entity, the name of its table, and data. */
export interface Task {
  readonly op: Step['op'];
  readonly entity: Entity;
  readonly table: string;
  readonly data: DynamicData;
}

/** Converts steps to tasks. Most tasks fit the state of the database, so that most transactions succeed. */
export class Tasks {
  readonly schema: Schema;
  readonly #descriptor: SchemaDescriptor;
  readonly #values: Values;
  readonly #known: Entity[] = [];

  constructor(descriptor: SchemaDescriptor) {
    this.#descriptor = descriptor;
    this.schema = schemaFromDescriptor(descriptor);
    this.#values = new Values(descriptor, [0, 5, 2 ** 32 + 7, 2 ** 52 - 1] as Entity[]);
  }

  /** `db` is the database that the tasks run on; `ids` are the ids of the entities that they create, in order. */
  of(steps: readonly Step[], db: Database, ids: readonly Entity[]): readonly Task[] {
    const living = this.#known.filter((entity) => db.isAlive(entity));
    /** For each row that a task concerns, whether it will exist after the task. */
    const exists = new Map<string, boolean>();
    let created = 0;
    return steps.map((given) => {
      if (given.op === 'create') {
        const entity = ids[created++] as Entity;
        this.#known.push(entity);
        living.push(entity);
        return { op: 'create', entity, table: '', data: {} };
      }
      const fits = given.entity % UNFIT !== 0;
      const entities = fits && living.length > 0 ? living : this.#known;
      const at = given.entity % (entities.length || 1);
      const entity = entities[at] ?? NO_ENTITY;
      if (given.op === 'destroy') {
        if (entities === living) living.splice(at, 1);
        return { op: 'destroy', entity, table: '', data: {} };
      }
      const { tables } = this.#descriptor;
      const table = tables[given.table % tables.length] as TableDescriptor;
      const key = `${entity} ${table.name}`;
      const hasRow = exists.get(key) ?? db.has(entity, db.component(table.name));
      exists.set(key, given.op !== 'delete');
      if (given.op === 'delete') return { op: 'delete', entity, table: table.name, data: {} };
      const op = fits && given.op !== 'put' ? (hasRow ? 'update' : 'insert') : given.op;
      return { op, entity, table: table.name, data: this.#data(table, op === 'update' ? given.fields : all) };
    });
  }

  #data(table: TableDescriptor, fields: number): DynamicData {
    const row = Object.entries(this.#values.row(table)).filter((_, i) => ((fields >>> i) & 1) === 1);
    // Rows and `DynamicData` have the same fields.
    return Object.fromEntries(row) as DynamicData;
  }
}

function namedFields(fields: readonly FieldSpecs[string][]): FieldSpecs {
  return Object.fromEntries(fields.map((spec, i) => [`f${i}`, spec]));
}

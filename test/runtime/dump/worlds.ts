/** Random schemas, and databases with random contents, for tests of dumps. */

import type { Database, DynamicData, Entity, Schema } from '@ecsdb/runtime';
import { type EnumDescriptor, type FieldDescriptor, parseTypeName, type TypeName } from '@ecsdb/runtime/schema';
import fc from 'fast-check';
import { type FieldSpecs, schemaOf } from '../support/schema.js';

const COLOUR: EnumDescriptor = { name: 'Colour', repr: 'u8', variants: { Red: 1, Green: 2, Blue: 200 } };
const WIDE: EnumDescriptor = { name: 'Wide', repr: 'u32', variants: { Low: 0, High: 4_000_000_000 } };
const CUSTOM = {
  Vec: { x: 'f32', y: 'f64' },
  Pose: { at: 'Vec', path: '[Vec; 2]', name: 'string<6>', who: 'entity', colour: 'Colour', big: 'i64' },
};

const TYPES = [
  ...['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'f32', 'f64', 'bool', 'entity'],
  ...['string<5>', 'Colour', 'Wide', 'Vec', 'Pose', '[u8; 3]', '[string<3>; 2]', '[[entity; 2]; 2]', '[bool; 2]'],
];

const fieldSpecs: fc.Arbitrary<FieldSpecs> = fc
  .array(fc.record({ type: fc.constantFrom(...TYPES), nullable: fc.boolean() }), { maxLength: 6 })
  // Names that objects inherit something under, and that CSV and JSON must quote, are as good as others.
  .map((fields) =>
    Object.fromEntries(fields.map((field, i) => [['entity', 'toString', 'c', 'd', 'e', 'f'][i], field])),
  );

/** Schemas with up to four tables. */
export const schemas: fc.Arbitrary<Schema> = fc.array(fieldSpecs, { minLength: 1, maxLength: 4 }).map((tables) =>
  schemaOf({
    enums: [COLOUR, WIDE],
    customTypes: CUSTOM,
    tables: Object.fromEntries(tables.map((fields, i) => [`t${i}`, fields])),
  }),
);

/** A value for a field, made from a random stream of numbers. */
type Draw = (count: number) => number;

const TEXTS = ['', ' a', ',', '"', '\r', '\n', 'é', 'x\r\n', '=1+1'.slice(0, 3), 'null'];

/**
 * Fills a database: entities are created and destroyed, rows inserted and deleted. `steps` decide everything.
 * References are to living entities, or 0, unless `hasDangling`.
 */
export function fill(db: Database, steps: readonly number[], hasDangling: boolean): void {
  let at = 0;
  const draw: Draw = (count) => (steps[at++ % steps.length] as number) % count;
  const alive: Entity[] = [];
  const all: Entity[] = [];
  const { tables } = db.schema.descriptor;
  for (let step = 0; step < steps.length; step++) {
    db.writeSync((tx) => {
      const kind = draw(8);
      if (kind === 0 && alive.length > 0) {
        tx.destroy(alive.splice(draw(alive.length), 1)[0] as Entity);
      } else if (kind === 1 && alive.length > 0) {
        tx.delete(
          alive[draw(alive.length)] as Entity,
          db.component((tables[draw(tables.length)] as { name: string }).name),
        );
      } else {
        const entity = kind < 5 || alive.length === 0 ? tx.create() : (alive[draw(alive.length)] as Entity);
        if (!alive.includes(entity)) alive.push(entity);
        if (!all.includes(entity)) all.push(entity);
        const table = tables[draw(tables.length)];
        if (kind !== 2 && table !== undefined) tx.put(entity, db.component(table.name), row(table.fields));
      }
    });
  }
  if (!hasDangling) clearDangling(db);

  function row(fields: readonly FieldDescriptor[]): DynamicData {
    return Object.fromEntries(fields.map((field) => [field.name, drawn(field)])) as DynamicData;
  }

  function drawn(field: FieldDescriptor): unknown {
    if (field.nullable && draw(3) === 0) return null;
    return typed(parseTypeName(field.type) as TypeName);
  }

  function typed(type: TypeName): unknown {
    if (type.kind === 'string') return shortened(TEXTS[draw(TEXTS.length)] as string, type.capacity);
    if (type.kind === 'array') return Array.from({ length: type.length }, () => typed(type.element));
    if (type.kind === 'named') {
      const definition = [COLOUR, WIDE].find(({ name }) => name === type.name);
      if (definition !== undefined) return Object.values(definition.variants)[draw(2)];
      const { fields = [] } = db.schema.descriptor.customTypes.find(({ name }) => name === type.name) ?? {};
      return row(fields);
    }
    switch (type.scalar) {
      case 'bool':
        return draw(2) === 0;
      case 'entity':
        return all.length === 0 || draw(4) === 0 ? 0 : all[draw(all.length)];
      case 'u64':
        return [0n, 2n ** 64n - 1n, 2n ** 53n + 1n][draw(3)];
      case 'i64':
        return [0n, -(2n ** 63n), 2n ** 63n - 1n][draw(3)];
      case 'f32':
      case 'f64':
        return [0, -0, 0.1, Number.NaN, Number.NEGATIVE_INFINITY, 1e-40, 3e38][draw(7)];
      default: {
        const bits = Number(type.scalar.slice(1));
        return type.scalar.startsWith('u')
          ? [0, 2 ** bits - 1][draw(2)]
          : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1][draw(2)];
      }
    }
  }
}

function shortened(text: string, capacity: number): string {
  return new TextEncoder().encode(text).length > capacity ? '' : text;
}

/** Sets references to entities that were destroyed to "no entity". */
function clearDangling(db: Database): void {
  const clean = (value: unknown, type: TypeName): unknown => {
    if (value === null) return null;
    if (type.kind === 'array') return (value as unknown[]).map((one) => clean(one, type.element));
    if (type.kind === 'scalar' && type.scalar === 'entity') return db.isAlive(value as Entity) ? value : 0;
    const custom = db.schema.descriptor.customTypes.find(({ name }) => type.kind === 'named' && name === type.name);
    return custom === undefined ? value : cleanAll(value as DynamicData, custom.fields);
  };
  const cleanAll = (data: DynamicData, fields: readonly FieldDescriptor[]): DynamicData =>
    Object.fromEntries(
      fields.map(({ name, type }) => [name, clean(data[name], parseTypeName(type) as TypeName)]),
    ) as DynamicData;
  db.writeSync((tx) => {
    for (const { name, fields } of db.schema.descriptor.tables) {
      const component = db.component(name);
      for (const entity of [...db.entities()]) {
        const data = tx.tryGet(entity, component) as DynamicData | undefined;
        if (data !== undefined) tx.put(entity, component, cleanAll(data, fields));
      }
    }
  });
}

export const steps: fc.Arbitrary<number[]> = fc.array(fc.nat(), { minLength: 1, maxLength: 60 });

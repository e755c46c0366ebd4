/** Promise: each of twelve versions of a schema opens what every earlier one has written, with all values. */

import type { DynamicData, Entity, Schema } from '@ecsdb/runtime';
import type { EnumDescriptor } from '@ecsdb/runtime/schema';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import type { FieldSpecs } from '../support/schema.js';
import { open, read, recorded, type Spec, version, write } from './versions.js';

/** One version: its schema, and what a row of the version before becomes. */
interface Step {
  readonly spec: Spec;
  next(row: DynamicData): DynamicData;
}

const field = (type: string, id: number, more: object = {}) => ({ type, id, ...more });
const team = (repr: EnumDescriptor['repr'], variants: EnumDescriptor['variants']): EnumDescriptor => ({
  name: 'Team',
  repr,
  variants,
});
const RED = { Red: 0, Blue: 1 };
const VEC = { x: field('f32', 0), y: field('f32', 1) };

function spec(
  player: FieldSpecs,
  enums: EnumDescriptor = team('u8', RED),
  vec: FieldSpecs = VEC,
  tables: Spec['tables'] = {},
): Spec {
  return { enums: [enums], customTypes: { Vec: vec }, tables: { player, ...tables } };
}

const same = (row: DynamicData): DynamicData => row;

function renamed(from: string, to: string): Step['next'] {
  return ({ [from]: value = null, ...row }) => ({ ...row, [to]: value });
}

const V0 = { gold: field('u8', 0), team: field('Team', 1), at: field('Vec', 2), name: field('string<4>', 3) };
const V1 = { ...V0, level: field('u16', 4, { default: 1 }) };
const V2 = { level: field('u16', 4, { default: 1 }), ...V0 };
const V3 = { ...V2, gold: field('i32', 0) };
const { gold: _, ...OTHERS } = V3;
const V4 = { ...OTHERS, coins: field('i32', 0) };
const V5 = { ...V4, guild: field('u64', 5, { nullable: true }) };
const V6 = { ...V5, name: field('string<30>', 3) };
const { coins: __, level: ___, ...REST } = V6;
const V9 = { ...REST, money: field('i32', 0), level: field('u16', 4, { nullable: true, default: 1 }) };
const V11 = { ...V9, tags: field('[u8; 3]', 6, { default: [7, 8, 9] }) };
const GREEN = { ...RED, Green: 300 };
const WIDE = { z: field('f64', 2, { default: 4 }), x: field('f64', 0), y: field('f32', 1) };
const LATER = { log: { text: field('string<8>', 0) } };

const STEPS: readonly Step[] = [
  { spec: spec(V0), next: same },
  { spec: spec(V1), next: (row) => ({ ...row, level: 1 }) },
  { spec: spec(V2), next: same },
  { spec: spec(V3), next: same },
  { spec: spec(V4), next: renamed('gold', 'coins') },
  { spec: spec(V5), next: (row) => ({ ...row, guild: null }) },
  { spec: spec(V6), next: same },
  { spec: spec(V6, team('u16', GREEN)), next: same },
  {
    spec: spec(V6, team('u16', GREEN), WIDE),
    next: ({ at, ...row }) => ({ ...row, at: { ...(at as { x: number; y: number }), z: 4 } }),
  },
  { spec: spec(V9, team('u16', GREEN), WIDE), next: renamed('coins', 'money') },
  { spec: spec(V9, team('u16', { Crimson: 0, Blue: 1, Green: 300 }), WIDE, LATER), next: same },
  {
    spec: spec(V11, team('u16', { Crimson: 0, Blue: 1, Green: 300 }), WIDE, LATER),
    next: (row) => ({ ...row, tags: [7, 8, 9] }),
  },
];
const SCHEMAS = STEPS.map((step, number) => version(number, step.spec));

const FIRST: readonly DynamicData[] = [
  { gold: 255, team: 1, at: { x: 0.5, y: -1 }, name: 'anna' },
  { gold: 0, team: 0, at: { x: 0, y: 0 }, name: '' },
];

/** The rows of a version: as in the first one, brought forward. */
function rowsOf(number: number): readonly DynamicData[] {
  return STEPS.slice(1, number + 1).reduce((rows, step) => rows.map(step.next), FIRST);
}

test.each(STEPS.map((_, number) => number))('data of version %i', async (number) => {
  const fs = new SimulatedFileSystem();
  const entities = await write(SCHEMAS[number] as Schema, fs, 'player', rowsOf(number));
  for (let later = number; later < STEPS.length; later++) {
    expect(await read(SCHEMAS[later] as Schema, fs.clone(), 'player', entities)).toEqual(rowsOf(later));
  }
});

test('one directory through all versions, with rows of each', async () => {
  const fs = new SimulatedFileSystem();
  const entities: Entity[] = [];
  const expected: DynamicData[] = [];
  for (const [number, schema] of SCHEMAS.entries()) {
    const before = expected.splice(0).map((STEPS[number] as Step).next);
    entities.push(...(await write(schema, fs, 'player', rowsOf(number))));
    expected.push(...before, ...rowsOf(number));
    expect(await read(schema, fs, 'player', entities)).toEqual(expected);
    if (number % 4 !== 3) continue;
    const db = await open(schema, fs);
    await db.checkpoint();
    await db.close();
  }
  expect(entities).toHaveLength(24);
});

/** Functions of some versions, by the number of the version. Each needs fields that its version changes or removes. */
const FUNCTIONS: ReadonlyMap<number, (old: DynamicData) => DynamicData> = new Map([
  [4, ({ gold }): DynamicData => ({ coins: Number(gold) + 1 })],
  [8, ({ at, coins }): DynamicData => ({ at: { ...(at as { x: number; y: number }), z: Number(coins) } })],
  [9, ({ coins, name, level }): DynamicData => ({ money: Number(coins) * 2, name: `${name}${level}` })],
  [11, ({ money, level }): DynamicData => ({ tags: [Number(money) % 256, Number(level), 0] })],
]);
const RECORDED = [...FUNCTIONS.keys()].map((number) =>
  recorded(number, (STEPS[number - 1] as Step).spec, (STEPS[number] as Step).spec, 'player'),
);
const WITH_FUNCTIONS = STEPS.map(({ spec: one }, number) => version(number, one, RECORDED.slice(0, countUpTo(number))));

function countUpTo(number: number): number {
  return [...FUNCTIONS.keys()].filter((one) => one <= number).length;
}

test.each(STEPS.map((_, number) => number))(
  'functions see the version before theirs, from version %i on',
  async (number) => {
    const fs = new SimulatedFileSystem();
    const entities = await write(SCHEMAS[number] as Schema, fs, 'player', rowsOf(number));
    let expected = rowsOf(number);
    /** What the function of each version between has to see. */
    const before = new Map<number, readonly DynamicData[]>();
    for (let later = number + 1; later < STEPS.length; later++) {
      const run = FUNCTIONS.get(later);
      if (run !== undefined) before.set(later, expected);
      expected = expected.map((row) => ({ ...(STEPS[later] as Step).next(row), ...run?.(row) }));
      const seen = new Map<number, DynamicData[]>([...before.keys()].map((one) => [one, []]));
      const functions = [...FUNCTIONS].map(([one, apply]) => {
        const player = (old: DynamicData): DynamicData => {
          seen.get(one)?.push(old);
          return apply(old);
        };
        return [`1.${one}.0`, { player }] as const;
      });
      const migrations = Object.fromEntries(functions);
      const rows = await read(WITH_FUNCTIONS[later] as Schema, fs.clone(), 'player', entities, { migrations });
      expect(rows).toEqual(expected);
      expect(seen).toEqual(before);
    }
  },
);

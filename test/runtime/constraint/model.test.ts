/** Random transactions against a model that checks every rule by looking at everything. */

import { Database, EcsDbError, type Entity, type Reader, type Transaction } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Data, outcomeOf, type Rules, type State, text, type Value } from '../../../torture/constraints/model.js';
import { schemaOfToml } from '../support/toml.js';
import { expectIndexes } from './indexes.js';

const schema = schemaOfToml(`
[tables.team]
fields = [
  { name = "code", type = "string<4>", primary_key = true },
  { name = "rank", type = "i16", unique = true, nullable = true },
]
[tables.player]
indexes = [{ fields = ["team", "number"], unique = true }, { fields = ["number", "score"] }]
fields = [
  { name = "team", type = "string<4>", nullable = true, foreign_key = "team.code", on_delete = "restrict" },
  { name = "number", type = "u8" },
  { name = "score", type = "f64" },
]
[tables.fan]
fields = [
  { name = "of", type = "string<4>", nullable = true, foreign_key = "team.code", on_delete = "set_null" },
  { name = "hero", type = "entity", nullable = true, foreign_key = "player", on_delete = "cascade" },
]
[tables.pet]
fields = [{ name = "owner", type = "entity", foreign_key = "player", on_delete = "destroy" }]
[tables.injury]
parent_table = "player"
fields = [{ name = "days", type = "u16", indexed = true }]
[tables.node]
fields = [
  { name = "id", type = "u32", primary_key = true },
  { name = "up", type = "u32", nullable = true, foreign_key = "node.id", on_delete = "cascade" },
]
[tables.item]
parent_table = "fan"
fields = [
  { name = "holder", type = "entity", nullable = true, foreign_key = "player", on_delete = "cascade" },
  { name = "owner", type = "entity", nullable = true, foreign_key = "player", on_delete = "destroy" },
  { name = "home", type = "u32", nullable = true, foreign_key = "node.id", on_delete = "destroy" },
  { name = "room", type = "u32", nullable = true, foreign_key = "node.id", on_delete = "cascade" },
]
[tables.badge]
fields = [
  { name = "code", type = "u32", nullable = true, unique = true, foreign_key = "node.id", on_delete = "set_null" },
  { name = "keeper", type = "entity", nullable = true, foreign_key = "player", on_delete = "cascade" },
]
[tables.door]
fields = [
  { name = "badge", type = "u32", nullable = true, foreign_key = "badge.code", on_delete = "set_null" },
  { name = "next", type = "u32", nullable = true, foreign_key = "badge.code", on_delete = "destroy" },
]
`);

const rules: Rules = {
  unique: [
    { table: 'team', fields: ['code'], primary: true },
    { table: 'team', fields: ['rank'] },
    { table: 'player', fields: ['team', 'number'] },
    { table: 'node', fields: ['id'], primary: true },
    { table: 'badge', fields: ['code'] },
  ],
  foreign: [
    { table: 'player', field: 'team', target: 'team', targetField: 'code', onDelete: 'restrict' },
    { table: 'fan', field: 'of', target: 'team', targetField: 'code', onDelete: 'set_null' },
    { table: 'fan', field: 'hero', target: 'player', onDelete: 'cascade' },
    { table: 'pet', field: 'owner', target: 'player', onDelete: 'destroy' },
    { table: 'node', field: 'up', target: 'node', targetField: 'id', onDelete: 'cascade' },
    { table: 'item', field: 'holder', target: 'player', onDelete: 'cascade' },
    { table: 'item', field: 'owner', target: 'player', onDelete: 'destroy' },
    { table: 'item', field: 'home', target: 'node', targetField: 'id', onDelete: 'destroy' },
    { table: 'item', field: 'room', target: 'node', targetField: 'id', onDelete: 'cascade' },
    { table: 'badge', field: 'code', target: 'node', targetField: 'id', onDelete: 'set_null' },
    { table: 'badge', field: 'keeper', target: 'player', onDelete: 'cascade' },
    { table: 'door', field: 'badge', target: 'badge', targetField: 'code', onDelete: 'set_null' },
    { table: 'door', field: 'next', target: 'badge', targetField: 'code', onDelete: 'destroy' },
  ],
  parents: [
    { table: 'injury', parent: 'player' },
    { table: 'item', parent: 'fan' },
  ],
};

const code = fc.constantFrom('a', 'b', 'ab', 'é');
const small = fc.integer({ min: 0, max: 3 });
const id = fc.integer({ min: 0, max: 12 });
const nullable = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 3 });
/** Replaced by an entity when the step is done. */
const entity = fc.constant(0);
const FIELDS: { readonly [table: string]: { readonly [field: string]: fc.Arbitrary<Value> } } = {
  team: { code, rank: nullable(small) },
  player: { team: nullable(code), number: small, score: fc.constantFrom(0, 1.5, -2) },
  fan: { of: nullable(code), hero: nullable(entity) },
  pet: { owner: entity },
  injury: { days: small },
  node: { id, up: nullable(id) },
  item: { holder: nullable(entity), owner: nullable(entity), home: nullable(id), room: nullable(id) },
  badge: { code: nullable(id), keeper: nullable(entity) },
  door: { badge: nullable(id), next: nullable(id) },
};

const KINDS = [
  'create',
  'create',
  'createMany',
  'put',
  'update',
  'update in place',
  'delete',
  'delete',
  'destroy',
  'destroy',
  'loop',
  'loop with lookups',
  'lookup',
  'swap',
] as const;

const steps = fc.constantFrom(...Object.keys(FIELDS)).chain((table) =>
  fc.record({
    table: fc.constant(table),
    kind: fc.constantFrom(...KINDS),
    which: fc.nat(30),
    other: fc.nat(30),
    data: fc.record(FIELDS[table] as { [field: string]: fc.Arbitrary<Value> }),
    part: fc.nat(2),
  }),
);
type Step = typeof steps extends fc.Arbitrary<infer S> ? S : never;
const transactions = fc.array(fc.array(steps, { minLength: 1, maxLength: 10 }), { minLength: 1, maxLength: 12 });

test('a transaction is committed with its cascades, or refused as a whole, and indexes hold the rows', () => {
  let committed = 0;
  let refused = 0;
  let destroyed = 0;
  fc.assert(
    fc.property(transactions, (list) => {
      const db = Database.memory(schema);
      db.writeSync((tx) => populate(db, tx));
      let model = stateOf(db, db);
      for (const transaction of list) {
        let after = model;
        const run = (): void =>
          db.writeSync((tx) => {
            for (const one of transaction) apply(db, tx, one);
            after = stateOf(db, tx);
          });
        const error = refusalOf(run);
        const outcome = outcomeOf(rules, model, after);
        if ('state' in outcome) {
          expect(error).toBeUndefined();
          model = outcome.state;
          for (const one of outcome.destroyed) expect(db.isAlive(one as Entity)).toBe(false);
          destroyed += outcome.destroyed.size;
          committed++;
        } else {
          const code = error instanceof EcsDbError ? error.code.replace('CONSTRAINT_', '') : String(error);
          expect([...outcome.violations]).toContain(code);
          refused++;
        }
        expect(text(stateOf(db, db))).toBe(text(model));
        db.writeSync(expectIndexes);
      }
    }),
    { numRuns: 200 },
  );
  expect(Math.min(committed, refused)).toBeGreaterThan(100);
  expect(destroyed).toBeGreaterThan(0);
});

/** Rows to refer to, so that more references hold and more deletions have effects. */
function populate(db: Database, tx: Transaction): void {
  const [player, fan, node, badge] = ['player', 'fan', 'node', 'badge'].map((name) => db.component(name));
  for (let number = 0; number < 4; number++) {
    const entity = tx.create();
    if (player !== undefined) tx.insert(entity, player, { team: null, number, score: 0 });
    if (node !== undefined) tx.insert(tx.create(), node, { id: number, up: number === 0 ? null : number - 1 });
    if (fan !== undefined) tx.insert(tx.create(), fan, { of: null, hero: entity });
    if (badge !== undefined && number > 1) tx.insert(tx.create(), badge, { code: number, keeper: entity });
  }
}

/** What `run` throws; undefined if it throws nothing. */
function refusalOf(run: () => void): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Most references are to a value that exists, if there is one: the `number`th. */
function dataOf(db: Database, tx: Transaction, { table, data, which, other }: Step): Record<string, Value> {
  const living = [...tx.entities()];
  const values = Object.entries(data).map(([field, value], position): [string, Value] => {
    if (value === null) return [field, null];
    const rule = rules.foreign.find((one) => one.table === table && one.field === field);
    if (rule === undefined) return [field, value];
    const number = which + other * (position + 3);
    const existing: Value[] = [];
    tx.query(db.component(rule.target)).forEach((row, entity) => {
      existing.push(rule.targetField === undefined ? entity : (row.get(rule.targetField) as Value));
    });
    if (existing.length > 0 && number % 9 > 0) return [field, existing[number % existing.length] ?? null];
    return [field, rule.targetField === undefined ? (living[number % living.length] ?? null) : value];
  });
  return Object.fromEntries(values);
}

/** Does one step, if it is possible. */
function apply(db: Database, tx: Transaction, step: Step): void {
  const { table, kind, which, other, part } = step;
  const component = db.component(table);
  const living = [...tx.entities()];
  const pick = (number: number): Entity | undefined => living[number % Math.max(living.length, 1)];
  const row = dataOf(db, tx, step);
  if (table === 'pet' && Object.values(row).includes(null)) return;
  const one = pick(which);
  if (kind === 'create') {
    const created = tx.create();
    if (table === 'item') tx.insert(created, db.component('fan'), { of: null, hero: null });
    tx.insert(created, component, row);
    return;
  }
  if (kind === 'createMany') {
    // The rows are filled one by one, with lookups in between.
    tx.createMany(2, [component], (created, _entity, i) => {
      for (const [field, value] of Object.entries(row)) created.set(field, value);
      if (i === part) expectIndexes(tx);
      if (table === 'team' || table === 'node')
        created.set(table === 'team' ? 'code' : 'id', table === 'team' ? `${i}` : i);
    });
    return;
  }
  if (one === undefined) return;
  const fields = Object.keys(row);
  const field = fields[part % fields.length] as string;
  switch (kind) {
    case 'put':
      tx.put(one, component, row);
      return;
    case 'update':
      if (tx.has(one, component)) tx.update(one, component, { [field]: row[field] as Value });
      return;
    case 'delete':
      tx.delete(one, component);
      return;
    case 'destroy':
      tx.destroy(one);
      return;
    case 'lookup':
      expectIndexes(tx);
      return;
    case 'update in place':
      if (!tx.has(one, component)) return;
      tx.update(one, component, (rowMut) => {
        rowMut.set(field, row[field] as Value);
        expectIndexes(tx);
        for (const other of fields) rowMut.set(other, row[other] as Value);
      });
      return;
    case 'loop with lookups':
      for (const [rowMut, visited] of tx.query(component.mut)) {
        if (visited % 3 === part) rowMut.set(field, row[field] as Value);
        if (visited % 2 === 0) expectIndexes(tx);
      }
      return;
    case 'loop':
      tx.query(component.mut).forEach((rowMut, visited) => {
        if (visited % 3 === part) rowMut.set(field, row[field] as Value);
      });
      return;
    default: {
      const two = pick(other);
      const rows = [one, two].map((entity) => entity !== undefined && tx.tryGet(entity, component));
      if (!rows[0] || !rows[1]) return;
      tx.put(one, component, rows[1]);
      tx.put(two as Entity, component, rows[0]);
    }
  }
}

function stateOf(db: Database, reader: Reader): State {
  return new Map(
    Object.keys(FIELDS).map((table) => {
      const component = db.component(table);
      const rows = new Map<number, Data>();
      reader.query(component).forEach((row, entity) => {
        rows.set(entity, row.toObject() as Data);
      });
      return [table, rows];
    }),
  );
}

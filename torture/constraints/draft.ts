/** A transaction in both worlds: each operation changes the database and a copy of the model's maps. */

import type { Database, Entity, Reader, Transaction } from '@ecsdb/runtime';
import type { Random } from '../framework/random.js';
import { require } from '../framework/violation.js';
import type { Data, State, Value } from './model.js';

/** Numbers of values: few, so that they repeat, but enough for the rows that a table may have. */
export interface Scale {
  /** Above this number of rows, transactions delete more than they insert. */
  readonly rows: number;
  readonly values: number;
}

type Rows = Map<number, Data>;

const UNIQUE: readonly (readonly [table: string, field: string])[] = [
  ['team', 'rank'],
  ['player', 'nick'],
  ['node', 'id'],
];

export class Draft {
  readonly tables: Map<string, Rows>;
  readonly #db: Database;
  readonly #tx: Transaction;
  readonly #random: Random;
  readonly #scale: Scale;

  constructor(db: Database, tx: Transaction, state: State, random: Random, scale: Scale) {
    this.#db = db;
    this.#tx = tx;
    this.tables = new Map([...state].map(([table, rows]) => [table, new Map(rows)]));
    this.#random = random;
    this.#scale = scale;
  }

  /** Does one random operation and returns its name. */
  step(): string {
    const random = this.#random;
    const table = random.pick([...this.tables.keys()]);
    const rows = this.#rows(table);
    if (rows.size > this.#scale.rows && random.oneIn(2)) return this.#destroy(table);
    switch (random.below(10)) {
      case 0:
        return this.#swap();
      case 1:
        return this.#rotate();
      case 2:
        return this.#delete(table);
      case 3:
        return this.#destroy(table);
      case 4:
        return this.#lookUp();
      case 5:
      case 6:
        return this.#update(table);
      case 7:
        return this.#put(table);
      default:
        return this.#create(table);
    }
  }

  #create(table: string): string {
    const entity = this.#tx.create();
    this.#set(table, entity, this.#data(table));
    return 'create';
  }

  /** Gives a row to an entity that may have one, and may have rows of other tables. */
  #put(table: string): string {
    const entity = this.#someEntity(this.#random.pick([...this.tables.keys()]));
    if (entity === undefined) return this.#create(table);
    this.#set(table, entity, this.#data(table));
    return 'put';
  }

  #update(table: string): string {
    const entity = this.#someEntity(table);
    if (entity === undefined) return this.#create(table);
    const data = this.#data(table);
    const field = this.#random.pick(Object.keys(data));
    const value = data[field] as Value;
    this.#tx.update(entity, this.#db.component(table), { [field]: value });
    this.#rows(table).set(entity, { ...this.#rows(table).get(entity), [field]: value });
    return 'update';
  }

  #delete(table: string): string {
    const entity = this.#someEntity(table);
    if (entity === undefined) return this.#create(table);
    this.#tx.delete(entity, this.#db.component(table));
    this.#rows(table).delete(entity);
    return 'delete';
  }

  #destroy(table: string): string {
    const entity = this.#someEntity(table);
    if (entity === undefined) return this.#create(table);
    this.#tx.destroy(entity);
    for (const rows of this.tables.values()) rows.delete(entity);
    return 'destroy';
  }

  /** Two rows swap their unique values. */
  #swap(): string {
    const [table, field] = this.#random.pick(UNIQUE);
    return this.#move(table, field, [this.#someEntity(table), this.#someEntity(table)], 'swap');
  }

  /** Each row of a chain gets the value of the next one. */
  #rotate(): string {
    const [table, field] = this.#random.pick(UNIQUE);
    const chain = Array.from({ length: 3 + this.#random.below(4) }, () => this.#someEntity(table));
    return this.#move(table, field, chain, 'chain');
  }

  #move(table: string, field: string, entities: readonly (Entity | undefined)[], name: string): string {
    const chain = [...new Set(entities)].filter((entity) => entity !== undefined);
    if (chain.length < 2) return this.#create(table);
    const rows = this.#rows(table);
    const component = this.#db.component(table);
    const values = chain.map((entity) => rows.get(entity)?.[field] as Value);
    for (const [index, entity] of chain.entries()) {
      const value = values[(index + 1) % chain.length] as Value;
      this.#tx.update(entity, component, { [field]: value });
      rows.set(entity, { ...rows.get(entity), [field]: value });
    }
    return name;
  }

  /** Looks for a value while the transaction runs: unique or not, there or not. */
  #lookUp(): string {
    const [table, field] = this.#random.pick([...UNIQUE, ['player', 'team'], ['fan', 'hero'], ['node', 'up']] as const);
    const value = this.#data(table)[field] as Value;
    expectFound(this.#tx, this.#db, table, field, value, this.#rows(table));
    return 'lookup';
  }

  #set(table: string, entity: Entity, data: Data): void {
    const lacksParent = table === 'item' && !this.#rows('fan').has(entity);
    if (lacksParent && !this.#random.oneIn(12)) this.#set('fan', entity, this.#data('fan'));
    this.#tx.put(entity, this.#db.component(table), data);
    this.#rows(table).set(entity, data);
  }

  #someEntity(table: string): Entity | undefined {
    const keys = [...this.#rows(table).keys()];
    return keys.length === 0 ? undefined : (this.#random.pick(keys) as Entity);
  }

  #rows(table: string): Rows {
    return this.tables.get(table) as Rows;
  }

  #data(table: string): Data {
    const random = this.#random;
    const value = (): number => random.below(this.#scale.values);
    const orNull = (one: Value): Value => (random.oneIn(5) ? null : one);
    /** Most references are to values that exist. */
    const existing = (target: string): Value => {
      if (random.oneIn(12)) return value();
      const { id = null } = this.#rows(target).get(this.#someEntity(target) ?? -1) ?? {};
      return id;
    };
    switch (table) {
      case 'team':
        return { id: value(), rank: orNull(value()) };
      case 'player':
        return { score: value() / 4 - 3, team: orNull(existing('team')), seat: value(), nick: `n${value()}` };
      case 'fan':
        return { hero: orNull(this.#someEntity('player') ?? null), of: orNull(existing('team')) };
      case 'pet':
        // The owner may have no row of a player.
        return { owner: this.#someEntity(random.oneIn(12) ? 'fan' : 'player') ?? this.#tx.create() };
      case 'item':
        return {
          holder: orNull(this.#someEntity('player') ?? null),
          owner: orNull(this.#someEntity('player') ?? null),
          home: orNull(existing('node')),
          room: orNull(existing('node')),
        };
      default:
        return { id: value(), up: orNull(existing('node')) };
    }
  }
}

/** A lookup must find the rows with a value in one field, in the order of entity indexes. */
function expectFound(
  reader: Reader,
  db: { component: Database['component'] },
  table: string,
  field: string,
  value: Value,
  rows: ReadonlyMap<number, Data>,
): void {
  const expected = [...rows].filter(([, row]) => row[field] === value).map(([entity]) => entity);
  expected.sort((a, b) => (a >>> 0) - (b >>> 0));
  const found = reader.lookup(db.component(table), field, value).toArray();
  require(String(found) === String(expected), `${table} by ${field} ${value} finds ${expected}`, () => String(found));
}

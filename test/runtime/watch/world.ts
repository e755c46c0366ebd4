/** A database with watches of all kinds, and the states that they watch. */

import {
  Database,
  type DynamicComponent,
  type DynamicRow,
  EcsDbError,
  type Entity,
  type Lookup,
  type RowChanges,
  type Transaction,
  type WatchTarget,
} from '@ecsdb/runtime';
import { type AttachedDatabase, attach, share } from '@ecsdb/runtime/threads';
import fc from 'fast-check';
import { schemaOfToml } from '../support/toml.js';

const schema = schemaOfToml(`
[tables.player]
indexes = [{ fields = ["team", "score"] }]
fields = [
  { name = "name", type = "u8", unique = true, nullable = true },
  { name = "team", type = "u8" },
  { name = "score", type = "i32", indexed = true },
]
[tables.body]
fields = [{ name = "x", type = "f64" }]
[tables.odd]
fields = [{ name = "a", type = "u8" }, { name = "b", type = "u8" }, { name = "c", type = "u8" }]
[tables.tag]
fields = []
`);

/** How many entities there are at most. */
const PLACES = 24;
const TABLES = ['player', 'body', 'odd', 'tag'] as const;

type TableName = (typeof TABLES)[number];

export interface Step {
  readonly kind: 'put' | 'delete' | 'destroy' | 'all';
  readonly at: number;
  readonly table: TableName;
  readonly name: number | null;
  readonly value: number;
}

/** One transaction. */
export interface Work {
  readonly steps: readonly Step[];
  readonly isFailing: boolean;
  readonly isSync: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('put', 'put', 'put', 'put', 'delete', 'delete', 'destroy', 'all'),
  at: fc.nat({ max: PLACES - 1 }),
  table: fc.constantFrom(...TABLES),
  name: fc.option(fc.nat({ max: 60 }), { freq: 2 }),
  value: fc.nat({ max: 3 }),
});

/** What happens between two deliveries. */
export const turn: fc.Arbitrary<readonly Work[]> = fc.array(
  fc.record({
    steps: fc.array(step, { maxLength: 25 }),
    isFailing: fc.nat({ max: 4 }).map((number) => number === 0),
    isSync: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);

/** For each entity what is seen of it, as text. */
type Rows = ReadonlyMap<Entity, string>;

/** A watch: how it begins, and what it watches. */
export interface Watched {
  readonly name: string;
  start(listener: (changes: RowChanges) => void): () => void;
  rows(): Rows;
}

type Components = Readonly<Record<TableName, DynamicComponent>>;

function componentsOf(db: Database | AttachedDatabase): Components {
  return {
    player: db.component('player'),
    body: db.component('body'),
    odd: db.component('odd'),
    tag: db.component('tag'),
  };
}

export class World {
  readonly owner: Database;
  /** What is watched and read: the database itself, or a thread's view of it. */
  readonly db: Database | AttachedDatabase;
  readonly components: Components;
  readonly #written: Components;
  readonly #entities: (Entity | undefined)[] = new Array(PLACES).fill(undefined);

  /** `feedBytes` are kept for attached threads. */
  constructor(isAttached = false, feedBytes?: number) {
    this.owner = Database.memory(schema, feedBytes === undefined ? {} : { feed: { maxBytes: feedBytes } });
    this.db = isAttached ? this.#attach() : this.owner;
    this.components = componentsOf(this.db);
    this.#written = componentsOf(this.owner);
  }

  async close(): Promise<void> {
    if (this.db !== this.owner) await this.db.close();
    await this.owner.close();
  }

  /** In this thread, which cannot wait for itself to record commits. */
  #attach(): AttachedDatabase {
    this.owner.commitsSince(0);
    return attach(schema, share(this.owner));
  }

  /** Runs a transaction, or queues it. Those that repeat a name fail, too. */
  async run({ steps, isFailing, isSync }: Work): Promise<void> {
    const apply = (tx: Transaction): void => {
      for (const one of steps) this.#apply(tx, one);
      if (isFailing) throw new RangeError('undone');
    };
    try {
      if (isSync) this.owner.writeSync(apply);
      else await this.owner.write(apply);
    } catch (error) {
      if (!isFailing && !(error instanceof EcsDbError && error.code === 'CONSTRAINT_UNIQUE')) throw error;
    }
  }

  watches(): Watched[] {
    const { db } = this;
    const { player, body, odd, tag } = this.components;
    const all = TABLES.map((table) => this.#of(table, this.components[table], [table], () => this.#having(table)));
    const queries = [
      this.#of('body without tag', db.query(body).without(tag), ['body'], () => this.#having('body', '!tag')),
      this.#of('body with tag', db.query(body).with(tag), ['body'], () => this.#having('body', 'tag')),
      this.#of('player with optional body', db.query(player, body.optional), ['player', 'body'], () =>
        this.#having('player'),
      ),
      this.#of('player with odd or tag', db.query(player).withAny(odd, tag), ['player'], () =>
        this.#having('player').filter((one) => db.has(one, odd) || db.has(one, tag)),
      ),
    ];
    const ranges: [string, () => Lookup<DynamicRow>][] = [
      ['name 7', () => db.lookup(player, 'name', 7)],
      ['no name', () => db.lookup(player, 'name', null)],
      ['team 1', () => db.lookup(player, 'teamAndScore', 1)],
      ['team 2, score from 5', () => db.lookup(player, 'teamAndScore', 2, { from: 5 })],
      ['score before 20', () => db.lookup(player, 'score', { before: 20 })],
      ['the best three', () => db.lookup(player, 'score', { reverse: true, limit: 3 })],
      ['the last two of team 0', () => db.lookup(player, 'teamAndScore', 0, { limit: 2 })],
    ];
    return [...all, ...queries, ...ranges.map(([name, find]) => this.#of(name, find(), ['player'], () => [...find()]))];
  }

  living(): Entity[] {
    return [...this.db.entities()];
  }

  /** Watches of each row of one entity. */
  watchesOf(entity: Entity): Watched[] {
    const { db } = this;
    const rowsOf = (table: TableName): Rows => {
      const component = this.components[table];
      return new Map(db.has(entity, component) ? [[entity, JSON.stringify(db.get(entity, component))]] : []);
    };
    return TABLES.map((table) => ({
      name: `${table} of one`,
      start: (listener: (changes: RowChanges) => void) => db.watch(entity, this.components[table], listener),
      rows: () => rowsOf(table),
    }));
  }

  /** The rows of an entity, by table. */
  rowsOf(entity: Entity): ReadonlyMap<string, string> {
    const found = TABLES.filter((table) => this.db.has(entity, this.components[table]));
    return new Map(found.map((table) => [table, JSON.stringify(this.db.get(entity, this.components[table]))]));
  }

  #apply(tx: Transaction, { kind, at, table, name, value }: Step): void {
    const component = this.#written[table];
    if (kind === 'all') {
      for (const [row] of tx.query(this.#written.body.mut)) row.set('x', value);
      return;
    }
    let entity = this.#entities[at];
    // The transaction that created it may have failed.
    if (entity !== undefined && !tx.isAlive(entity)) entity = undefined;
    if (kind === 'destroy') {
      if (entity !== undefined) tx.destroy(entity);
      this.#entities[at] = undefined;
      return;
    }
    if (entity === undefined) {
      entity = tx.create();
      this.#entities[at] = entity;
    }
    if (kind === 'delete') {
      if (tx.has(entity, component)) tx.delete(entity, component);
    } else if (table === 'player') tx.put(entity, component, { name, team: value, score: value * 10 });
    else if (table === 'body') tx.put(entity, component, { x: value });
    else if (table === 'odd') tx.put(entity, component, { a: 1, b: value, c: 2 });
    else tx.put(entity, component);
  }

  /** Entities with a row in these tables and, after `!`, without one. */
  #having(first: TableName, ...others: readonly (TableName | '!tag')[]): Entity[] {
    const entities = Array.from(this.db.query(this.components[first]), ([, entity]) => entity);
    return entities.filter((entity) =>
      others.every((other) =>
        other === '!tag' ? !this.db.has(entity, this.components.tag) : this.db.has(entity, this.components[other]),
      ),
    );
  }

  /** What is seen of an entity are its rows in `tables`. */
  #of(name: string, target: WatchTarget, tables: readonly TableName[], find: () => readonly Entity[]): Watched {
    const see = (entity: Entity): string =>
      JSON.stringify(tables.map((table) => this.db.tryGet(entity, this.components[table])));
    return {
      name,
      start: (listener) => this.db.watch(target, listener),
      rows: () => new Map(find().map((entity) => [entity, see(entity)])),
    };
  }
}

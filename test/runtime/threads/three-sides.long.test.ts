/** With three sides, a commit waits only while two old versions are pinned, and each pinned version stays as it is. */

import { Database, type Entity } from '@ecsdb/runtime';
import { type AttachedDatabase, attach, share } from '@ecsdb/runtime/threads';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';

const schema = schemaOf({ tables: { row: { v: 'u32', w: '[u16; 4]' }, other: { v: 'f64' }, tag: {} } });

/** What a version contains: the value of each entity in the table `row`, and those in `other` and `tag`. */
interface Contents {
  readonly rows: ReadonlyMap<Entity, number>;
  readonly others: ReadonlyMap<Entity, number>;
}

interface Commit {
  readonly kind: 'commit';
  readonly inserted: number;
  readonly updated: number;
  readonly destroyed: number;
  readonly fails: boolean;
  /** True if the transaction reads all tables first. A table that it reads takes part in it. */
  readonly isReading: boolean;
}
interface Pinning {
  readonly kind: 'pin';
  /** Steps while the version is pinned. */
  readonly steps: readonly Step[];
}
type Step = Commit | Pinning;

const { steps } = fc.letrec<{ steps: readonly Step[]; step: Step; commit: Commit; pin: Pinning }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 6 }),
  step: fc.oneof({ maxDepth: 5 }, tie('commit'), tie('pin')),
  commit: fc.record({
    kind: fc.constant('commit'),
    // Tables grow, and the first rows come while versions are pinned.
    inserted: fc.constantFrom(0, 0, 1, 3, 200),
    updated: fc.constantFrom(0, 1, 2, 20, 150),
    destroyed: fc.constantFrom(0, 0, 1, 30),
    fails: fc.constantFrom(false, false, false, true),
    isReading: fc.boolean(),
  }),
  pin: fc.record({ kind: fc.constant('pin'), steps: tie('steps') }),
}));

test.each([
  [2, 30],
  [3, 120],
] as const)('with %d sides, any commits while any versions are pinned', async (sides, numRuns) => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const session = new Session(sides);
      session.run(all);
      await session.close();
    }),
    { numRuns },
  );
});

interface OpenView {
  readonly view: Pick<Database, 'query' | 'count'>;
  /** Makes the components for `view`. */
  readonly host: Host;
  readonly contents: Contents;
  readonly version: number;
}

type Host = Pick<Database, 'component'>;
type Transaction = Parameters<Parameters<Database['writeSync']>[0]>[0];

class Session {
  readonly #db: Database;
  readonly #sides: number;
  readonly #readers: AttachedDatabase[] = [];
  /** The open views, and what each must contain. */
  readonly #views: OpenView[] = [];
  #contents: Contents = { rows: new Map(), others: new Map() };
  #next = 0;

  constructor(sides: 2 | 3) {
    this.#sides = sides;
    this.#db = Database.memory(schema);
    const handle = share(this.#db, { sides, readerTimeoutMs: 1, ringBytes: 4096 });
    for (let i = 0; i < 6; i++) this.#readers.push(attach(schema, handle));
  }

  run(all: readonly Step[]): void {
    for (const step of all) {
      if (step.kind === 'commit') this.#commit(step);
      else this.#pin(step);
      this.#check();
    }
  }

  async close(): Promise<void> {
    for (const reader of this.#readers) await reader.close();
    await this.#db.close();
  }

  #pin(pinning: Pinning): void {
    const reader = this.#readers[this.#views.length];
    if (reader === undefined) return;
    const contents = this.#contents;
    reader.pinVersion((view) => {
      this.#views.push({ view, host: reader, contents, version: this.#db.version });
      this.run(pinning.steps);
      this.#views.pop();
    });
  }

  /** A commit that changes nothing is not published. */
  #commit(commit: Commit): void {
    const old = new Set(this.#views.map(({ version }) => version).filter((version) => version !== this.#db.version));
    const run = (): void => this.#db.writeSync((tx) => this.#apply(tx, commit));
    const { version } = this.#db;
    if (old.size >= this.#sides - 1) expect(errorOf(run)).toMatchObject({ code: 'TIMEOUT', outcome: 'not-committed' });
    else if (commit.fails) expect(run).toThrow('undone');
    else run();
    if (commit.fails) expect(this.#db.version).toBe(version);
  }

  #apply(tx: Transaction, commit: Commit): void {
    if (commit.isReading) compare(tx, this.#db, this.#contents);
    const [row, other, tag] = componentsOf(this.#db);
    const rows = new Map(this.#contents.rows);
    const others = new Map(this.#contents.others);
    const known = [...rows.keys()];
    const value = ++this.#next;
    for (let i = 0; i < commit.updated && known.length > 0; i++) {
      const entity = known[(i * 7 + value) % known.length] as Entity;
      tx.update(entity, row, dataOf(value));
      rows.set(entity, value);
    }
    for (const entity of known.slice(0, commit.destroyed)) {
      tx.destroy(entity);
      rows.delete(entity);
      others.delete(entity);
    }
    for (let i = 0; i < commit.inserted; i++) {
      const entity = tx.create();
      tx.insert(entity, row, dataOf(value));
      rows.set(entity, value);
      if (i % 2 === 0) continue;
      tx.insert(entity, other, { v: value });
      tx.insert(entity, tag);
      others.set(entity, value);
    }
    if (commit.fails) throw new RangeError('undone');
    this.#contents = { rows, others };
  }

  #check(): void {
    compare(this.#db, this.#db, this.#contents);
    for (const { view, host, contents } of this.#views) compare(view, host, contents);
  }
}

/** A database whose spare side lacks more than the writer lets it. */
test('a side that was not needed for long catches up', async () => {
  const db = Database.memory(schemaOf({ tables: { row: { v: '[u32; 16]' } } }));
  const row = db.component('row');
  const data = (v: number) => ({ v: new Array<number>(16).fill(v) });
  const entities = db.writeSync((tx) =>
    Array.from({ length: 50_000 }, () => {
      const entity = tx.create();
      tx.insert(entity, row, data(0));
      return entity;
    }),
  );
  const attached = attach(db.schema, share(db, { sides: 3 }));
  const sums: number[] = [];
  for (let round = 1; round <= 4; round++) {
    db.writeSync((tx) => {
      for (let at = round % 3; at < entities.length; at += 3) tx.update(entities[at] as Entity, row, data(round));
    });
    const expected = sumOf(db, db);
    sums.push(expected);
    attached.pinVersion((view) => {
      db.writeSync((tx) => tx.update(entities[round] as Entity, row, data(1000 * round)));
      db.writeSync((tx) => tx.update(entities[round] as Entity, row, data(0)));
      expect(sumOf(view, attached)).toBe(expected);
    });
    expect(sumOf(attached, attached)).toBe(sumOf(db, db));
    db.writeSync((tx) => expect(sumOf(tx, db)).toBe(sumOf(db, db)));
  }
  expect(new Set(sums).size).toBe(4);
  await attached.close();
  await db.close();
});

function sumOf(reader: Pick<Database, 'query'>, host: Host): number {
  let sum = 0;
  reader.query(host.component('row')).forEach((found) => {
    for (const value of found.get('v') as Iterable<number>) sum += value;
  });
  return sum;
}

/** Fails unless a reader finds exactly these contents. */
function compare(reader: Pick<Database, 'query' | 'count'>, host: Host, { rows, others }: Contents): void {
  const [row, other, tag] = componentsOf(host);
  const wrong: Entity[] = [];
  reader.query(row).forEach((found, entity) => {
    const value = rows.get(entity);
    const { v, w } = found.toObject() as { v: number; w: number[] };
    if (v !== value || w.some((half) => half !== value)) wrong.push(entity);
  });
  reader.query(other, tag).forEach((found, _, entity) => {
    if (found.get('v') !== others.get(entity)) wrong.push(entity);
  });
  const counts = [row, other, tag].map((component) => reader.count(component));
  expect({ counts, wrong }).toEqual({ counts: [rows.size, others.size, others.size], wrong: [] });
}

function componentsOf(host: Host) {
  return [host.component('row'), host.component('other'), host.component('tag')] as const;
}

function dataOf(value: number): { readonly v: number; readonly w: readonly number[] } {
  return { v: value, w: [value, value, value, value] };
}

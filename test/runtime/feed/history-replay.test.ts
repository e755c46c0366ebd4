/** What `history` reads from the log is what listeners heard, and replays to the state. */

import { type Commit, Database, EcsDbError, type Entity, type Operation } from '@ecsdb/runtime';
import { SimulatedFileSystem, type Survivors } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectEqual } from '../model/compare.js';
import { History } from '../model/history.js';
import { Session } from '../model/session.js';
import { stepOf } from '../model/steps.js';
import { modelSchema, TABLE_NAMES } from '../model/tables.js';
import { Replayed } from './replayed.js';

type AnyCommit = Commit<number | undefined>;

/** What is compared of an operation. */
interface Shown {
  readonly plain: readonly unknown[];
  readonly changed: object | undefined;
  readonly whole: readonly string[];
  /** Bytes of a whole new row. */
  readonly record: Buffer | undefined;
}

interface Heard {
  readonly bytes: Buffer;
  readonly operations: readonly Shown[];
}

const INDEXES = 2 ** 32;
const SCHEMA = modelSchema();

/**
 * Without destroyed entities: the log also names those that began in the same transaction, and of an index that ended
 * twice the later one.
 */
function show(commit: AnyCommit): Heard {
  const operations = [...commit.operations()]
    .filter(({ kind }) => kind !== 'destroy')
    .map((operation): Shown => {
      const { kind, entity, table, range, rangeBytes, fields, changed, record } = operation;
      const isWhole = kind === 'insert' || kind === 'replace';
      return {
        plain: [kind, entity, table, range, fields, rangeBytes && Buffer.from(rangeBytes).toString('hex')],
        changed,
        whole: fieldsWithin(operation),
        record: isWhole && record !== undefined ? Buffer.from(record) : undefined,
      };
    });
  return { bytes: Buffer.from(commit.bytes), operations };
}

/** The same operations. The log may know fewer changed fields, but always those with all their bytes in the range. */
function expectSameCommit(read: Heard, heard: Heard): void {
  expect(Buffer.compare(read.bytes, heard.bytes)).toBe(0);
  expectEqual(
    read.operations.map(({ plain }) => plain),
    heard.operations.map(({ plain }) => plain),
  );
  expectEqual(
    read.operations.map(({ record }) => record),
    heard.operations.map(({ record }) => record),
  );
  for (const [i, { changed = {}, whole }] of read.operations.entries()) {
    expectEqual({ ...heard.operations[i]?.changed, ...changed }, { ...heard.operations[i]?.changed });
    expect(Object.keys(changed)).toEqual(expect.arrayContaining([...whole]));
  }
}

/** Names of the fields that have no null, and all their bytes in the range. */
function fieldsWithin({ table, range }: Operation): readonly string[] {
  const { offset: first = 0, length = 0 } = range ?? {};
  const { fields = [] } = SCHEMA.descriptor.tables.find(({ name }) => name === table) ?? {};
  return fields
    .filter(({ nullable, offset, size }) => !nullable && first <= offset && offset + size <= first + length)
    .map(({ name }) => name);
}

/** The records of a database by entity, made from the bytes of a log alone. */
class Mirror {
  readonly alive: Map<number, number> = new Map();
  readonly tables: Map<string, Map<number, Buffer>> = new Map(TABLE_NAMES.map((name) => [name, new Map()]));

  apply({ kind, entity, table = '', record, range, rangeBytes }: Operation): void {
    const rows = this.tables.get(table);
    if (kind === 'create') this.alive.set(entity % INDEXES, entity);
    else if (kind === 'destroy') this.alive.delete(entity % INDEXES);
    else if (kind === 'delete') rows?.delete(entity);
    else if (record !== undefined) rows?.set(entity, Buffer.from(record));
    else if (range !== undefined && rangeBytes !== undefined) rows?.get(entity)?.set(rangeBytes, range.offset);
  }
}

function expectSameRecords(mirror: Mirror, replayed: Replayed): void {
  expectEqual(new Set(mirror.alive.values()), replayed.alive);
  for (const [name, rows] of mirror.tables) {
    const records = [...(replayed.tables.get(name) ?? [])].map(([entity, { record }]) => [entity, Buffer.from(record)]);
    expectEqual(rows, new Map(records as [number, Buffer][]));
  }
}

/** One directory, over several openings. */
class Directory {
  readonly #durability: 'strict' | 'interval' | 'none';
  readonly #segmentBytes: number;
  readonly #past = { history: new History(), everSeen: new Set<Entity>() };
  readonly #replayed = new Replayed();
  readonly #heard: Heard[] = [];
  #fs = new SimulatedFileSystem();
  #session: Session | undefined;

  constructor(durability: 'strict' | 'interval' | 'none', segmentBytes: number) {
    this.#durability = durability;
    this.#segmentBytes = segmentBytes;
  }

  async open(): Promise<Session> {
    if (this.#session !== undefined) return this.#session;
    const db = await Database.open(modelSchema(), {
      directory: 'db',
      fileSystem: this.#fs,
      durability: this.#durability,
      segmentBytes: this.#segmentBytes,
      checkpointBytes: 2 ** 40,
    });
    expect(db.version).toBe(this.#heard.length);
    db.onCommit((commit) => {
      this.#replayed.apply(commit);
      this.#heard.push(show(commit));
    });
    this.#session = new Session(db, this.#past);
    return this.#session;
  }

  async close(): Promise<void> {
    await this.#session?.db.close();
    this.#session = undefined;
  }

  /** Loses nothing, because everything was flushed. */
  async crash(survivors: Survivors): Promise<void> {
    await this.#session?.db.flush();
    this.#fs = this.#fs.crash({ sectors: survivors, entries: survivors });
    this.#session = undefined;
  }

  /** Reads from a random version on or, if that is gone, from the oldest one on. */
  async compare(share: number): Promise<void> {
    const { db } = await this.open();
    const { durableVersion } = db;
    const wanted = Math.round(share * durableVersion);
    const { oldestVersion } = (await this.#read(db, wanted)) ?? {};
    if (oldestVersion === undefined) return;
    expect(oldestVersion).toBeGreaterThan(wanted + 1);
    expect(await this.#read(db, oldestVersion - 1)).toBeUndefined();
  }

  /** Returns the error if the commits are gone. */
  async #read(db: Database, after: number): Promise<EcsDbError | undefined> {
    const mirror = new Mirror();
    const { durableVersion } = db;
    let version = after;
    try {
      for await (const commit of db.history(after)) {
        version++;
        expect(commit.version).toBe(version);
        expectSameCommit(show(commit), this.#heard[version - 1] as Heard);
        for (const operation of commit.operations()) mirror.apply(operation);
      }
    } catch (error) {
      if (!(error instanceof EcsDbError) || error.code !== 'VERSION_GONE') throw error;
      expect(version).toBe(after);
      return error;
    }
    expect(version).toBe(durableVersion);
    if (after === 0 && durableVersion === db.version) expectSameRecords(mirror, this.#replayed);
    return undefined;
  }
}

const SURVIVORS: fc.Arbitrary<Survivors> = fc.oneof(
  fc.constantFrom<Survivors>('none', 'all'),
  fc.nat(2 ** 31 - 1).map((seed) => ({ seed })),
);
const STEPS = fc.array(
  fc.record({
    work: stepOf({ operations: 10, queued: 4 }),
    request: fc.constantFrom('none', 'none', 'flush', 'close', 'crash', 'snapshot'),
    survivors: SURVIVORS,
    share: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
  }),
  { minLength: 1, maxLength: 10, size: 'max' },
);

test('random transactions, snapshots, openings and crashes', async () => {
  const durability = fc.constantFrom('strict', 'interval', 'none');
  await fc.assert(
    fc.asyncProperty(durability, fc.constantFrom(4096, 2 ** 16), STEPS, async (durability, segmentBytes, steps) => {
      const directory = new Directory(durability, segmentBytes);
      for (const { work, request, survivors, share } of steps) {
        const session = await directory.open();
        await session.step(work);
        if (request === 'flush') await session.db.flush();
        if (request === 'snapshot') await session.db.checkpoint();
        if (request === 'close') await directory.close();
        if (request === 'crash') await directory.crash(survivors);
        await directory.compare(share);
      }
      await directory.close();
      await directory.compare(0);
      await directory.close();
    }),
    { numRuns: 25, interruptAfterTimeLimit: 40_000 },
  );
});

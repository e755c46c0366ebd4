/** Generated code in a database: inserting, and loops of declared queries compared with ad hoc loops. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AnyComponent, Database, type Entity, type Schema, type Transaction } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import { loadSchema, SchemaLoadError } from '../../../generator/index.js';
import { compileText, everything, temporaryDirectory, writeFiles } from '../support/generated.js';

/** The members of the loop of query `moving` that these tests use. */
interface MovingLoop {
  forEach(visit: (transform: { position: { x: number } }, velocity: { x: number }, entity: Entity) => void): void;
  runs(visit: (run: MovingRun) => void): void;
  count(): number;
}

interface MovingRun {
  readonly count: number;
  readonly entities: ArrayLike<Entity>;
  readonly transform: ColumnsOf;
  readonly velocity: ColumnsOf;
}

interface ColumnsOf {
  column(path: string): { array: Float32Array; first: number; stride: number };
}

interface Generated {
  readonly arena: Schema;
  readonly moving: (source: Database | Transaction) => MovingLoop;
  readonly tags: (source: Database | Transaction) => { forEach(visit: (frozen: object, entity: Entity) => void): void };
  readonly Transform: AnyComponent;
  readonly Velocity: AnyComponent;
  readonly Player: AnyComponent;
  readonly Frozen: AnyComponent;
}

const directory = temporaryDirectory();
writeFiles(directory, compileText(everything()));
const generated: Generated = await import(pathToFileURL(join(directory, 'index.ts')).href);
const { arena, moving, tags, Transform, Velocity, Player, Frozen } = generated;

/** Entity `i` has x = i and moves by 1. Each third entity is frozen; each fifth has no player. */
function populated(): Database {
  const database = Database.memory(arena);
  database.writeSync((tx) => {
    for (let i = 0; i < 60; i++) {
      const entity = tx.create();
      tx.insert(entity, Transform, { position: { x: i, y: 0 } });
      tx.insert(entity, Velocity, { x: 1, y: 0, z: 0 });
      if (i % 3 === 0) tx.insert(entity, Frozen);
      if (i % 5 !== 0) tx.insert(entity, Player, { id: BigInt(i), name: `p${i}` });
    }
  });
  return database;
}

const EXPECTED = Array.from({ length: 60 }, (_, i) => i).filter((i) => i % 3 !== 0 && i % 5 !== 0);

function positions(database: Database): number[] {
  const found: number[] = [];
  moving(database).forEach((transform) => {
    found.push(transform.position.x);
  });
  return found.sort((a, b) => a - b);
}

test('a declared query visits each match once, and returns their number', () => {
  const database = populated();
  expect(positions(database)).toEqual(EXPECTED);
  expect(moving(database).count()).toBe(EXPECTED.length);
});

test('it writes inside a transaction, and readers see that afterwards', () => {
  const database = populated();
  database.writeSync((tx) => {
    moving(tx).forEach((transform, velocity) => {
      transform.position.x += velocity.x;
    });
    expect(positions(database)).toEqual(EXPECTED);
  });
  expect(positions(database)).toEqual(EXPECTED.map((x) => x + 1));
});

test('runs contain the same rows, as columns', () => {
  const database = populated();
  database.writeSync((tx) => {
    moving(tx).runs((run) => {
      const x = run.transform.column('position.x');
      const speed = run.velocity.column('x');
      for (let i = 0; i < run.count; i++) {
        const at = x.first + i * x.stride;
        x.array[at] = (x.array[at] ?? 0) + (speed.array[speed.first + i * speed.stride] ?? 0);
      }
      expect(run.entities).toHaveLength(run.count);
    });
  });
  expect(positions(database)).toEqual(EXPECTED.map((x) => x + 1));
});

test('a loop inside itself is independent', () => {
  const database = populated();
  let pairs = 0;
  moving(database).forEach((outer) => {
    const { x } = outer.position;
    moving(database).forEach(() => {
      pairs++;
    });
    expect(outer.position.x).toBe(x);
  });
  expect(pairs).toBe(EXPECTED.length ** 2);
});

test('a query over tags passes their rows and entities', () => {
  const database = populated();
  const found: Entity[] = [];
  tags(database).forEach((_, entity) => {
    found.push(entity);
  });
  expect(found).toHaveLength(20);
  expect(found.every((entity) => database.has(entity, Frozen))).toBe(true);
});

test('loadSchema builds the same schema without generated code', async () => {
  const path = join(directory, 'schema.toml');
  writeFileSync(path, everything());
  const loaded = await loadSchema(path);
  const { descriptor } = arena;
  expect(loaded.descriptor).toEqual(descriptor);
  const database = Database.memory(loaded);
  const player = database.component('player');
  const entity = database.writeSync((tx) => {
    const created = tx.create();
    tx.insert(created, player, { id: 1n, name: 'Ann' });
    return created;
  });
  expect(database.get(entity, player)).toMatchObject({ id: 1n, name: 'Ann' });
});

test('a default of a custom type is found if the schema and TypeScript spell its fields differently', async () => {
  const path = join(directory, 'spellings.toml');
  writeFileSync(
    path,
    `[database]
name = "spellings"
[custom_types.Point]
fields = [{ name = "far_x", type = "f32" }, { name = "far_y", type = "f32", default = 2 }]
[tables.place]
fields = [
  { name = "at_point", type = "Point", default = { far_x = 1.5 } },
  { name = "more", type = "[Point; 2]", default = [{ far_x = 1 }, { far_x = 3 }] },
]
`,
  );
  const db = Database.memory(await loadSchema(path));
  const place = db.component('place');
  const entity = db.writeSync((tx) => {
    const created = tx.create();
    tx.insert(created, place, {});
    return created;
  });
  expect(db.get(entity, place)).toEqual({
    at_point: { far_x: 1.5, far_y: 2 },
    more: [
      { far_x: 1, far_y: 2 },
      { far_x: 3, far_y: 2 },
    ],
  });
});

test('loadSchema reports every error of a schema', async () => {
  const path = join(directory, 'broken.toml');
  writeFileSync(
    path,
    '[database]\nname = "a"\n[tables.t]\nfields = [{ name = "x", type = "u9" }, { name = "y", type = "u7" }]\n',
  );
  const error = await loadSchema(path).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SchemaLoadError);
  expect(String(error)).toContain('u9');
  expect(String(error)).toContain('u7');
});

/** Records over any buffer as programs use them: nested values, arrays, arguments, names, tags. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { Database, EcsDbError, type Entity } from '@ecsdb/runtime';
import { attach, share } from '@ecsdb/runtime/threads';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { collisions, compileText, everything, temporaryDirectory, writeFiles } from '../support/generated.js';

const base = temporaryDirectory();

// Generated while the test runs, so TypeScript knows no types.
// biome-ignore lint/suspicious/noExplicitAny: what a module without types exports
type Module = any;

async function load(name: string, toml: string): Promise<Module> {
  const directory = join(base, name);
  mkdirSync(directory);
  writeFiles(directory, compileText(toml));
  return import(pathToFileURL(join(directory, 'records/index.ts')).href);
}

let records: Module;
let rows: Module;

beforeAll(async () => {
  records = await load('everything', everything());
  rows = await import(pathToFileURL(join(base, 'everything/index.ts')).href);
});

const POSE = { flag: 1, path: [0, 1, 2].map((x) => ({ x, y: 0 })), who: 7, rank: 10, big: -5 };

/** The facts of the error that a call throws. */
function factsOf(call: () => unknown): object {
  try {
    call();
  } catch (error) {
    if (error instanceof EcsDbError) return { ...error };
    throw error;
  }
  throw new Error('expected an error');
}

test('nested values are accessors that move with their record', () => {
  const { TransformRecord } = records;
  const file = new Uint8Array(1 + 2 * TransformRecord.size);
  TransformRecord.encode({ position: { x: 1, y: 2 } }, file, 1);
  TransformRecord.encode({ position: { x: 3, y: 4, z: 5 }, target: 6n }, file, 1 + TransformRecord.size);
  const record = TransformRecord.at(file, 1);
  const { position, rotation } = record;
  expect([position.x, position.z, [...rotation]]).toEqual([1, 0.5, [0, 0, 0, 1]]);
  record.moveTo(1 + TransformRecord.size);
  expect([position.x, position.z, record.target]).toEqual([3, 5, 6n]);
  position.x += 0.5;
  record.position.assign({ x: position.x, y: 8 });
  record.position.patch({ y: 9 });
  expect(TransformRecord.decode(file, record.byteOffset).position).toEqual({ x: 3.5, y: 9, z: 0.5 });
  record.position = TransformRecord.at(file, 1).position;
  record.rotation = TransformRecord.at(file, 1).rotation;
  expect(record.toObject()).toEqual({ position: { x: 1, y: 2, z: 0.5 }, rotation: [0, 0, 0, 1], target: 6n });
});

test('a nested value cannot be moved alone', () => {
  const { TransformRecord, Vec3Record } = records;
  const { position } = TransformRecord.at(new Uint8Array(100));
  expect(() => position.moveTo(20)).toThrow(
    'Vec3Record.moveTo() expects a record of its own, got the value transform.position of another one.',
  );
  expect(Vec3Record.at(new Uint8Array(100)).moveTo(20).byteOffset).toBe(20);
});

test('arrays have the interface of arrays in rows', () => {
  const { EverythingRecord } = records;
  const record = EverythingRecord.at(new Uint8Array(EverythingRecord.size + 1), 1);
  record.bools.set(8, true);
  record.names.set(-1, 'abc');
  record.nums = new Float64Array([1, 2]);
  record.mat = [0, 4, 8, 12].map((first) => [first, first + 1, first + 2, first + 3]);
  record.poses.set(1, POSE);
  record.poses.at(1).path.at(2).y = 3;
  expect([record.bools.length, record.bools.at(8), record.names.toArray()]).toEqual([9, true, ['', 'abc']]);
  expect([...record.nums]).toEqual([1, 2]);
  expect(record.mat.at(3).at(3)).toBe(15);
  expect(record.poses.toValues()[1].path[2]).toEqual({ x: 2, y: 3, z: 0.5 });
  expect(factsOf(() => record.long.set(300, 1))).toMatchObject({ field: 'long', expected: 'an index from 0 to 299' });
  expect(factsOf(() => record.long.set(299, -1))).toMatchObject({ field: 'long[299]', got: 'the number -1' });
  expect(factsOf(() => record.poses.at(1).path.set(0, { x: 'a', y: 0 }))).toMatchObject({
    table: 'everything',
    field: 'poses[1].path[0].x',
  });
});

test('a custom type has a record of its own, with errors that name it', () => {
  const { PoseRecord, Vec3Record } = records;
  expect(Vec3Record.size).toBe(12);
  const bytes = PoseRecord.encode(POSE);
  expect(PoseRecord.decode(bytes)).toMatchObject({ name: "it's", at: { x: 1, y: 2, z: 0.5 }, big: -5 });
  const vec = Vec3Record.at(bytes, 4);
  expect(() => {
    vec.x = 'a';
  }).toThrow('field "x" of custom type Vec3 expects f32 (a number), got the string "a".');
  expect(() => Vec3Record.encode({ x: 1, w: 2 })).toThrow('custom type Vec3 has no field "w"');
  expect(() => Vec3Record.encode(1)).toThrow('custom type Vec3 expects an object with x, y, z, got the number 1.');
  expect(factsOf(() => Vec3Record.encode({ x: 1 }))).toEqual({
    name: 'EcsDbError',
    code: 'FIELD_TYPE_MISMATCH',
    field: 'y',
    expected: 'f32 (a number)',
    got: 'nothing',
  });
});

test('bytes that are no string are refused when they are read', () => {
  const { PlayerRecord, EverythingRecord } = records;
  const bytes = PlayerRecord.encode({ id: 1n, name: 'Ada' });
  const nameAt = bytes.indexOf('A'.charCodeAt(0)) - 2;
  bytes[nameAt + 2] = 0xff;
  const record = PlayerRecord.at(bytes);
  const expected = 'a string of at most 24 bytes in UTF-8';
  expect(factsOf(() => record.name)).toMatchObject({
    code: 'FIELD_TYPE_MISMATCH',
    table: 'player',
    field: 'name',
    expected,
    got: '3 bytes that are not UTF-8',
  });
  bytes[nameAt] = 25;
  expect(factsOf(() => PlayerRecord.decode(bytes))).toMatchObject({
    field: 'name',
    expected,
    got: 'a string of 25 bytes',
  });
  // Other fields can still be read, and the string be replaced.
  expect(record.id).toBe(1n);
  record.name = 'Bob';
  expect(record.name).toBe('Bob');
  const every = new Uint8Array(EverythingRecord.size).fill(0xff);
  expect(factsOf(() => EverythingRecord.at(every).names.at(1))).toMatchObject({ table: 'everything', field: 'names' });
  expect(factsOf(() => EverythingRecord.at(every).poses.at(1).name)).toMatchObject({ field: 'poses[1].name' });
});

test('all other bytes are values: as they are', () => {
  const { EverythingRecord } = records;
  const record = EverythingRecord.at(new Uint8Array(EverythingRecord.size).fill(0x02));
  expect(record.bools.toArray()).toEqual(Array(9).fill(true));
  expect(record.teams.at(0)).toBe(0x0202_0202);
  expect(record.anEntity).toBe(0x0202_0202 * 2 ** 32 + 0x0202_0202);
});

test('a record must lie within its buffer', () => {
  const { TransformRecord: T } = records;
  const { size } = T;
  const buffer = new ArrayBuffer(size + 8);
  expect(T.at(buffer, 8).byteOffset).toBe(8);
  expect(factsOf(() => T.at(buffer, 9))).toEqual({
    name: 'EcsDbError',
    code: 'SERIALIZATION_ERROR',
    expected: `${size} bytes from byte 9 on`,
    got: `${size + 8} bytes in all`,
  });
  const calls = [
    (offset: unknown) => T.at(buffer, offset),
    (offset: unknown) => T.decode(buffer, offset),
    (offset: unknown) => T.encode({ position: { x: 0, y: 0 } }, buffer, offset),
    (offset: unknown) => T.at(buffer).moveTo(offset),
  ];
  for (const call of calls) {
    for (const offset of [9, 2 ** 40])
      expect(factsOf(() => call(offset))).toMatchObject({ code: 'SERIALIZATION_ERROR' });
    for (const offset of [-1, 0.5, NaN, Infinity, '0', null, 0n]) {
      expect(factsOf(() => call(offset))).toMatchObject({ code: 'FIELD_TYPE_MISMATCH' });
    }
  }
  // A move that is refused moves nothing.
  const record = T.at(buffer, 4);
  expect(() => record.moveTo(100)).toThrow(/cut off/);
  expect([record.byteOffset, record.position.byteOffset]).toEqual([4, 4]);
});

test('takes buffers and views of every kind, and nothing else', () => {
  const { FrozenRecord, Vec3Record } = records;
  const buffers = [
    ...[
      new ArrayBuffer(12),
      new SharedArrayBuffer(12),
      Buffer.alloc(12),
      new Float32Array(3),
      new DataView(new ArrayBuffer(12)),
    ],
    runInNewContext('new ArrayBuffer(12)'),
    new ArrayBuffer(12, { maxByteLength: 100 } as object),
  ];
  for (const buffer of buffers) expect(Vec3Record.decode(buffer)).toEqual({ x: 0, y: 0, z: 0 });
  const detached = new ArrayBuffer(12);
  structuredClone(detached, { transfer: [detached] });
  const others = [undefined, null, 1, 'text', {}, [], [1, 2, 3], new Set(), detached];
  for (const other of others) {
    expect(factsOf(() => Vec3Record.at(other))).toMatchObject({ code: 'FIELD_TYPE_MISMATCH' });
    expect(factsOf(() => FrozenRecord.decode(other))).toMatchObject({ code: 'FIELD_TYPE_MISMATCH' });
    if (other !== undefined) expect(() => FrozenRecord.encode({}, other)).toThrow(/expects an ArrayBuffer/);
  }
});

test('code in the data may encode and decode, and fail', () => {
  const { Vec3Record } = records;
  const inner = { x: 4, y: 5, z: 6 };
  const data = {
    x: 1,
    get y(): number {
      return Vec3Record.decode(Vec3Record.encode(inner)).x;
    },
    z: 3,
  };
  expect(Vec3Record.decode(Vec3Record.encode(data))).toEqual({ x: 1, y: 4, z: 3 });
  const failing = {
    x: 1,
    get y(): number {
      throw new Error('a getter');
    },
  };
  expect(() => Vec3Record.encode(failing)).toThrow('a getter');
  expect(Vec3Record.decode(Vec3Record.encode(inner))).toEqual(inner);
});

test('a row is data, a record for a row is not', () => {
  const { TransformRecord, VelocityRecord } = records;
  const db = Database.memory(rows.arena);
  const data = { x: 1, y: 2, z: 3 };
  const entity = db.writeSync((tx) => {
    const created = tx.create();
    tx.insert(created, rows.Velocity, data);
    tx.insert(created, rows.Transform, { position: data });
    return created;
  });
  const bytes = db.read(entity, rows.Velocity, (row: object) => VelocityRecord.encode(row));
  expect(VelocityRecord.decode(bytes)).toEqual(data);
  const transform = db.read(entity, rows.Transform, (row: object) => TransformRecord.encode(row));
  expect(TransformRecord.decode(transform)).toEqual(db.get(entity, rows.Transform));
  const velocity = VelocityRecord.at(bytes);
  for (const component of [rows.Velocity, rows.Count]) {
    expect(factsOf(() => db.writeSync((tx) => tx.put(entity, component, velocity)))).toMatchObject({
      code: 'FIELD_TYPE_MISMATCH',
      got: 'a VelocityRecord',
    });
  }
});

describe('a record instead of plain data is refused, and the message says what to pass', () => {
  type Write = (db: Database, entity: Entity, data: never) => unknown;
  test.each<[string, string, Write]>([
    ['insert', 'insert', (db, _, data) => db.writeSync((tx) => tx.insert(tx.create(), rows.Velocity, data))],
    ['put', 'put', (db, entity, data) => db.writeSync((tx) => tx.put(entity, rows.Velocity, data))],
    ['update', 'update', (db, entity, data) => db.writeSync((tx) => tx.update(entity, rows.Velocity, data))],
    ['createMany', 'createMany', (db, _, data) => db.writeSync((tx) => tx.createMany(2, [rows.Velocity], [data]))],
    [
      'insertMany, the same for all',
      'insertMany',
      (db, _, data) => db.writeSync((tx) => tx.insertMany([tx.create()], rows.Velocity, data)),
    ],
    [
      'insertMany, one for each',
      'insertMany',
      (db, _, data) => db.writeSync((tx) => tx.insertMany([tx.create()], rows.Velocity, [data])),
    ],
    ['db.insert', 'insert', async (db, _, data) => db.insert(await db.create(), rows.Velocity, data)],
    ['db.put', 'put', (db, entity, data) => db.put(entity, rows.Velocity, data)],
    ['db.update', 'update', (db, entity, data) => db.update(entity, rows.Velocity, data)],
    ['the builder', 'put', (db, entity, data) => db.transaction().put(entity, rows.Velocity, data).commit()],
    [
      'an attached thread',
      'put',
      async (db, entity, data) => {
        const attached = attach(rows.arena, share(db));
        try {
          await attached.put(entity, rows.Velocity, data);
        } finally {
          await attached.close();
        }
      },
    ],
  ])('%s', async (_way, call, write) => {
    const db = Database.memory(rows.arena);
    const data = { x: 1, y: 2, z: 3 };
    const entity = await db.create();
    await db.insert(entity, rows.Velocity, data);
    const record = records.VelocityRecord.at(records.VelocityRecord.encode(data));
    const error = await Promise.resolve()
      .then(() => write(db, entity, record as never))
      .catch((reason: unknown) => reason);
    expect(String(error)).toMatch(`${call}() of table "velocity" expects an object with `);
    expect(String(error)).toMatch(/got a VelocityRecord\. Pass plain data, for example record\.toObject\(\)\.$/);
    await db.put(entity, rows.Velocity, record.toObject());
    await db.close();
  });

  test('a value inside of a record, and a row of another table', () => {
    const db = Database.memory(rows.arena);
    const position = { x: 1, y: 2, z: 3 };
    const entity = db.writeSync((tx) => {
      const created = tx.create();
      tx.insert(created, rows.Transform, { position });
      tx.insert(created, rows.Velocity, position);
      return created;
    });
    const record = records.TransformRecord.at(records.TransformRecord.encode({ position }));
    const update = (data: object) => () => db.writeSync((tx) => tx.update(entity, rows.Transform, data));
    expect(update({ position: record.position })).toThrow(
      /"position" of table "transform" expects .*, got a Vec3Record\. Pass plain data, for example record\.toObject/,
    );
    db.read(entity, rows.Velocity, (row: object) => {
      expect(update({ position: row })).toThrow(
        /, got a VelocityRow\. Pass plain data, for example row\.toObject\(\)\.$/,
      );
    });
    expect(update({ position: { ...position, x: record.rotation } })).toThrow(
      /expects f32 .*, got an array of length 4\.$/,
    );
  });
});

test('a tag has a record of no bytes', () => {
  const { FrozenRecord } = records;
  expect(FrozenRecord.size).toBe(0);
  expect(FrozenRecord.encode({})).toEqual(new Uint8Array(0));
  expect(FrozenRecord.decode(new ArrayBuffer(0))).toEqual({});
  expect(() => FrozenRecord.encode({ x: 1 })).toThrow('table "frozen" has no field "x"');
});

test('prints as plain data, and as JSON', () => {
  const { PlayerRecord } = records;
  const record = PlayerRecord.at(PlayerRecord.encode({ id: 1n, name: 'Ada' }));
  expect(inspect(record)).toBe("{ id: 1n, name: 'Ada', team: 0 }");
  expect(JSON.stringify({ record })).toBe('{"record":{"id":"1","name":"Ada","team":0}}');
  expect(Object.keys(record)).toEqual([]);
});

test('a field with the name of a member of records has another getter', async () => {
  const { TRecord } = await load(
    'members',
    `[database]
name = "members"
[custom_types.C]
fields = [{ name = "move_to", type = "u8" }]
[tables.t]
fields = [
  { name = "patch", type = "u8" }, { name = "patchField", type = "u8" },
  { name = "assign", type = "C", nullable = true },
  { name = "byte_offset", type = "[u8; 2]" }, { name = "size", type = "u8" },
]`,
  );
  const data = { patch: 1, patchField: 2, assign: { moveTo: 3 }, byteOffset: [4, 5], size: 6 };
  const record = TRecord.at(TRecord.encode(data));
  expect(record.toObject()).toEqual(data);
  expect([record.patchFieldField, record.patchField, record.assignField.moveToField]).toEqual([1, 2, 3]);
  expect([record.byteOffset, record.byteOffsetField.at(1), record.size, TRecord.size]).toEqual([0, 5, 6, 7]);
  record.patch({ patch: 7, assign: null });
  record.assign(record);
  expect(record.toObject()).toEqual({ ...data, patch: 7, assign: null });
});

test('records of tables and types whose names generated files use', async () => {
  const module = await load('collisions', collisions());
  const { BufferRecord, RowRecord, RowRecordRecord, QueryRecord, ObjectRecord, EntityRecord, IndexRecord } = module;
  const bytes = { many: [{ x: 1.5 }, { x: 2, kind: 0 }] };
  const data = { value: 7n, Row: { accessor: { flag: true }, bytes }, CLOSED: [{ x: 1 }, { x: 2 }] };
  expect(RowRecord.decode(RowRecord.encode(data))).toMatchObject({ Row: { bytes: { big: 7n } }, class: null });
  expect(QueryRecord.decode(QueryRecord.encode({ record: 1, n: 3n }))).toEqual({ record: 1, n: 3n, big: null });
  expect(EntityRecord.decode(EntityRecord.encode({ text: 'a' }))).toEqual({ entity: 0, text: 'a' });
  expect(BufferRecord.decode(BufferRecord.encode({ row: { x: 1 } }))).toEqual({ row: { x: 1 }, query: 0 });
  expect([ObjectRecord.size, IndexRecord.size, RowRecordRecord.size]).toEqual([1, 0, 4]);
});

/** Rows as data: defaults, nulls, unknown keys, nested values, and paths. */

import { Database, type DynamicData, schemaFromDescriptor } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { type FieldSpecs, schemaOf } from '../support/schema.js';

const TYPES = {
  customTypes: {
    Vec2: { x: 'f32', y: { type: 'f32', default: 2 } },
    Body: { kind: 'u8', at: 'Vec2', path: '[Vec2; 2]' },
  },
};

function open(fields: FieldSpecs) {
  const db = Database.memory(schemaOf({ ...TYPES, tables: { row: fields } }));
  const Row = db.component('row');
  const insert = (data?: DynamicData) =>
    db.writeSync((tx) => {
      const created = tx.create();
      tx.insert(created, Row, ...(data === undefined ? [] : [data]));
      return created;
    });
  return { db, Row, insert };
}

describe('defaults', () => {
  test('replace fields that are left out or undefined, on insert and on put', () => {
    const { db, Row, insert } = open({
      a: 'u8',
      b: { type: 'u8', default: 7 },
      c: { type: 'Vec2', default: { x: 1, y: 3 } },
    });
    const entity = insert({ a: 1 });
    expect(db.get(entity, Row)).toEqual({ a: 1, b: 7, c: { x: 1, y: 3 } });
    db.writeSync((tx) => tx.put(entity, Row, { a: 2, b: 9 }));
    db.writeSync((tx) => tx.put(entity, Row, { a: 3, b: undefined as never }));
    expect(db.get(entity, Row)).toEqual({ a: 3, b: 7, c: { x: 1, y: 3 } });
  });

  test('are not applied on update', () => {
    const { db, Row, insert } = open({ a: 'u8', b: { type: 'u8', default: 7 } });
    const entity = insert({ a: 1, b: 9 });
    db.writeSync((tx) => tx.update(entity, Row, { a: 2 }));
    db.writeSync((tx) => tx.update(entity, Row, { a: 3, b: undefined as never }));
    expect(db.get(entity, Row)).toEqual({ a: 3, b: 9 });
  });

  test('a row whose fields all have defaults needs no data', () => {
    const { db, Row, insert } = open({ a: { type: 'u8', default: 1 }, b: { type: 'u8', nullable: true } });
    expect(db.get(insert(), Row)).toEqual({ a: 1, b: null });
  });

  test('a required field that is left out is refused', () => {
    const { insert } = open({ a: 'u8', b: 'u8' });
    expect(errorOf(() => insert({ a: 1 }))).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', field: 'b', got: 'nothing' });
  });

  test('a field can have the name of a member that every object inherits', () => {
    const { db, Row, insert } = open({
      constructor: { type: 'u8', default: 5 },
      value_of: { type: 'u8', nullable: true },
    });
    expect(db.get(insert({}), Row)).toEqual({ constructor: 5, value_of: null });
  });
});

describe('nulls', () => {
  const fields = Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [`f${i}`, i % 3 === 2 ? { type: 'u16' } : { type: 'u16', nullable: true }]),
  );
  const nullable = Object.keys(fields).filter((_, i) => i % 3 !== 2);
  const values = Object.fromEntries(Object.keys(fields).map((name, i) => [name, i + 1]));

  test('each nullable field has its own bit', () => {
    const { db, Row, insert } = open(fields);
    const entity = insert(values);
    expect(db.get(entity, Row)).toEqual(values);
    for (const name of nullable) {
      db.writeSync((tx) => {
        tx.update(entity, Row, { [name]: null });
        expect(tx.get(entity, Row)).toEqual({ ...values, [name]: null });
        tx.update(entity, Row, (row) => row.set(name, 0));
        expect(tx.get(entity, Row)).toEqual({ ...values, [name]: 0 });
        tx.update(entity, Row, (row) => row.set(name, null));
        tx.put(entity, Row, values);
        expect(tx.get(entity, Row)).toEqual(values);
      });
    }
  });

  test('null in a field that is not nullable is refused', () => {
    const { db, Row, insert } = open(fields);
    const entity = insert(values);
    db.writeSync((tx) => {
      for (const attempt of [
        () => tx.update(entity, Row, { f0: 99, f2: null }),
        () => tx.update(entity, Row, (row) => row.set('f2', null)),
        () => tx.put(entity, Row, { ...values, f0: 99, f2: null }),
      ]) {
        expect(errorOf(attempt)).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', field: 'f2', got: 'null' });
      }
    });
    expect(db.get(entity, Row)).toEqual(values);
  });

  test('null inside a custom type is refused, with and without a default', () => {
    const { insert } = open({ at: 'Vec2' });
    for (const at of [
      { x: null, y: 1 },
      { x: 1, y: null },
    ]) {
      expect(errorOf(() => insert({ at }))).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', got: 'null' });
    }
  });

  test('a null nested value has null parts, and setting one part makes the others zero', () => {
    const { db, Row, insert } = open({ at: { type: 'Vec2', nullable: true } });
    const entity = insert({ at: { x: 1, y: 5 } });
    db.writeSync((tx) => tx.update(entity, Row, { at: null }));
    expect(db.read(entity, Row, (row) => [row.get('at'), row.get('at.x')])).toEqual([null, null]);
    db.writeSync((tx) => tx.update(entity, Row, (row) => row.set('at.x', 3)));
    expect(db.get(entity, Row)).toEqual({ at: { x: 3, y: 0 } });
  });
});

describe('keys that are not fields', () => {
  test('are refused by every call that takes data, and nothing changes', () => {
    const { db, Row, insert } = open({ a: 'u8', at: 'Vec2' });
    const entity = insert({ a: 1, at: { x: 1, y: 1 } });
    db.writeSync((tx) => {
      const empty = tx.create();
      const attempts: readonly (readonly [field: string, attempt: () => void])[] = [
        ['b', () => tx.insert(empty, Row, { a: 2, at: { x: 1, y: 1 }, b: 1 })],
        ['b', () => tx.put(entity, Row, { a: 2, at: { x: 1, y: 1 }, b: 1 })],
        ['b', () => tx.update(entity, Row, { a: 2, b: undefined as never })],
        ['b', () => tx.update(entity, Row, (row) => row.set('b', 1))],
        ['at.z', () => tx.update(entity, Row, { a: 2, at: { x: 5, y: 5, z: 5 } })],
        ['at.z', () => tx.update(entity, Row, (row) => row.set('at.z', 1))],
      ];
      for (const [field, attempt] of attempts) {
        const error = errorOf(attempt);
        expect(error).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', table: 'row', field });
        expect(error.message).toMatch(/has no field .* expected only the fields .* correct its spelling/);
      }
      expect(tx.has(empty, Row)).toBe(false);
    });
    expect(db.get(entity, Row)).toEqual({ a: 1, at: { x: 1, y: 1 } });
  });

  test.each([['text'], [5], [true], [null]])('%p is not a row', (data) => {
    const { db, Row, insert } = open({ a: { type: 'u8', default: 1 } });
    const entity = insert();
    const wrong = data as unknown as DynamicData;
    db.writeSync((tx) => {
      expect(errorOf(() => tx.update(entity, Row, wrong))).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', table: 'row' });
      if (data === null) return;
      expect(errorOf(() => tx.put(entity, Row, wrong))).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', table: 'row' });
      expect(errorOf(() => tx.insert(tx.create(), Row, wrong))).toMatchObject({
        code: 'FIELD_TYPE_MISMATCH',
        table: 'row',
      });
    });
  });
});

describe('nested values', () => {
  const body = {
    kind: 1,
    at: { x: 1, y: 2 },
    path: [
      { x: 3, y: 4 },
      { x: 5, y: 6 },
    ],
  };

  test('are read and written as a whole and by path', () => {
    const { db, Row, insert } = open({ body: 'Body' });
    const entity = insert({ body });
    expect(db.get(entity, Row)).toEqual({ body });
    db.writeSync((tx) =>
      tx.update(entity, Row, (row) => {
        row.set('body.path[1].x', 50);
        row.set('body.at', { x: 10 });
        expect(row.get('body.path[1]')).toEqual({ x: 50, y: 6 });
        expect(row.get('body.path.0.y')).toBe(4);
      }),
    );
    expect(db.get(entity, Row)).toEqual({
      body: {
        kind: 1,
        at: { x: 10, y: 2 },
        path: [
          { x: 3, y: 4 },
          { x: 50, y: 6 },
        ],
      },
    });
  });

  test.each([
    ['body.path[2]', { field: 'body.path', expected: 'an index from 0 to 1' }],
    ['body.path[01].q', { field: 'body.path.01.q' }],
    ['body.at.x.y', { field: 'body.at.x.y' }],
    ['missing', { field: 'missing' }],
    ['', { field: '' }],
  ])('the path "%s" does not exist', (path, facts) => {
    const { db, Row, insert } = open({ body: 'Body' });
    const entity = insert({ body });
    expect(errorOf(() => db.read(entity, Row, (row) => row.get(path)))).toMatchObject({
      code: 'FIELD_TYPE_MISMATCH',
      table: 'row',
      ...facts,
    });
  });

  test('the error of a nested value names its path', () => {
    const { insert } = open({ body: 'Body' });
    const wrong = {
      ...body,
      path: [
        { x: 3, y: 4 },
        { x: 5, y: '6' },
      ],
    };
    expect(errorOf(() => insert({ body: wrong }))).toMatchObject({
      field: 'body.path[1].y',
      expected: 'f32 (a number)',
    });
    expect(errorOf(() => insert({ body: { ...body, at: 5 } }))).toMatchObject({
      field: 'body.at',
      expected: 'an object with x, y',
    });
    expect(errorOf(() => insert({ body: { ...body, path: [{ x: 1 }] } }))).toMatchObject({
      field: 'body.path',
      expected: 'a list of exactly 2 elements',
    });
  });
});

test('a component belongs to one schema and is found by its name', () => {
  const { db, Row } = open({ a: 'u8' });
  expect(db.component('row')).toBe(Row);
  expect(errorOf(() => db.component('rows'))).toMatchObject({ code: 'SCHEMA_ERROR', table: 'rows', expected: 'row' });
  const foreign = Database.memory(schemaOf({ name: 'other', tables: { row: { a: 'u8' } } })).component('row');
  const uses: readonly (() => unknown)[] = [
    () => db.count(foreign),
    () => db.query(foreign),
    () => db.query(Row).with(foreign),
    () => db.query(Row).without(foreign),
    () => db.writeSync((tx) => tx.insert(tx.create(), foreign, { a: 1 })),
    () => db.count({} as never),
    () => db.count(undefined as never) + db.query(undefined as never).count(),
  ];
  for (const use of uses) expect(errorOf(use)).toMatchObject({ code: 'SCHEMA_ERROR' });
  expect(errorOf(() => db.count(foreign)).message).toMatch(/component "row" is not of the schema "test"/);
});

test('a schema with two tables of the same id is refused', () => {
  const twice = schemaOf({ tables: { a: {} } }).descriptor;
  const tables = [...twice.tables, ...twice.tables];
  expect(errorOf(() => schemaFromDescriptor({ ...twice, tables }))).toMatchObject({ code: 'SCHEMA_ERROR' });
});

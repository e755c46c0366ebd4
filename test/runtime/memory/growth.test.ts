/** Tables grow while they are used, and keep all their rows. */

import { isDeepStrictEqual } from 'node:util';
import { Database, type Entity, schemaFromDescriptor } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { describeSchema, schemaOf } from '../support/schema.js';

test.each([
  ['a tag', {}, {}],
  ['a byte', { v0: 'u8' }, { v0: 1 }],
  ['three bytes', { v0: '[u8; 3]' }, { v0: [1, 2, 3] }],
  ['a word', { v0: 'u64' }, { v0: 5n }],
  ['almost a block', { v0: 'string<508>', v1: 'u8' }, { v0: 'x', v1: 1 }],
  ['more than a block', { v0: 'string<600>', v1: 'f64' }, { v0: 'y', v1: 0.5 }],
  ['many blocks', { v0: 'string<9000>' }, { v0: 'z'.repeat(100) }],
])('a table of %s grows through many sizes', (_, fields, row) => {
  const db = Database.memory(schemaOf({ tables: { row: fields, other: { v: 'u32' } } }));
  const [Row, Other] = [db.component('row'), db.component('other')];
  const entities: Entity[] = [];
  for (let count = 1; count <= 1500; count *= 3) {
    const fill = (fails: boolean): Entity[] =>
      db.writeSync((tx) => {
        const created = Array.from({ length: count }, () => {
          const entity = tx.create();
          tx.insert(entity, Row, row);
          tx.insert(entity, Other, { v: entity });
          return entity;
        });
        if (fails) throw new RangeError('grown in vain');
        return created;
      });
    expect(() => fill(true)).toThrow('grown in vain');
    expect(db.count(Row)).toBe(entities.length);
    entities.push(...fill(false));
  }
  expect(db.query(Row, Other).count()).toBe(entities.length);
  db.query(Row, Other).forEach((one, other, entity) => {
    if (!isDeepStrictEqual(one.toObject(), row)) expect(one.toObject()).toEqual(row);
    if (other.get('v') !== entity) expect(other.get('v')).toBe(entity);
  });
});

test('a thousand unused tables take address space, not memory', () => {
  const tables = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`table_${i}`, { x: 'u32', y: 'f64' }]));
  const schema = schemaOf({ tables });
  const memoryBefore = process.memoryUsage().rss;
  const db = Database.memory(schema);
  const megabytes = (process.memoryUsage().rss - memoryBefore) / 2 ** 20;
  expect(megabytes).toBeLessThan(200);
  expect(db.stats().tables).toHaveLength(1000);

  const entity = db.writeSync((tx) => {
    const created = tx.create();
    for (const component of schema.components) tx.insert(created, component, { x: component.TABLE_ID, y: 0.5 });
    return created;
  });
  for (const component of schema.components) {
    expect(db.get(entity, component)).toEqual({ x: component.TABLE_ID, y: 0.5 });
  }
  db.writeSync((tx) => tx.destroy(entity));
  expect(db.stats().tables.every(({ rows }) => rows === 0)).toBe(true);
});

test('a row that no region can hold is refused, and the database can be used further', () => {
  const { tables, ...rest } = describeSchema({ tables: { huge: { x: 'u8' }, small: { x: 'u8' } } });
  const [huge, small] = tables;
  if (huge === undefined || small === undefined) throw new Error('the schema has two tables');
  const db = Database.memory(schemaFromDescriptor({ ...rest, tables: [{ ...huge, size: 2 ** 32 }, small] }));
  const [Huge, Small] = [db.component('huge'), db.component('small')];
  const entity = db.writeSync((tx) => {
    const created = tx.create();
    const error = errorOf(() => tx.insert(created, Huge, { x: 1 }));
    expect(error).toMatchObject({ code: 'CAPACITY_EXCEEDED', table: 'huge', got: `${2 ** 32} bytes` });
    expect(error.expected).toMatch(/^at most \d+ bytes$/);
    tx.insert(created, Small, { x: 1 });
    return created;
  });
  expect(db.has(entity, Huge)).toBe(false);
  expect(db.count(Huge)).toBe(0);
  expect(db.get(entity, Small)).toEqual({ x: 1 });
});

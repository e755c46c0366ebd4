/** Rows that a function fills, in tables with `min` and `max`. */

import { Database } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import { schemaOfToml } from '../support/toml.js';

const schema = schemaOfToml(`
[custom_types.Size]
fields = [{ name = "width", type = "u16", min = 2 }]
[tables.book]
fields = [
  { name = "year", type = "u16", min = 1450, max = 2100 },
  { name = "size", type = "Size" },
  { name = "old", type = "u16", nullable = true, min = 3 },
]
`);

test('a required field may start outside of its bounds, and must be set', () => {
  const db = Database.memory(schema);
  const book = db.component('book');
  const data = { year: 2000, size: { width: 7 } };
  db.writeSync((tx) => {
    tx.createMany(2, [book], (row) => {
      row.set('year', 1999);
      row.set('size.width', 5);
    });
    tx.createMany(1, [book], [data]);
    tx.insertMany([tx.create()], book, [data]);
  });
  expect(db.query(book).count()).toBe(4);
  for (const field of ['year', 'size.width']) {
    const fill = (): void =>
      db.writeSync((tx) => {
        tx.createMany(2, [book], (row, _entity, i) => {
          row.set('year', i === 1 && field === 'year' ? 1450 : 2000);
          if (i === 0 || field !== 'size.width') row.set('size.width', 2);
        });
      });
    if (field === 'year') fill();
    else expect(fill).toThrow(/size.*u16 of at least 2/);
  }
  expect(() =>
    db.writeSync((tx) => {
      tx.createMany(1, [book], (row) => row.set('size.width', 2));
    }),
  ).toThrow(/year.*u16 from 1450 to 2100, got the number 0/);
  expect(db.query(book).count()).toBe(6);
});

/** Keys of one u32 or one string, whose words a lookup makes without a record. */

import { Database } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf } from '../support/errors.js';
import { schemaOfToml } from '../support/toml.js';

const schema = schemaOfToml(`
[tables.word]
fields = [{ name = "text", type = "string<9>", unique = true, nullable = true }]
[tables.number]
fields = [{ name = "value", type = "u32", unique = true }]
`);

const BYTES_MAX = 9;
const text = fc.string({ maxLength: BYTES_MAX, unit: fc.constantFrom('a', 'b', '\0', '\x7f', 'é', '€', '😀') });
const fits = (value: string): boolean => Buffer.byteLength(value) <= BYTES_MAX;

test('each string is found by itself, and no other', () => {
  fc.assert(
    fc.property(fc.uniqueArray(text.filter(fits), { minLength: 1, maxLength: 40 }), text, (texts, other) => {
      const db = Database.memory(schema);
      const word = db.component('word');
      const entities = db.writeSync((tx) =>
        texts.map((one) => {
          const entity = tx.create();
          tx.insert(entity, word, { text: one });
          return entity;
        }),
      );
      for (const [i, one] of texts.entries()) expect(db.lookup(word, 'text', one).toArray()).toEqual([entities[i]]);
      if (!texts.includes(other) && fits(other)) expect(db.lookup(word, 'text', other).count()).toBe(0);
      expect(db.lookup(word, 'text', null).count()).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test('each number is found by itself', () => {
  const db = Database.memory(schema);
  const number = db.component('number');
  const values = [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
  const entities = db.writeSync((tx) =>
    values.map((value) => {
      const entity = tx.create();
      tx.insert(entity, number, { value });
      return entity;
    }),
  );
  for (const [i, value] of values.entries()) expect(db.lookup(number, 'value', value).first()).toBe(entities[i]);
  expect(db.lookup(number, 'value', -0).first()).toBe(entities[0]);
});

test.each([
  ['word', 'text', 'a text that is too long'],
  ['word', 'text', '\ud800'],
  ['word', 'text', 1],
  ['number', 'value', -1],
  ['number', 'value', 0.5],
  ['number', 'value', 2 ** 32],
  ['number', 'value', '1'],
])('%s.%s refuses %j', (table, index, value) => {
  const db = Database.memory(schema);
  expect(errorOf(() => db.lookup(db.component(table), index, value).first())).toMatchObject({
    code: 'FIELD_TYPE_MISMATCH',
  });
});

/** Promise: a string field stores exactly every well-formed text whose UTF-8 fits into its capacity. */

import { Database } from '@ecsdb/runtime';
import { stringCodec } from '@ecsdb/runtime/codegen-v1';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf } from '../support/errors.js';
import { schemaOfRow } from '../support/schema.js';
import { viewsOf } from '../support/views.js';

function open(capacity: number) {
  const db = Database.memory(
    schemaOfRow({
      before: { type: 'u8', default: 255 },
      text: `string<${capacity}>`,
      after: { type: 'u8', default: 255 },
    }),
  );
  const Row = db.component('row');
  const entity = db.writeSync((tx) => {
    const created = tx.create();
    tx.insert(created, Row, { text: '' });
    return created;
  });
  return { db, Row, entity };
}

test.each([1, 2, 5, 8, 13, 300])('text that fits into string<%d> is read as it was written', (capacity) => {
  const { db, Row, entity } = open(capacity);
  const text = fc
    .string({ unit: 'binary', maxLength: capacity })
    .filter((value) => Buffer.byteLength(value) <= capacity);
  fc.assert(
    fc.property(text, text, (first, second) => {
      db.writeSync((tx) => {
        tx.update(entity, Row, { text: first });
        tx.update(entity, Row, { text: second });
        expect(tx.get(entity, Row)).toEqual({ before: 255, text: second, after: 255 });
      });
      expect(db.get(entity, Row)).toEqual({ before: 255, text: second, after: 255 });
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['the empty string', ''],
  ['exactly the capacity in ASCII', '1234567890'],
  ['exactly the capacity in two-byte characters', 'äöüßé'],
  ['a byte order mark', '\uFEFFa\uFEFF'],
  ['NUL and other control characters', '\0a\0\u0001\u007F'],
  ['the last ASCII character and the first non-ASCII character', '\u007F\u0080'],
  ['a surrogate pair', '𝒳😀'],
  ['a zero-width joiner', 'a\u200Db'],
])('%s', (_, text) => {
  const { db, Row, entity } = open(10);
  db.writeSync((tx) => tx.update(entity, Row, { text }));
  expect(db.read(entity, Row, (row) => row.get('text'))).toBe(text);
});

test.each([
  ['too long in ASCII', '12345678901'],
  ['too long in bytes, not in characters', 'äöüßéx'],
  ['far too long', 'x'.repeat(100_000)],
])('%s is refused, not truncated', (_, text) => {
  const { db, Row, entity } = open(10);
  db.writeSync((tx) => {
    tx.update(entity, Row, { text: 'kept' });
    const error = errorOf(() => tx.update(entity, Row, { text }));
    expect(error).toMatchObject({
      code: 'FIELD_TYPE_MISMATCH',
      table: 'row',
      field: 'text',
      expected: 'a string of at most 10 bytes in UTF-8',
    });
    expect(error.message.length).toBeLessThan(300);
  });
  expect(db.get(entity, Row)).toMatchObject({ text: 'kept' });
});

test.each(['\uD800', 'a\uDC00b', '\uDC00\uD800', 'x\uD83D'])('a lone surrogate is refused', (text) => {
  const { db, Row, entity } = open(10);
  const error = errorOf(() => db.writeSync((tx) => tx.update(entity, Row, { text })));
  expect(error).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', field: 'text' });
  expect(error.message).toMatch(/lone surrogate/);
});

test.each([[1], [true], [null], [{}], [['a']], [new String('a')]])('%p is not a string', (value) => {
  const { db, Row, entity } = open(10);
  const error = errorOf(() => db.writeSync((tx) => tx.update(entity, Row, { text: value as unknown as string })));
  expect(error).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', field: 'text' });
});

test('unused bytes are zero, so that equal texts have equal bytes', () => {
  const codec = stringCodec(5);
  const views = viewsOf(16);
  views.u8.fill(0xee);
  for (const text of ['äbcd', 'abcde', 'x']) codec.write(views, 4, text, 'row.text');
  expect(codec.size).toBe(8);
  expect([...views.u8.subarray(3, 13)]).toEqual([0xee, 1, 0, 0x78, 0, 0, 0, 0, 0, 0xee]);
});

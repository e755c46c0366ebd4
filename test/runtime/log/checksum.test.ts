/**
 * Checksums are CRC-32 as in zip, whichever code computes them. Files written on one version of Node can be read on all
 * others.
 */

import { checksumOf } from '@ecsdb/runtime/storage';
import { checksum, tableChecksum } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { crc32 } from './by-hand.js';

/** Lengths below and above the length from which the platform's implementation is used. */
const bytes = fc.uint8Array({ maxLength: 400 });

test.each([
  ['', 0],
  ['a', 0xe8b7be43],
  ['123456789', 0xcbf43926],
  ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ['\0'.repeat(32), 0x190a55ad],
  ['123456789'.repeat(100), crc32(new TextEncoder().encode('123456789'.repeat(100)))],
])('the checksum of %j', (text, expected) => {
  const encoded = new TextEncoder().encode(text);
  expect(checksum(encoded)).toBe(expected);
  expect(tableChecksum(encoded, 0, encoded.length)).toBe(expected);
});

test('the table, the platform and the definition give the same checksum', () => {
  fc.assert(
    fc.property(bytes, (given) => {
      const expected = crc32(given);
      expect(checksum(given)).toBe(expected);
      expect(tableChecksum(given, 0, given.length)).toBe(expected);
    }),
  );
});

test('a checksum can continue from the checksum of the bytes before', () => {
  fc.assert(
    fc.property(bytes, bytes, (before, after) => {
      const whole = Uint8Array.from([...before, ...after]);
      expect(checksum(after, checksum(before))).toBe(crc32(whole));
      expect(tableChecksum(after, 0, after.length, checksum(before))).toBe(crc32(whole));
    }),
  );
});

test('the checksum of a part of growable shared memory is computed in place', () => {
  fc.assert(
    fc.property(bytes, fc.nat(50), fc.nat(50), (given, left, right) => {
      const shared = new Uint8Array(
        new SharedArrayBuffer(1000, { maxByteLength: 4000 }),
        8,
        left + given.length + right,
      );
      shared.set(given, left);
      expect(checksumOf(shared, left, left + given.length)).toBe(crc32(given));
    }),
  );
});

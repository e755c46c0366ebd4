/**
 * Promise: compressed input is read in pieces of any size, from any number of members or frames. Damaged input is
 * refused, and never read as if it were shorter.
 */

import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Compress, compressorOf, decompressed } from '../../tools/src/compression/index.js';
import { COMPRESSED, reportMissingZstd } from '../runtime/support/compressions.js';

reportMissingZstd();

/** The same buffer for all pieces, as files are read. */
function* piecesOf(bytes: Uint8Array, size: number): Generator<Uint8Array, void> {
  const buffer = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    buffer.set(piece);
    yield buffer.subarray(0, piece.length);
    buffer.fill(0xee);
  }
}

async function contentOf(bytes: Uint8Array, pieceBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of decompressed(piecesOf(bytes, pieceBytes), 'the input')) parts.push(part);
  return Buffer.concat(parts).toString();
}

async function failureOf(bytes: Uint8Array, pieceBytes: number): Promise<unknown> {
  return contentOf(bytes, pieceBytes).then(
    (content) => content,
    (error: unknown) => error,
  );
}

const pieceBytes = fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 2 ** 17 }));

test('input that is not compressed passes unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 50 }), pieceBytes, async (text, size) => {
      expect(await contentOf(Buffer.from(text), size)).toBe(Buffer.from(text).toString());
    }),
  );
});

describe.each(COMPRESSED)('%s', (compression) => {
  const compress = compressorOf(compression) as Compress;
  const joined = (texts: readonly string[]): Buffer => Buffer.concat(texts.map((text) => compress(Buffer.from(text))));

  test('any number of blocks is read, in pieces of any size', async () => {
    const text = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.integer({ min: 1, max: 300_000 }).map((length) => 'abcdefg\n'.repeat(length / 8)),
      fc.uint8Array({ maxLength: 40_000 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), pieceBytes, async (texts, size) => {
        expect(await contentOf(joined(texts), size)).toBe(texts.join(''));
      }),
      { numRuns: 60 },
    );
  });

  test('any flipped bit is found, or changes nothing', async () => {
    const texts = ['{"line":1}\n'.repeat(9), '{"line":2}\n', '{"line":3,"text":"abc"}\n{"line":4}\n'];
    const bytes = joined(texts);
    // With other first bytes, the input is not recognised as compressed.
    for (let bit = 32; bit < bytes.length * 8; bit++) {
      const copy = Uint8Array.from(bytes);
      copy[bit >>> 3] = (copy[bit >>> 3] as number) ^ (1 << (bit & 7));
      const result = await failureOf(copy, 1000);
      if (result !== texts.join('')) expect([bit, result]).toMatchObject([bit, { code: 'DAMAGED_INPUT' }]);
    }
  });

  test('an end that is missing is found, except where a block ends', async () => {
    const texts = ['{"line":1}\n', '{"line":2}\n', '{"line":3}\n'];
    const bytes = joined(texts);
    const ends = texts.map((_, i) => joined(texts.slice(0, i + 1)).length);
    for (let length = 4; length < bytes.length; length++) {
      const result = await failureOf(bytes.subarray(0, length), 7);
      if (ends.includes(length)) expect(typeof result).toBe('string');
      else expect([length, result]).toMatchObject([length, { code: 'DAMAGED_INPUT' }]);
    }
  });

  test.each([0, 0x55, 0xff])('a block that is overwritten with bytes %d is found', async (byte) => {
    const texts = ['{"line":1}\n', '{"line":2}\n', '{"line":3}\n'];
    const start = joined(texts.slice(0, 1)).length;
    const bytes = joined(texts).fill(byte, start, start + 12);
    for (const size of [1, start, 1000]) {
      expect(await failureOf(bytes, size)).toMatchObject({
        code: 'DAMAGED_INPUT',
        message: expect.stringContaining('the input cannot be decompressed'),
      });
    }
  });
});

test('content of any size takes little memory', async () => {
  const bytes = gzipSync(Buffer.alloc(2 ** 27, 0x0a), { level: 9 });
  let total = 0;
  let largest = 0;
  for await (const part of decompressed([bytes], 'the input')) {
    total += part.length;
    largest = Math.max(largest, part.length);
  }
  expect([bytes.length < 2 ** 18, total]).toEqual([true, 2 ** 27]);
  expect(largest).toBeLessThanOrEqual(2 ** 18);
});

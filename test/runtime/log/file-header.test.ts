/** File headers are as docs/format.md specifies, and every other header is refused. */

import {
  decodeSegmentHeader,
  encodeManifest,
  type FileIdentity,
  type Manifest,
  randomDatabaseId,
  randomSalt,
} from '@ecsdb/runtime/storage';
import {
  decodeFileHeader,
  decodeManifest,
  encodeFileHeader,
  encodeSegmentHeader,
  getU64,
  type SegmentFields,
  setU64,
} from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { crc32, readHeader } from './by-hand.js';

const IDENTITY: FileIdentity = {
  databaseId: '00112233445566778899aabbccddeeff',
  schemaHash: 'ffeeddccbbaa99887766554433221100',
  schemaVersion: '1.2.0',
  epoch: 3,
  salt: 0xdeadbeef,
};
const MANIFEST: Manifest = { ok: true, identity: IDENTITY, newestSegment: 5, createdMs: 1_700_000_000_000 };
const SEGMENT: SegmentFields = {
  identity: IDENTITY,
  sequence: 6,
  firstVersion: 2 ** 40 + 7,
  previous: { length: 4096, lastVersion: 2 ** 40 + 6, checksum: 0x12345678 },
  createdMs: 1_700_000_000_000,
};

/** A copy of a header with other bytes at `offset` and a valid checksum. */
function forged(bytes: Uint8Array, offset: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, offset);
  new DataView(copy.buffer).setUint32(508, crc32(copy.subarray(0, 508)), true);
  return copy;
}

test('a manifest, byte for byte', () => {
  const hex = Buffer.from(encodeManifest(MANIFEST)).toString('hex');
  expect(hex.slice(0, 2 * 80)).toBe(
    '894543534d0d0a1a' + // magic
      '0100' + // major
      '0000' + // minor
      '01' + // algorithm
      '00' +
      '0002' + // length
      '00112233445566778899aabbccddeeff' +
      'ffeeddccbbaa99887766554433221100' +
      '03000000' + // epoch
      'efbeadde' + // salt
      '0500000000000000' + // newest segment
      '0068e5cf8b010000' + // created
      '0000000000000000',
  );
  expect(hex.slice(2 * 80, 2 * 120)).toBe('00'.repeat(40));
  expect(hex.slice(2 * 120, 2 * 126)).toBe('05' + '312e322e30'); // '1.2.0'
  expect(hex.slice(2 * 126, 2 * 184)).toBe('00'.repeat(58));
  expect(hex.slice(2 * 184, 2 * 188)).toBe('00000000'); // required features
  expect(hex.slice(2 * 188, 2 * 508)).toBe('00'.repeat(320));
  expect(hex.length).toBe(2 * 512);
  expect(readHeader(encodeManifest(MANIFEST)).kind).toBe('M');
});

test('an encoded header decodes to the same values, also from the middle of shared memory', () => {
  const segment = encodeSegmentHeader(SEGMENT);
  const { checksum } = readHeader(segment);
  expect(decodeSegmentHeader(segment)).toEqual({ ok: true, ...SEGMENT, checksum });
  expect(decodeManifest(encodeManifest(MANIFEST))).toEqual(MANIFEST);
  const shared = new Uint8Array(new SharedArrayBuffer(1024, { maxByteLength: 4096 }), 8, 600);
  shared.set(segment);
  expect(decodeSegmentHeader(shared)).toEqual({ ok: true, ...SEGMENT, checksum });
});

test('every identity decodes to what was encoded', () => {
  const digits = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'));
  const u32 = fc.integer({ min: 1, max: 2 ** 32 - 1 });
  const version = fc.string({ unit: 'binary', maxLength: 15 });
  const identities = fc.record({
    databaseId: digits,
    schemaHash: digits,
    schemaVersion: version,
    epoch: u32,
    salt: u32,
  });
  fc.assert(
    fc.property(identities, (identity) => {
      const header = decodeFileHeader(
        encodeFileHeader('snapshot', identity, () => {}),
        'snapshot',
      );
      expect(header).toMatchObject({ ok: true, identity });
    }),
  );
});

test('a header with any flipped bit is refused, and not taken for a header of a newer format', () => {
  const bytes = encodeSegmentHeader(SEGMENT);
  for (let bit = 0; bit < 512 * 8; bit++) {
    const damaged = bytes.slice();
    damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
    const decoded = decodeSegmentHeader(damaged);
    expect([bit, decoded]).toMatchObject([bit, { ok: false, fault: expect.stringMatching(/^(magic|kind|checksum)$/) }]);
  }
});

test.each([
  ['short', encodeSegmentHeader(SEGMENT).subarray(0, 511)],
  ['short', new Uint8Array(0)],
  ['magic', new Uint8Array(512)],
  ['kind', encodeManifest(MANIFEST)],
  ['checksum', encodeSegmentHeader(SEGMENT).fill(1, 300, 301)],
  ['major', forged(encodeSegmentHeader(SEGMENT), 8, 2)],
  ['algorithm', forged(encodeSegmentHeader(SEGMENT), 12, 2)],
  ['length', forged(encodeSegmentHeader(SEGMENT), 14, 0, 4)],
  ['value', forged(encodeSegmentHeader(SEGMENT), 52, 0, 0, 0, 0)], // salt
  ['value', forged(encodeSegmentHeader(SEGMENT), 48, 0, 0, 0, 0)], // epoch
  ['value', forged(encodeSegmentHeader(SEGMENT), 120, 64)], // length of the schema's version
  ['value', forged(encodeSegmentHeader(SEGMENT), 56, 0)], // sequence
  ['value', forged(encodeSegmentHeader(SEGMENT), 70, 0xff)], // first version
  ['value', forged(encodeSegmentHeader(SEGMENT), 79, 1)], // length of the segment before
])('a header is refused for its %s', (fault, bytes) => {
  expect(decodeSegmentHeader(bytes)).toMatchObject({ ok: false, fault });
});

test('a newer minor format is read', () => {
  expect(decodeSegmentHeader(forged(encodeSegmentHeader(SEGMENT), 10, 9))).toMatchObject({ ok: true, sequence: 6 });
});

describe('a header that requires a feature', () => {
  const kinds = ['manifest', 'segment', 'snapshot'] as const;
  const withFeatures = (bytes: Uint8Array, features: number): Uint8Array =>
    forged(bytes, 184, features, features >>> 8, features >>> 16, features >>> 24);

  test.each(kinds)('is refused as unknown for each bit, in a %s', (kind) => {
    const bytes = encodeFileHeader(kind, IDENTITY, () => {});
    expect(decodeFileHeader(withFeatures(bytes, 0), kind)).toMatchObject({ ok: true, identity: IDENTITY });
    // Only snapshots have a known feature, which is bit 0.
    for (let bit = kind === 'snapshot' ? 1 : 0; bit < 32; bit++) {
      const word = (1 << bit) >>> 0;
      expect(decodeFileHeader(withFeatures(bytes, word), kind)).toEqual({
        ok: false,
        fault: 'features',
        text: `requires features that this version of ecsdb does not know (bit ${bit} of its feature word)`,
        facts: {
          expected: kind === 'snapshot' ? 'no required features but bit 0' : 'no required features',
          got: `required features 0x${word.toString(16).padStart(8, '0')} (bit ${bit})`,
        },
      });
    }
  });

  test('names all unknown bits', () => {
    expect(decodeManifest(withFeatures(encodeManifest(MANIFEST), 0x8000_0005))).toMatchObject({
      fault: 'features',
      text: expect.stringContaining('(bits 0, 2, 31 of its feature word)'),
      facts: { got: 'required features 0x80000005 (bits 0, 2, 31)' },
    });
  });

  test('is refused for the feature first, because the feature may have changed everything else', () => {
    const others = [
      forged(encodeManifest(MANIFEST), 4, 0x58), // a kind that does not exist
      encodeManifest(MANIFEST), // another kind
      forged(encodeSegmentHeader(SEGMENT), 12, 2), // algorithm
      forged(encodeSegmentHeader(SEGMENT), 14, 0, 4), // length of the header
      forged(encodeSegmentHeader(SEGMENT), 52, 0, 0, 0, 0), // salt
      forged(encodeSegmentHeader(SEGMENT), 56, 0), // sequence
    ];
    for (const bytes of others)
      expect(decodeSegmentHeader(withFeatures(bytes, 1))).toMatchObject({ fault: 'features' });
  });

  test('is damaged if its checksum is wrong, and of a newer format if its major version is newer', () => {
    const bytes = encodeSegmentHeader(SEGMENT).fill(1, 184, 185);
    expect(decodeSegmentHeader(bytes)).toMatchObject({ fault: 'checksum' });
    expect(decodeSegmentHeader(withFeatures(forged(bytes, 8, 2), 1))).toMatchObject({ fault: 'major' });
  });
});

test('a schema version that is too long is refused before anything is written', () => {
  const identity = { ...IDENTITY, schemaVersion: 'ä'.repeat(32) };
  expect(() => encodeManifest({ ...MANIFEST, identity })).toThrow(
    expect.objectContaining({ code: 'SCHEMA_ERROR', expected: 'at most 63 bytes', got: '64 bytes' }),
  );
});

test('integers up to 2^53 - 1 are exact; larger ones are read as NaN and not written', () => {
  const view = new DataView(new ArrayBuffer(16));
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      setU64(view, 3, value);
      expect(view.getBigUint64(3, true)).toBe(BigInt(value));
      expect(getU64(view, 3)).toBe(value);
    }),
  );
  view.setBigUint64(3, 2n ** 53n - 1n, true);
  expect(getU64(view, 3)).toBe(Number.MAX_SAFE_INTEGER);
  fc.assert(
    fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }), (value) => {
      view.setBigUint64(3, value, true);
      expect(getU64(view, 3)).toBeNaN();
    }),
  );
  for (const value of [-1, 2 ** 53, 0.5, Number.NaN]) expect(() => setU64(view, 3, value)).toThrow(/2\^53/);
});

test('ids have 32 digits, salts have 32 bits, and both are random', () => {
  const ids = Array.from({ length: 100 }, randomDatabaseId);
  expect(new Set(ids).size).toBe(100);
  expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  const salts = Array.from({ length: 100 }, randomSalt);
  expect(salts.every((salt) => Number.isInteger(salt) && salt > 0 && salt < 2 ** 32)).toBe(true);
  expect(new Set(salts).size).toBeGreaterThan(95);
});

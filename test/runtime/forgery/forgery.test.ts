/**
 * Promise: whatever the files contain, if their checksums are right, a database opens with a readable state or throws
 * a coded error.
 */

import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { editLog, type Files, forge, forgery } from './forge.js';
import { parseSnapshot, writeSnapshot } from './snapshot-file.js';
import { makeFiles, openAndRead } from './world.js';

const CODES = [undefined, 'CORRUPT', 'FORMAT_UNSUPPORTED', 'SCHEMA_MISMATCH', 'CAPACITY_EXCEEDED'];

// Of zstd, the same code reads the blocks. Its decompressor is in test/runtime/snapshot/compressed.test.ts.
describe.each(['none', 'deflate'] as const)('snapshots with compression %s', (compression) => {
  let files: Files;
  beforeAll(async () => {
    files = await makeFiles(compression);
  });

  test('the unchanged files open', async () => {
    expect([...files.keys()].filter((name) => name.startsWith('snap-'))).toHaveLength(2);
    expect(await openAndRead(files)).toBeUndefined();
  });

  test('the files open after they were decoded and encoded again', async () => {
    const copy = new Map(files);
    editLog(copy, () => {});
    for (const [name, bytes] of files)
      if (name.startsWith('snap-')) copy.set(name, writeSnapshot(parseSnapshot(bytes)));
    expect(await openAndRead(copy)).toBeUndefined();
  });

  test('files with any changes open, or are refused with one of the codes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(forgery, { minLength: 1, maxLength: 3 }), async (changes) => {
        const copy = new Map(files);
        for (const change of changes) forge(copy, change);
        expect(CODES).toContain(await openAndRead(copy));
      }),
      { numRuns: 200 },
    );
  }, 600_000);
});

/** The manifest is replaced atomically: after a crash at any call, the old one or the new one is complete. */

import { Directory, writeManifest } from '@ecsdb/runtime/storage';
import { expect, test } from '@jest/globals';
import { callsOf, DIRECTORY, newDatabase, newestOf, OPTIONS } from './writing.js';

const { databaseId, epoch, schema, createdMs } = OPTIONS;
const identity = { databaseId, epoch, schemaHash: schema.hash, schemaVersion: schema.version, salt: 1 };
const NEW = { identity, newestSegment: 9, createdMs };

test('the manifest is written to a temporary file, synced and renamed, and the directory is synced', () => {
  const fs = newDatabase();
  expect(callsOf(fs, () => writeManifest(new Directory(fs, DIRECTORY), NEW))).toEqual([
    'create MANIFEST.tmp',
    'write MANIFEST.tmp',
    'sync MANIFEST.tmp',
    'close MANIFEST.tmp',
    'rename MANIFEST.tmp',
    'syncDirectory db',
  ]);
  expect(newestOf(fs)).toBe(9);
  expect(fs.pending()).toEqual({ sectors: 0, entries: 0 });
});

test('a crash before any call leaves the old or the new manifest; after the last call, the new one', () => {
  for (let call = 0; call <= 6; call++) {
    for (const survivors of ['none', 'all', { seed: call }] as const) {
      const fs = newDatabase();
      const first = fs.callCount;
      fs.onCall(({ index }) => (index - first === call ? 'crash' : undefined));
      try {
        writeManifest(new Directory(fs, DIRECTORY), NEW);
      } catch {}
      const newest = newestOf(fs.crash({ sectors: survivors, entries: survivors }));
      expect([call, newest]).toEqual([call, call === 6 ? 9 : newest === 9 ? 9 : 0]);
    }
  }
});

test('an unfinished file of an attempt on a full device does not prevent the next attempt', () => {
  const fs = newDatabase();
  fs.onCall(({ kind }) => (kind === 'write' ? { error: 'ENOSPC' } : undefined));
  expect(() => writeManifest(new Directory(fs, DIRECTORY), NEW)).toThrow('ENOSPC');
  fs.onCall();
  expect(newestOf(fs)).toBe(0);
  writeManifest(new Directory(fs, DIRECTORY), NEW);
  expect(newestOf(fs)).toBe(9);
});

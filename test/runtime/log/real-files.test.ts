/** The log works in the same way on the real file system. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Directory, LogWriter, NodeFileSystem } from '@ecsdb/runtime/storage';
import { prepareSpare } from '@ecsdb/runtime/testing';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readManifest, readSegment } from './by-hand.js';
import { group, OPTIONS, upTo, versionsOf } from './writing.js';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ecsdb-log-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

test('groups from growable shared memory are read back from several segments, with and without a spare', () => {
  const fs = new NodeFileSystem();
  const writer = new LogWriter(fs, { ...OPTIONS, directory });
  writer.begin();
  const shared = new SharedArrayBuffer(2 ** 16, { maxByteLength: 2 ** 20 });
  for (let version = 1; version <= 9; version++) {
    const frame = group(version, version === 5 ? 20_000 : 1500);
    const frames = new Uint8Array(shared, 8, frame.length);
    frames.set(frame);
    writer.write(frames, version);
    writer.sync();
    if (version === 3) prepareSpare(new Directory(fs, directory), OPTIONS.segmentBytes);
  }
  writer.close();

  const names = readdirSync(directory).sort();
  const segments = names
    .filter((name) => name.endsWith('.log'))
    .map((name) => readSegment(readFileSync(join(directory, name))));
  expect(versionsOf(segments)).toEqual(upTo(9));
  expect(segments.map(({ rest }) => rest.length)).toEqual(segments.map(() => 0));
  expect(readManifest(readFileSync(join(directory, 'MANIFEST'))).newestSegment).toBe(segments.length);
  expect(names.length).toBe(segments.length + 1);
});

/**
 * Promise (T10): directories that were written by any released version of the format open with all of their data.
 * Encoding that data again gives the same bytes. Of compressed blocks, it gives the same bytes before compression:
 * versions of zlib and zstd differ.
 *
 * scripts/make-golden.js wrote the directories when the version was released. They are never written again.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database, type Entity, schemaFromDescriptor } from '@ecsdb/runtime';
import { Directory, joinPath, recompressSnapshot, schemaFromJson, schemaToJson } from '@ecsdb/runtime/storage';
import { replaceClock, SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import { describe as describeDatabase, type Expected, toText } from '../../torture/golden/expected.js';
import { HAS_ZSTD } from '../runtime/support/compressions.js';
import { rejectionOf } from '../runtime/support/errors.js';
import { reencode } from './reencode.js';

const ROOT = import.meta.dirname;
const DIRECTORY = '/db';

/** Offset of the creation time in the header of a snapshot. */
const CREATED_MS_AT = 72;

/** Offset of the features that a reader must support, in every header. */
const REQUIRED_FEATURES_AT = 184;

const golden = readdirSync(ROOT)
  .filter((name) => name.startsWith('format-'))
  .flatMap((format) =>
    readdirSync(join(ROOT, format))
      .filter((name) => name.endsWith('.json'))
      .map((name): [string, string] => [format, name.slice(0, -'.json'.length)]),
  );

function expectedOf(format: string, name: string): Expected {
  return JSON.parse(readFileSync(join(ROOT, format, `${name}.json`), 'utf8')) as Expected;
}

function filesOf(format: string, name: string): [string, Buffer][] {
  const directory = join(ROOT, format, name);
  return readdirSync(directory).map((file) => [file, readFileSync(join(directory, file))]);
}

/** Whether this version of Node can read a directory. */
function isReadable(name: string): boolean {
  return HAS_ZSTD || name !== 'zstd';
}

/** A snapshot with the same blocks and without compression; other files as they are. */
function decompressed(file: string, bytes: Buffer): Uint8Array {
  if (bytes.readUInt32LE(REQUIRED_FEATURES_AT) === 0) return bytes;
  const fs = new SimulatedFileSystem();
  for (const path of ['/from', '/to']) fs.makeDirectory(path);
  fs.writeRaw(joinPath('/from', file), bytes);
  expect(recompressSnapshot(new Directory(fs, '/from'), file, new Directory(fs, '/to'), 'none')).toHaveProperty('name');
  return fs.readRaw(joinPath('/to', file));
}

test('format 1.0 has two directories with compressed snapshots', () => {
  expect(golden.filter(([format]) => format === 'format-1.0-compressed')).toEqual([
    ['format-1.0-compressed', 'deflate'],
    ['format-1.0-compressed', 'zstd'],
  ]);
});

test('format 1.0 has four directories: closed, sealed, torn, and one with every type', () => {
  expect(golden).toEqual(
    expect.arrayContaining(['closed', 'every-type', 'sealed', 'torn'].map((name) => ['format-1.0', name])),
  );
});

describe.each(golden)('%s, %s', (format, name) => {
  test('opens with all of its data', async () => {
    const text = readFileSync(join(ROOT, format, `${name}.json`), 'utf8');
    const { schema, alive, ended } = expectedOf(format, name);
    const fs = new SimulatedFileSystem();
    fs.makeDirectory(DIRECTORY);
    for (const [file, bytes] of filesOf(format, name)) fs.writeRaw(joinPath(DIRECTORY, file), bytes);
    const ids: Entity[] = [...alive, ...ended];
    const opening = Database.open(schemaFromDescriptor(schemaFromJson(schema)), {
      directory: DIRECTORY,
      fileSystem: fs,
    });
    if (!isReadable(name)) {
      expect(await rejectionOf(opening)).toMatchObject({ code: 'FORMAT_UNSUPPORTED', expected: 'Node 22.15 or later' });
      return;
    }
    const db = await opening;
    const found = describeDatabase(
      db,
      schemaToJson(db.schema.descriptor),
      ids.sort((a, b) => a - b),
    );
    expect(toText(found)).toBe(text);
    await db.close();
  });

  test.each(filesOf(format, name))('%s requires no feature, unless it is compressed', (file, bytes) => {
    const isCompressed = format.endsWith('-compressed') && file.startsWith('snap-');
    expect(bytes.readUInt32LE(REQUIRED_FEATURES_AT)).toBe(isCompressed ? 1 : 0);
  });

  test.each(filesOf(format, name))('%s is encoded again to the same bytes', (file, found) => {
    if (!isReadable(name) && file.startsWith('snap-')) return;
    const bytes = Buffer.from(decompressed(file, found));
    const createdMs = Number(bytes.readBigUInt64LE(CREATED_MS_AT));
    const restoreClock = replaceClock({ wallClockMs: () => createdMs });
    try {
      const { dropped } = expectedOf(format, name);
      // The encoder does not write the torn part.
      const intact = dropped?.file === file ? Buffer.from(bytes).fill(0, dropped.offset) : bytes;
      expect(intact.equals(reencode(file, bytes))).toBe(true);
    } finally {
      restoreClock();
    }
  });
});

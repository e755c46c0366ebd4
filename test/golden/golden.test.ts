/**
 * Promise (T10): the directories that any released version of the format has left behind open, with everything that was in them, and what
 * is read from them is written byte for byte as it stands there.
 *
 * They were made by scripts/make-golden.js when the version was released, and are never made again.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database, type Entity, schemaFromDescriptor } from '@ecsdb/runtime';
import { joinPath, schemaFromJson, schemaToJson } from '@ecsdb/runtime/storage';
import { replaceClock, SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import { describe as describeDatabase, type Expected, toText } from '../../torture/golden/expected.js';
import { reencode } from './reencode.js';

const ROOT = import.meta.dirname;
const DIRECTORY = '/db';

/** Where the header of a snapshot says when it was made. */
const CREATED_MS_AT = 72;

/** Where a header says which features a reader must know. */
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

test('each version of the format has left directories that were closed, sealed and torn, and one with every type', () => {
  expect(golden).toEqual(
    expect.arrayContaining(['closed', 'every-type', 'sealed', 'torn'].map((name) => ['format-1.0', name])),
  );
});

describe.each(golden)('%s, %s', (format, name) => {
  test('opens with everything that was in it', async () => {
    const text = readFileSync(join(ROOT, format, `${name}.json`), 'utf8');
    const { schema, alive, ended } = expectedOf(format, name);
    const fs = new SimulatedFileSystem();
    fs.makeDirectory(DIRECTORY);
    for (const [file, bytes] of filesOf(format, name)) fs.writeRaw(joinPath(DIRECTORY, file), bytes);
    const ids: Entity[] = [...alive, ...ended];
    const db = await Database.open(schemaFromDescriptor(schemaFromJson(schema)), {
      directory: DIRECTORY,
      fileSystem: fs,
    });
    const found = describeDatabase(
      db,
      schemaToJson(db.schema.descriptor),
      ids.sort((a, b) => a - b),
    );
    expect(toText(found)).toBe(text);
    await db.close();
  });

  test.each(filesOf(format, name))('%s requires no feature', (_, bytes) => {
    expect(bytes.readUInt32LE(REQUIRED_FEATURES_AT)).toBe(0);
  });

  test.each(filesOf(format, name))('%s is written again byte for byte', (file, bytes) => {
    const createdMs = Number(bytes.readBigUInt64LE(CREATED_MS_AT));
    const restoreClock = replaceClock({ wallClockMs: () => createdMs });
    try {
      const { dropped } = expectedOf(format, name);
      // Nobody writes what was torn.
      const sound = dropped?.file === file ? Buffer.from(bytes).fill(0, dropped.offset) : bytes;
      expect(sound.equals(reencode(file, bytes))).toBe(true);
    } finally {
      restoreClock();
    }
  });
});

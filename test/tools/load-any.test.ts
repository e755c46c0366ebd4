/** Directories of any schema and any contents: a dump that is loaded into a new directory has the same bytes again. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database, schemaFromDescriptor } from '@ecsdb/runtime';
import { schemaFromJson, stateLines } from '@ecsdb/runtime/storage';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recoverState } from '../../tools/src/directory/index.js';
import { loadExisting, loadNew } from '../../tools/src/load/index.js';
import { fill, schemas, steps } from '../runtime/dump/worlds.js';
import { temporaryDirectory } from './support.js';

const base = temporaryDirectory();
let names = 0;

const options = { ids: 'keep', batch: 1_000_000 } as const;
const schemaFor = (stored: string | undefined) => schemaFromDescriptor(schemaFromJson(stored ?? ''));

test('with kept ids, also if the dump is loaded into an empty database', async () => {
  await fc.assert(
    fc.asyncProperty(schemas, steps, async (schema, decisions) => {
      const directory = join(base, String(names++));
      const original = await Database.open(schema, { directory, durability: 'none' });
      fill(original, decisions, true);
      await original.close();
      const text = dumpOf(directory);
      const copy = join(base, String(names++));
      const loaded = await loadNew(copy, schemaFor, inputOf(text), options);
      expect(loaded.version).toBe(recoverState(directory).recovered.version);
      expect(dumpOf(copy)).toBe(text);

      const existing = join(base, String(names++));
      await (await Database.open(schema, { directory: existing, durability: 'none' })).close();
      await loadExisting(existing, inputOf(text), options);
      expect(withoutHeader(dumpOf(existing))).toBe(withoutHeader(text));
    }),
    { numRuns: 15 },
  );
});

test('files without a MANIFEST, as a killed load leaves them, are refused by name', async () => {
  const half = join(base, 'half');
  mkdirSync(half);
  writeFileSync(join(half, 'snap-0000000000000001.snap'), '');
  await expect(loadExisting(half, inputOf(''), options)).rejects.toThrow(/half/);
});

function dumpOf(directory: string): string {
  const { recovered, store } = recoverState(directory);
  const { schema, version } = recovered;
  return Array.from(stateLines({ schema, version, store }, undefined), (line) => `${line}\n`).join('');
}

function inputOf(text: string): { readonly pieces: readonly Uint8Array[]; close(): void } {
  return { pieces: [new TextEncoder().encode(text)], close() {} };
}

function withoutHeader(text: string): string {
  return text.slice(text.indexOf('\n'));
}

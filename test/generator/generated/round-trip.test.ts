/** Random schemas, compiled and run: values read back as written, and are stored at the offsets of C. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyComponent } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { viewsOver } from '../../../runtime/src/memory/index.js';
import { compileText, temporaryDirectory, writeFiles } from '../support/generated.js';
import { layOut, readRecord, roundUp, rowOf, schemas, type TestTable } from './support-schema.js';

const base = temporaryDirectory();
let runs = 0;

/** The second record of three, so that a write outside of it is noticed. */
const RECORD = 1;
const GARBAGE = 0xa5;

async function load(toml: string): Promise<{ readonly [name: string]: unknown }> {
  const directory = join(base, `run${runs++}`);
  mkdirSync(directory);
  writeFiles(directory, compileText(toml));
  return import(pathToFileURL(join(directory, 'index.ts')).href);
}

/** The component that a generated module exports. */
function componentOf(module: { readonly [name: string]: unknown }, name: string): AnyComponent {
  return module[name.toUpperCase()] as AnyComponent;
}

test('whatever is inserted, set or patched reads back, through the row and through an independent reader', async () => {
  await fc.assert(
    fc.asyncProperty(schemas, fc.infiniteStream(fc.nat()), async ({ toml, tables }, seeds) => {
      const module = await load(toml);
      for (const table of tables) checkTable(componentOf(module, table.name), table, seeds);
    }),
    { numRuns: 30 },
  );
});

function checkTable(component: AnyComponent, table: TestTable, seeds: IterableIterator<number>): void {
  const { end, align } = layOut(table.fields.map((field) => field.type));
  const bitmap = Math.ceil(table.fields.filter((field) => field.nullable).length / 8);
  const size = table.fields.length === 0 ? 0 : roundUp(end + bitmap, align);
  expect([component.size, component.align]).toEqual([size, align]);

  const buffer = new ArrayBuffer(roundUp(size * 3 + 8, 8));
  const all = new Uint8Array(buffer);
  const bytes = new DataView(buffer);
  const views = viewsOver(buffer, 0, buffer.byteLength);
  const writer = component.createRowMut();
  const reader = component.createRow();
  for (const row of [writer, reader]) {
    row.$bind(views);
    row.$move(RECORD * size);
  }
  const check = (expected: object): void => {
    expect(readRecord(table, bytes, RECORD * size)).toEqual(expected);
    expect(reader.toObject()).toEqual(expected);
    expect(writer.toObject()).toEqual(expected);
    for (let at = 0; at < all.length; at++) {
      if ((at < RECORD * size || at >= (RECORD + 1) * size) && all[at] !== GARBAGE) {
        throw new Error(`byte ${at} outside the record was written`);
      }
    }
  };
  const samples = fc.sample(rowOf(table), { numRuns: 4, seed: seeds.next().value });
  for (const [index, data] of samples.entries()) {
    if (index === 0) all.fill(GARBAGE);
    writer.$assign(data);
    check(data);
    // Field by field, over the bytes of another row.
    const other = samples[(index + 1) % samples.length] ?? data;
    const merged: { [field: string]: unknown } = { ...data };
    for (const { name } of table.fields) {
      merged[name] = other[name];
      Object.assign(writer, { [name]: other[name] });
      check(merged);
    }
    writer.$patch(data);
    check(data);
    // Omitting null fields means the same.
    writer.$assign(Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null)));
    check(data);
    // A row is data too.
    writer.$assign(reader);
    check(data);
  }
}

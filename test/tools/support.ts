/** Directories as applications leave them, and damage to them. */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Compression, Database, type Schema } from '@ecsdb/runtime';
import { afterAll } from '@jest/globals';
import { schemaOf } from '../runtime/support/schema.js';

export const SCHEMA: Schema = schemaOf({ name: 'shop', tables: { item: { n: 'u32', name: 'string<16>' }, sold: {} } });

/** A directory that is deleted after the tests of a file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ecsdb-tools-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Commits an item for each number from `from` to `to`, each in its own transaction. */
export async function commit(db: Database, from: number, to: number): Promise<void> {
  const item = db.component('item');
  for (let n = from; n <= to; n++) {
    await db.write((tx) => tx.insert(tx.create(), item, { n, name: `item-${n}` }));
  }
}

/** The numbers of all items, in order. */
export function numbersIn(db: Database): number[] {
  const item = db.component('item');
  const numbers: number[] = [];
  for (const [row] of db.query(item)) numbers.push(row.get('n') as number);
  return numbers.sort((a, b) => a - b);
}

export async function numbersOf(directory: string): Promise<number[]> {
  const db = await Database.open(SCHEMA, { directory, durability: 'none' });
  try {
    return numbersIn(db);
  } finally {
    await db.close();
  }
}

/**
 * Makes a closed database with the items 1 to 100 in segments of 4 KiB; a snapshot follows item `checkpointAt`.
 */
export async function makeShop(
  directory: string,
  checkpointAt?: number,
  compression: Compression = 'none',
): Promise<void> {
  const db = await Database.open(SCHEMA, { directory, segmentBytes: 4096, durability: 'none', compression });
  await commit(db, 1, checkpointAt ?? 100);
  if (checkpointAt !== undefined) {
    await db.checkpoint();
    await commit(db, checkpointAt + 1, 100);
  }
  await db.close();
}

/** The path of the file that contains a text. */
export function fileWith(directory: string, text: string, pattern: RegExp = /^wal-/): string {
  const found = filesOf(directory, pattern).find((name) => readFileSync(join(directory, name)).includes(text));
  if (found === undefined) throw new Error(`no file of ${directory} has ${text}`);
  return join(directory, found);
}

export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}

/** Copies a directory, to be damaged. */
export function copyOf(directory: string, name: string): string {
  const copy = `${directory}-${name}`;
  cpSync(directory, copy, { recursive: true });
  return copy;
}

export function filesOf(directory: string, pattern: RegExp): string[] {
  return readdirSync(directory)
    .filter((name) => pattern.test(name))
    .sort();
}

/** Changes the bytes of a file, in place or by returning new ones. */
export function edit(path: string, change: (bytes: Buffer) => Buffer | undefined): void {
  const bytes = readFileSync(path);
  writeFileSync(path, change(bytes) ?? bytes);
}

/** Flips a bit of a text in a file. */
export function damage(path: string, text: string): void {
  edit(path, (bytes) => {
    const at = bytes.indexOf(text);
    if (at < 0) throw new Error(`no ${text} in ${path}`);
    bytes[at] = (bytes[at] as number) ^ 1;
    return undefined;
  });
}

/** The command as users run it, on directories as applications leave them; needs the build. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Database, type Schema } from '@ecsdb/runtime';
import { afterAll } from '@jest/globals';
import { schemaOf } from '../runtime/support/schema.js';

const BIN = fileURLToPath(new URL('../../tools/bin/ecsdb.js', import.meta.url));

export const SCHEMA: Schema = schemaOf({ name: 'shop', tables: { item: { n: 'u32', name: 'string<16>' }, sold: {} } });

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function ecsdb(...args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
}

/** The same without stopping this process. */
export async function ecsdbMeanwhile(...args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => {
    output.stdout += data;
  });
  child.stderr.on('data', (data) => {
    output.stderr += data;
  });
  const [status] = await once(child, 'close');
  return { status, ...output };
}

/** The document that a command prints with `--json`. */
export function json(run: Run): Record<string, unknown> {
  if (run.stdout === '') throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

/** A directory that goes away with the test file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ecsdb-tools-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Commits an item for each number from `from` to `to`, each in a transaction of its own. */
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

/** A closed database with the items 1 to 100 in segments of 4 KiB; `checkpointAt` says after which item a snapshot is taken. */
export async function makeShop(directory: string, checkpointAt?: number): Promise<void> {
  const db = await Database.open(SCHEMA, { directory, segmentBytes: 4096, durability: 'none' });
  await commit(db, 1, checkpointAt ?? 100);
  if (checkpointAt !== undefined) {
    await db.checkpoint();
    await commit(db, checkpointAt + 1, 100);
  }
  await db.close();
}

/** The path of the file that holds a text. */
export function fileWith(directory: string, text: string, pattern: RegExp = /^wal-/): string {
  const found = filesOf(directory, pattern).find((name) => readFileSync(join(directory, name)).includes(text));
  if (found === undefined) throw new Error(`no file of ${directory} has ${text}`);
  return join(directory, found);
}

export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}

/** A copy of a directory, to be damaged. */
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

/** Changes the bytes of a file in place, or puts others in their place. */
export function edit(path: string, change: (bytes: Buffer) => Buffer | undefined): void {
  const bytes = readFileSync(path);
  writeFileSync(path, change(bytes) ?? bytes);
}

/** Flips a bit of a text that stands in a file. */
export function damage(path: string, text: string): void {
  edit(path, (bytes) => {
    const at = bytes.indexOf(text);
    if (at < 0) throw new Error(`no ${text} in ${path}`);
    bytes[at] = (bytes[at] as number) ^ 1;
    return undefined;
  });
}

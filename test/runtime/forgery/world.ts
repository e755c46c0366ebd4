/** A database with every kind of field in a simulated file system, and checks that apply to every opening of it. */

import { type Compression, Database, EcsDbError, type Entity, type Schema } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { schemaOf } from '../support/schema.js';
import type { Files } from './forge.js';

export const DIRECTORY = '/db';

export const SCHEMA: Schema = schemaOf({
  name: 'forged',
  enums: [{ name: 'Mood', repr: 'u8', variants: { Calm: 0, Angry: 7 } }],
  customTypes: { Note: { text: 'string<6>', at: 'u32' } },
  tables: {
    person: {
      name: 'string<24>',
      mood: 'Mood',
      isThere: { type: 'bool', nullable: true },
      friend: 'entity',
      notes: { type: '[Note; 2]', nullable: true },
    },
    place: { x: 'f64', big: 'u64', wide: { type: 'i64', js: 'number' } },
    word: { text: 'string<3>' },
    mark: {},
  },
});

const TABLES = ['person', 'place', 'word', 'mark'] as const;

/** A closed database: two snapshots, segments before, between and after them, ids of several generations. */
export async function makeFiles(compression: Compression = 'none'): Promise<Files> {
  const fs = new SimulatedFileSystem();
  const db = await Database.open(SCHEMA, {
    directory: DIRECTORY,
    fileSystem: fs,
    durability: 'none',
    segmentBytes: 4096,
    compression,
  });
  const [person, place, word, mark] = TABLES.map((name) => db.component(name));
  if (!person || !place || !word || !mark) throw new Error('the schema has four tables');
  const alive: Entity[] = [];
  const step = (n: number): Promise<void> =>
    db.write((tx) => {
      const entity = tx.create();
      alive.push(entity);
      const notes = [
        { text: 'ä', at: n },
        { text: 'abc', at: 2 },
      ];
      tx.insert(entity, person, { name: `person ${n}`, mood: 7, isThere: n % 2 === 0 ? null : true, friend: 0, notes });
      if (n % 2 === 0) tx.insert(entity, place, { x: n / 3, big: BigInt(n), wide: -n });
      if (n % 3 === 0) tx.insert(entity, word, { text: 'abc' });
      if (n % 4 === 0) tx.insert(entity, mark);
      const [first, second] = alive;
      if (second !== undefined) tx.update(second, person, { name: `renamed${'.'.repeat(n % 5)}` });
      if (first !== undefined && n % 5 === 4) {
        alive.shift();
        tx.destroy(first);
      }
    });
  for (let n = 0; n < 60; n++) {
    await step(n);
    if (n === 20 || n === 40) await db.checkpoint();
  }
  await db.close();
  return new Map(
    [...fs.files()]
      .map(([path, bytes]): [string, Uint8Array] => [path.slice(DIRECTORY.length + 1), bytes])
      .filter(([name]) => /^(MANIFEST|wal-|snap-)/.test(name)),
  );
}

/**
 * Opens the files and reads all of them; returns the code of the error if they are refused. Anything but a coded error
 * is thrown.
 */
export async function openAndRead(files: Files): Promise<string | undefined> {
  const fs = new SimulatedFileSystem();
  fs.makeDirectory(DIRECTORY);
  for (const [name, bytes] of files) fs.writeRaw(`${DIRECTORY}/${name}`, bytes.slice());
  const options = { directory: DIRECTORY, fileSystem: fs, durability: 'none' } as const;
  let db: Database;
  try {
    db = await Database.open(SCHEMA, options);
  } catch (error) {
    if (error instanceof EcsDbError) return error.code;
    throw error;
  }
  const before = readAll(db);
  await db.write((tx) => {
    const entity = tx.create();
    tx.destroy(entity);
  });
  await db.close();
  // Opening the result of an opening changes nothing.
  const again = await Database.open(SCHEMA, options);
  const after = readAll(again);
  await again.close();
  if (before !== after) throw new Error(`the first opening has read ${before}, and the second one ${after}`);
  return undefined;
}

function readAll(db: Database): string {
  const found: string[] = [];
  for (const name of TABLES) {
    for (const [row, entity] of db.query(db.component(name))) {
      if (!db.isAlive(entity)) throw new Error(`entity ${entity} has a row in ${name} and is not alive`);
      const values = row.toObject();
      requireStrings(values, name === 'word' ? 3 : 24);
      found.push(`${name} ${entity} ${text(values)}`);
    }
  }
  return found.sort().join('\n');
}

/** Checks that strings are not longer than their field allows, and that they were decoded from valid UTF-8. */
function requireStrings(value: unknown, bytesMax: number): void {
  if (typeof value === 'string') {
    const isValid = Buffer.byteLength(value) <= bytesMax && !value.includes('\uFFFD');
    if (!isValid) throw new Error(`a string is invalid: ${JSON.stringify(value.slice(0, 99))}`);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) requireStrings(inner, bytesMax);
  }
}

function text(row: unknown): string {
  return JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

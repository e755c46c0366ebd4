/**
 * The document on the format is correct: its example is a segment as the runtime writes it, with the right explanation
 * of each byte, and its hashes, keys of the schema and keys of the lock are those of the runtime.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Database, type Schema } from '@ecsdb/runtime';
import { joinPath, MANIFEST, schemaToJson } from '@ecsdb/runtime/storage';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { analyse, loadSchema } from 'ecsdb-gen';
import { crc32, readSegment, writeSegment } from '../runtime/log/by-hand.js';
import { layoutHash, schemaHash } from './hash-by-hand.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOCUMENT = readFileSync(join(ROOT, 'docs/format.md'), 'utf8');
const EXAMPLE = DOCUMENT.split('\n## An example, byte by byte\n')[1] ?? '';
const SEGMENT = 'wal-0000000001-0000000000000001.log';

const directory = mkdtempSync(join(tmpdir(), 'ecsdb-format-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Rows of the example that show only the start and the end of a value, and the length of that value. */
const SHORTENED: ReadonlyMap<number, number> = new Map([
  [0x10, 16],
  [0x20, 16],
  [0x228, 339],
]);

/** A schema with every key that a descriptor can have. */
const EVERYTHING = `
[database]
name = "everything"
version = "1.2.3"

[enums.Weather]
variants = ["Sun", { name = "Rain", was = "Wet" }, "Fog"]

[custom_types.Point]
fields = [{ name = "x", type = "f32", default = 1.5 }, { name = "y", type = "f32" }]

[custom_types.Line]
fields = [{ name = "ends", type = "[Point; 2]" }, { name = "weather", type = "Weather", default = "Rain" }]

[tables.unit]
fields = [
  { name = "id", type = "u64", primary_key = true, js = "number" },
  { name = "tag", type = "string<10>", nullable = true, default = "none" },
  { name = "big", type = "i64", default = -5, indexed = true, min = -9, max = 9 },
]

[tables.aim]
was = "goal"
parent_table = "unit"
fields = [
  { name = "target", type = "u64", nullable = true, foreign_key = "unit.id", on_delete = "set_null", js = "number" },
  { name = "line", type = "Line" },
  { name = "number", type = "u32", unique = true, default = 7 },
  { name = "ratios", was = "shares", type = "[f64; 3]", nullable = true, default = [0, -0.0, inf] },
]

[queries.aiming]
write = ["aim"]
read = ["unit"]

[queries.related]
with = ["unit"]
optional = ["aim"]
any = [["aim", "mark"]]

[tables.mark]
`;

const bytes = exampleBytes();
let schema: Schema;
beforeAll(async () => {
  schema = await load(/```toml\n(.*?)```/s.exec(EXAMPLE)?.[1] ?? '');
});

test('the example is a segment, decoded without the runtime', () => {
  const segment = readSegment(bytes);
  expect(
    segment.frames.map(({ type, transactions, firstVersion, durableVersion }) => [
      type,
      transactions,
      firstVersion,
      durableVersion,
    ]),
  ).toEqual([
    [2, 0, 1, 0],
    [1, 1, 1, 0],
    [5, 0, 2, 1],
  ]);
  expect(Buffer.from(segment.frames[0]?.payload ?? []).toString()).toBe(schemaToJson(schema.descriptor));
  expect(segment.header).toMatchObject({ schemaHash: schema.descriptor.hash, schemaVersion: '1.0.0', epoch: 1 });
  expect(segment.rest).toHaveLength(0);
  // The lines that the document leaves out are zeros.
  expect(Buffer.from(writeSegment(segment))).toEqual(Buffer.from(bytes.subarray(0, segment.end)));
});

test('each byte of the example that is not zero is explained with its value', () => {
  const explained = new Set<number>();
  for (const [, at = '', cell = ''] of EXAMPLE.matchAll(/^\| 0x([0-9a-f]+) \| (.*?) \|/gm)) {
    const start = Number.parseInt(at, 16);
    const pieces = [...cell.matchAll(/`([^`]+)`/g)].map(([, piece = '']) => piece).join(' ');
    const [head = '', tail] = pieces.split(' ... ');
    const shown = head.split(' ').filter(Boolean);
    expect([at, hex(start, shown.length)]).toEqual([at, shown]);
    const { length } = shown;
    for (let i = 0; i < length; i++) explained.add(start + i);
    if (tail === undefined) continue;
    // A shortened value extends to the next row.
    const end = SHORTENED.get(start) ?? 0;
    expect([at, hex(start + end - 2, 2)]).toEqual([at, tail.split(' ')]);
    for (let i = 0; i < end; i++) explained.add(start + i);
  }
  const unexplained = [...bytes.entries()].filter(([at, byte]) => byte !== 0 && !explained.has(at));
  expect(unexplained).toEqual([]);
});

test('the runtime reads the example, and writes the same except for ids, salt and time', async () => {
  const fs = new SimulatedFileSystem();
  const db = await Database.open(schema, { directory: 'db', fileSystem: fs });
  const item = db.component('item');
  await db.write((tx) => tx.insert(tx.create(), item, { n: 7 }));
  await db.close();
  const path = joinPath('db', SEGMENT);
  const written = readSegment(fs.readRaw(path));
  const { header, frames, ...rest } = readSegment(bytes);
  expect(written.frames.map(({ checksum: _, ...frame }) => frame)).toEqual(
    frames.map(({ checksum: _, ...frame }) => frame),
  );
  expect(written).toMatchObject({ ...rest, createdMs: expect.anything() });
  expect(fs.readRaw(path)).toHaveLength(262_144);

  // With the manifest of the same database id, the example is a database.
  const manifest = Buffer.from(fs.readRaw(joinPath('db', MANIFEST)));
  Buffer.from(header.databaseId, 'hex').copy(manifest, 16);
  manifest.writeUInt32LE(crc32(manifest.subarray(0, 508)), 508);
  const example = new SimulatedFileSystem();
  example.makeDirectory('db');
  example.writeRaw(joinPath('db', MANIFEST), manifest);
  example.writeRaw(path, bytes);
  const read = await Database.open(schema, { directory: 'db', fileSystem: example });
  const rows: unknown[] = [];
  for (const [row, entity] of read.query(read.component('item'))) rows.push([entity, row.get('n')]);
  expect([read.version, read.recovery?.wasClosed, rows]).toEqual([1, true, [[1, 7]]]);
  await read.close();
});

test('hashes of schemas are computed as described, and the keys of schemas are those of the document', async () => {
  // With a lock file, so that the descriptor has ids and a history.
  const source = { name: 'schema.lock.json', text: undefined, use: 'update' } as const;
  writeFileSync(join(directory, source.name), analyse(EVERYTHING, 'schema.toml', source).lockText ?? '');
  const { descriptor } = await load(EVERYTHING);
  rmSync(join(directory, source.name));
  for (const one of [schema.descriptor, descriptor]) {
    expect(schemaHash(one)).toBe(one.hash);
    for (const table of one.tables)
      expect([table.name, layoutHash(table, one)]).toEqual([table.name, table.layoutHash]);
  }
  // A schema has a history if its compiler has a lock file.
  expect(keysIn('the schema')).toEqual(keysOf([{ ...descriptor, history: [] }]));
  expect(keysIn('an enum')).toEqual(keysOf(descriptor.enums));
  expect(keysIn('a custom type')).toEqual(keysOf(descriptor.customTypes));
  expect(keysIn('a table')).toEqual(keysOf(descriptor.tables));
  expect(keysIn('an index')).toEqual(keysOf(descriptor.tables.flatMap(({ indexes = [] }) => indexes)));
  expect(keysIn('a query')).toEqual(keysOf(descriptor.queries));
  const fields = descriptor.tables.flatMap((table) => table.fields);
  // With a lock file, fields have ids.
  expect(keysIn('a field')).toEqual(keysOf(fields.map((field) => ({ ...field, id: 0 }))));
});

test('a lock has the keys of the document', async () => {
  const db = await Database.open(schema, { directory: join(directory, 'db') });
  const [name = ''] = readdirSync(join(directory, 'db')).filter((one) => one.startsWith('LOCK-'));
  const text = readFileSync(join(directory, 'db', name), 'utf8');
  await db.close();
  const [section = ''] = /^## The lock\n.*?(?=^## )/ms.exec(DOCUMENT) ?? [];
  const keys = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key);
  expect(name).toBe('LOCK-1');
  expect(text.endsWith('}\n')).toBe(true);
  expect(Object.keys(JSON.parse(text)).sort()).toEqual(keys.sort());
});

async function load(toml: string): Promise<Schema> {
  const path = join(directory, 'schema.toml');
  writeFileSync(path, toml);
  return loadSchema(path);
}

/** The segment in the document. Each line is an offset and the bytes from there on. Everything else is zero. */
function exampleBytes(): Uint8Array {
  const [, length = ''] = /^The file is ([\d,]+) bytes long/m.exec(EXAMPLE) ?? [];
  const segment = new Uint8Array(Number(length.replaceAll(',', '')));
  const [, dump = ''] = /```hex\n(.*?)```/s.exec(EXAMPLE) ?? [];
  for (const line of dump.trimEnd().split('\n')) {
    const [offset = '', values = '', text = ''] = line.split(/ {2,}/);
    const at = Number.parseInt(offset, 16);
    const shown = values.split(' ').map((value) => Number.parseInt(value, 16));
    segment.set(shown, at);
    // The text column shows the same bytes.
    const printable = shown.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    expect([offset, text]).toEqual([offset, printable]);
  }
  return segment;
}

function hex(start: number, length: number): string[] {
  return [...bytes.subarray(start, start + length)].map((byte) => byte.toString(16).padStart(2, '0'));
}

/** The keys that the table of the document lists for a kind of object, without the remarks in parentheses. */
function keysIn(kind: string): string[] {
  const [, cell = ''] = new RegExp(`^\\| ${kind} \\| (.*) \\|$`, 'm').exec(DOCUMENT) ?? [];
  const outside = cell.replaceAll(/\([^)]*\)/g, '');
  return [...outside.matchAll(/`(\w+)`/g)].map(([, key = '']) => key).sort();
}

function keysOf(things: readonly object[]): string[] {
  return [...new Set(things.flatMap((thing) => Object.keys(thing)))].sort();
}

/**
 * Records over any buffer, of random schemas: they have the bytes of rows, at any offset of any buffer, refuse what
 * rows refuse with the same errors, and read hostile bytes without another error than the documented one.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyComponent } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { viewsOver } from '../../../runtime/src/memory/index.js';
import { compileText, temporaryDirectory, writeFiles } from '../support/generated.js';
import type { AnyBuffer, AnyRecord, RecordClass } from '../support/records.js';
import { readRecord, roundUp, rowOf, schemas, type TestTable } from './support-schema.js';

type Data = { [field: string]: unknown };
interface Generated {
  readonly table: TestTable;
  readonly component: AnyComponent;
  readonly Record: RecordClass;
}

const base = temporaryDirectory();
let runs = 0;
const GARBAGE = 0xa5;

async function load({ toml, tables }: { toml: string; tables: readonly TestTable[] }): Promise<Generated[]> {
  const directory = join(base, `run${runs++}`);
  mkdirSync(directory);
  writeFiles(directory, compileText(toml));
  const rows = await import(pathToFileURL(join(directory, 'index.ts')).href);
  const records = await import(pathToFileURL(join(directory, 'records/index.ts')).href);
  return tables.map((table) => ({
    table,
    component: rows[table.name.toUpperCase()],
    Record: records[`${table.name.toUpperCase()}Record`],
  }));
}

/** The bytes of a row over garbage, after `write`. */
function rowBytes(
  { component }: Generated,
  write: (row: ReturnType<AnyComponent['createRowMut']>) => void,
): Uint8Array {
  const buffer = new ArrayBuffer(roundUp(component.size + 8, 8));
  new Uint8Array(buffer).fill(GARBAGE);
  const row = component.createRowMut();
  row.$bind(viewsOver(buffer, 0, buffer.byteLength));
  row.$move(0);
  write(row);
  return new Uint8Array(buffer, 0, component.size);
}

/** Buffers of every kind, with `size` bytes at an offset that is no multiple of anything. */
function placesOf(size: number): { buffer: AnyBuffer; byteOffset: number; all: Uint8Array; start: number }[] {
  const length = size + 16;
  const plain = new ArrayBuffer(length);
  const shared = new SharedArrayBuffer(length);
  const around = new ArrayBuffer(length + 5);
  const places = [
    { buffer: plain, byteOffset: 3, all: new Uint8Array(plain), start: 3 },
    { buffer: shared, byteOffset: 7, all: new Uint8Array(shared), start: 7 },
    { buffer: new Uint8Array(around, 5), byteOffset: 0, all: new Uint8Array(around), start: 5 },
    { buffer: new DataView(around, 2, size + 4), byteOffset: 4, all: new Uint8Array(around), start: 6 },
  ];
  return places;
}

function forEachTable(check: (generated: Generated, seed: number) => void, numRuns: number): Promise<void> {
  return fc.assert(
    fc.asyncProperty(schemas, fc.nat(), async (schema, seed) => {
      for (const generated of await load(schema)) check(generated, seed);
    }),
    { numRuns },
  );
}

function samplesOf(table: TestTable, seed: number, numRuns = 4): Data[] {
  return fc.sample(rowOf(table), { numRuns, seed });
}

test('encodes to the bytes of a row, and decodes to the data', () =>
  forEachTable((generated, seed) => {
    const { table, component, Record } = generated;
    expect([Record.size, Record.TABLE_ID, Record.TABLE_NAME]).toEqual([
      component.size,
      component.TABLE_ID,
      component.TABLE_NAME,
    ]);
    for (const data of samplesOf(table, seed)) {
      const expected = rowBytes(generated, (row) => row.$assign(data));
      const bytes = Record.encode(data);
      expect(bytes).toEqual(expected);
      expect(bytes.buffer.byteLength).toBe(Record.size);
      expect(Record.decode(bytes)).toEqual(data);
      const withoutNulls = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
      expect(Record.encode(withoutNulls)).toEqual(expected);
    }
  }, 30));

test('reads and writes in place, at any offset of any buffer, and no byte around the record', () =>
  forEachTable((generated, seed) => {
    const { table, Record } = generated;
    const [first = {}, second = {}] = samplesOf(table, seed, 2);
    for (const { buffer, byteOffset, all, start } of placesOf(Record.size)) {
      all.fill(GARBAGE);
      const record = Record.at(buffer, byteOffset);
      const check = (expected: Data): void => {
        expect(readRecord(table, new DataView(all.buffer), start)).toEqual(expected);
        expect(record.toObject()).toEqual(expected);
        expect(Record.decode(buffer, byteOffset)).toEqual(expected);
        const outside = [...all].filter((_, at) => at < start || at >= start + Record.size);
        expect(outside.every((byte) => byte === GARBAGE)).toBe(true);
      };
      const encoded = Record.encode(first, buffer, byteOffset);
      expect([encoded.buffer, encoded.byteOffset, encoded.length]).toEqual([all.buffer, start, Record.size]);
      check(first);
      const merged = { ...first };
      for (const { name } of table.fields) {
        merged[name] = second[name];
        record[name] = second[name];
        check(merged);
      }
      record.patch(first);
      check(first);
      record.assign(second);
      check(second);
      // A record is data, too, also that of the same bytes.
      record.assign(Record.at(Record.encode(first)));
      check(first);
      record.assign(Record.at(buffer, byteOffset));
      check(first);
    }
  }, 20));

test('one record walks over an array of records', () =>
  forEachTable(({ table, Record }, seed) => {
    const list = samplesOf(table, seed, 6);
    const file = new Uint8Array(Record.size * list.length);
    for (const [index, data] of list.entries()) Record.encode(data, file, index * Record.size);
    const record = Record.at(file);
    const parts = table.fields.map(({ name }) => record[name]);
    expect(list.map((_, index) => record.moveTo(index * Record.size).toObject())).toEqual(list);
    expect(record.byteOffset).toBe((list.length - 1) * Record.size);
    // Arrays and nested values move with their record.
    record.moveTo(0);
    for (const [index, { name, nullable }] of table.fields.entries()) {
      if (!nullable && typeof parts[index] === 'object') expect(record[name]).toBe(parts[index]);
    }
  }, 15));

/** Values of which each field accepts some. */
const VALUES: readonly unknown[] = [
  ...[undefined, null, true, false, 0, -0, 1, -1, 255, 256, 65_536, 2 ** 32, 2 ** 53, 1.5, NaN, Infinity],
  ...[0n, 1n, -1n, 2n ** 63n, 2n ** 64n, -(2n ** 63n) - 1n],
  ...['', 'a', 'äöü', 'a text that is too long for every field', '\ud800', '🙂'],
  ...[{}, [], [1], [1, 2], ['a'], { f0: 1 }, { nothing: 1 }, () => 0, Symbol('s'), new Map(), new Date(0)],
];

test('refuses what rows refuse, with the same errors, and stores what rows store', () =>
  forEachTable((generated) => {
    const { table, Record } = generated;
    for (const { name } of table.fields) {
      for (const value of VALUES) {
        const blank = (target: object): void => {
          Object.assign(target, { [name]: value });
        };
        const bytes = new Uint8Array(Record.size).fill(GARBAGE);
        let row: Uint8Array | undefined;
        const ofRow = outcomeOf(() => {
          row = rowBytes(generated, blank);
        });
        expect(outcomeOf(() => blank(Record.at(bytes)))).toEqual(ofRow);
        if (row !== undefined) expect(bytes).toEqual(row);
        const data = { [name]: value };
        expect(outcomeOf(() => Record.encode(data))).toEqual(
          outcomeOf(() => rowBytes(generated, (one) => one.$assign(data))),
        );
      }
    }
    for (const value of VALUES) {
      // Given as `any`, as by a program without types.
      const data = value as object;
      const ofRow = outcomeOf(() => rowBytes(generated, (row) => row.$assign(data)));
      expect(outcomeOf(() => Record.encode(data))).toEqual(ofRow);
    }
  }, 8));

/** The facts of the error that a call throws. */
function outcomeOf(call: () => unknown): object | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ...error, message: error.message };
  }
}

test('hostile bytes: each getter returns a value or throws the documented error', () =>
  fc.assert(
    fc.asyncProperty(schemas, fc.infiniteStream(fc.nat(255)), async (schema, random) => {
      for (const { table, Record } of await load(schema)) {
        for (let round = 0; round < 20; round++) {
          const bytes = Uint8Array.from({ length: Record.size }, () => random.next().value);
          const record = Record.at(bytes);
          const readAll = (): unknown[] => table.fields.map(({ name }) => copyOf(record[name]));
          const failure = outcomeOf(readAll) ?? outcomeOf(() => Record.decode(bytes));
          if (failure !== undefined) {
            expect(failure).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', table: table.name });
            expect(failure).toHaveProperty(
              'expected',
              expect.stringMatching(/^a string of at most \d+ bytes in UTF-8$/),
            );
          }
          // Whatever the bytes were, assigning makes them those of a fresh record.
          const [data = {}] = samplesOf(table, round, 1);
          record.assign(data);
          expect(bytes).toEqual(Record.encode(data));
        }
      }
    }),
    { numRuns: 15 },
  ));

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Symbol.iterator in value) return [...(value as Iterable<unknown>)].map(copyOf);
  return (value as AnyRecord).toObject();
}

/**
 * Records over any buffer hold the bytes that a C compiler stores: a C program assigns random values to the members of
 * its structs and prints their bytes. Records encode the same values to these bytes, and decode them again.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { analyse } from '../../../generator/compile.js';
import type { SchemaLayout, TableLayout } from '../../../generator/layout/index.js';
import type { Type } from '../../../generator/schema/index.js';
import { compileText, temporaryDirectory, writeFiles } from '../support/generated.js';
import type { RecordClass } from '../support/records.js';
import { cStruct, cTable, PROLOGUE, schemaText } from './support-c.js';

const SCHEMAS = 6;
const TABLES = 12;
/** Random records may be too large for a schema; C programs with long arrays take long to compile. */
const TABLE_BYTES_MAX = 2000;

const HELPERS = `#include <stdio.h>
#include <string.h>
static float f32_of(uint32_t bits) { float value; memcpy(&value, &bits, 4); return value; }
static double f64_of(uint64_t bits) { double value; memcpy(&value, &bits, 8); return value; }
static void print_bytes(const void *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) printf("%02x", ((const uint8_t *)bytes)[i]);
  printf("\\n");
}
`;

/** A value, and the C statements that assign it to the member that an expression names. */
interface Sample {
  readonly value: unknown;
  readonly assign: (target: string) => string;
}

interface Case {
  readonly Record: RecordClass;
  readonly data: { readonly [field: string]: unknown };
  readonly program: string;
}

const directory = temporaryDirectory();

test('encodes to the bytes of the same struct in C, and decodes them', async () => {
  const { LAYOUT_SEED = Date.now() } = process.env;
  const seed = Number(LAYOUT_SEED);
  const declarations: string[] = [];
  const cases: Case[] = [];
  for (const [index, text] of fc.sample(schemaText(TABLES), { numRuns: SCHEMAS, seed }).entries()) {
    const { layout } = analyse(text, 'random.toml');
    if (layout === undefined) continue;
    const prefix = `s${index}_`;
    declarations.push(declarationsOf(layout, prefix));
    cases.push(...(await casesOf(layout, prefix, text, join(directory, `schema${index}`), seed)));
  }
  const source = join(directory, 'records.c');
  const program = join(directory, 'records');
  const functions = cases.map(({ program: body }, index) => `static void case${index}(void) {\n${body}}\n`);
  const calls = cases.map((_, index) => `  case${index}();\n`).join('');
  writeFileSync(
    source,
    `${PROLOGUE}${HELPERS}${declarations.join('\n')}\n${functions.join('')}int main(void) {\n${calls}  return 0;\n}\n`,
  );
  execFileSync('gcc', ['-std=c11', '-O0', '-w', '-o', program, source]);
  const lines = execFileSync(program, { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n');
  for (const [index, { Record, data }] of cases.entries()) {
    const bytes = Buffer.from(lines[index] ?? '', 'hex');
    try {
      expect(Record.encode(data)).toEqual(new Uint8Array(bytes));
      expect(Record.decode(bytes)).toEqual(data);
      const shifted = Buffer.concat([Buffer.alloc(3), bytes]);
      expect(Record.at(shifted, 3).toObject()).toEqual(data);
    } catch (error) {
      throw new Error(`repeat with LAYOUT_SEED=${seed}`, { cause: error });
    }
  }
  expect(cases.length).toBeGreaterThan((SCHEMAS * TABLES) / 3);
});

function declarationsOf({ customTypes, tables }: SchemaLayout, prefix: string): string {
  return [
    ...[...customTypes.values()].map((type) => cStruct(`${prefix}${type.type.name}`, prefix, type)),
    ...tables.map((table) => cTable(`${prefix}${table.table.name}`, prefix, table)),
  ].join('\n');
}

async function casesOf(
  layout: SchemaLayout,
  prefix: string,
  text: string,
  target: string,
  seed: number,
): Promise<Case[]> {
  mkdirSync(target);
  writeFiles(target, compileText(text));
  const records: { readonly [name: string]: RecordClass | undefined } = await import(
    pathToFileURL(join(target, 'records/index.ts')).href
  );
  return layout.tables
    .filter(({ size }) => size <= TABLE_BYTES_MAX)
    .flatMap((table): Case[] => {
      const Record = records[`${table.table.exportName}Record`];
      const [samples] = fc.sample(samplesOf(table), { numRuns: 1, seed: seed + table.table.tableId });
      if (Record === undefined || samples === undefined) return [];
      const data = Object.fromEntries(samples.map(({ property, value }) => [property, value]));
      const struct = `struct ${prefix}${table.table.name}`;
      const program = [
        `  ${struct} v;\n  memset(&v, 0, sizeof v);\n`,
        ...samples.map(({ assign }) => assign('v')),
        '  print_bytes(&v, sizeof v);\n',
      ].join('');
      return [{ Record, data, program }];
    });
}

/** A value for each field. That of a null field is a bit of the bitmap, the lowest bit of a byte first. */
function samplesOf(table: TableLayout): fc.Arbitrary<(Sample & { readonly property: string })[]> {
  return fc.tuple(
    ...table.fields.map(({ field, nullBit }) => {
      const given = sampleOf(field.type).map(({ value, assign }) => ({
        property: field.property,
        value,
        assign: (target: string) => assign(`${target}.${field.name}`),
      }));
      if (nullBit === undefined) return given;
      const absent = fc.constant({
        property: field.property,
        value: null,
        assign: (target: string) => `  ${target}.null_bitmap[${nullBit >>> 3}] |= ${1 << (nullBit & 7)};\n`,
      });
      return fc.oneof({ weight: 2, arbitrary: given }, { weight: 1, arbitrary: absent });
    }),
  );
}

function sampleOf(type: Type): fc.Arbitrary<Sample> {
  switch (type.kind) {
    case 'scalar':
      return scalarSample(type.scalar);
    case 'enum':
      return fc.constantFrom(...type.definition.variants).map(({ value }) => literal(value, `${value}u`));
    case 'string':
      return fc.string({ unit: 'grapheme', maxLength: type.capacity }).map((text) => stringSample(text, type.capacity));
    case 'array':
      return fc.array(sampleOf(type.element), { minLength: type.length, maxLength: type.length }).map((items) => ({
        value: items.map(({ value }) => value),
        assign: (target) => items.map(({ assign }, index) => assign(`${target}[${index}]`)).join(''),
      }));
    case 'custom': {
      const { fields } = type.definition;
      return fc.tuple(...fields.map((field) => sampleOf(field.type))).map((parts) => ({
        value: Object.fromEntries(parts.map(({ value }, index) => [fields[index]?.property, value])),
        assign: (target) => parts.map(({ assign }, index) => assign(`${target}.${fields[index]?.name}`)).join(''),
      }));
    }
  }
}

type Scalar = Extract<Type, { kind: 'scalar' }>['scalar'];

function scalarSample(scalar: Scalar): fc.Arbitrary<Sample> {
  switch (scalar) {
    case 'bool':
      return fc.boolean().map((value) => literal(value, value ? '1' : '0'));
    case 'f32':
      return fc.float({ noNaN: true }).map((value) => literal(value, `f32_of(${bitsOf(Float32Array.of(value))})`));
    case 'f64':
      return fc.double({ noNaN: true }).map((value) => literal(value, `f64_of(${bitsOf(Float64Array.of(value))})`));
    case 'entity':
      return fc.tuple(fc.nat(2 ** 32 - 1), fc.nat(2 ** 20 - 1)).map(([index, generation]) => ({
        value: generation * 2 ** 32 + index,
        assign: (target) => `  ${target}.index = ${index}u; ${target}.generation = ${generation}u;\n`,
      }));
    case 'u64':
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => literal(value, `${value}ull`));
    case 'i64':
      // C has no literal of the lowest number.
      return fc.bigInt({ min: 1n - 2n ** 63n, max: 2n ** 63n - 1n }).map((value) => literal(value, `${value}ll`));
    default: {
      const bits = Number(scalar.slice(1));
      const min = scalar.startsWith('u') ? 0 : -(2 ** (bits - 1));
      const max = scalar.startsWith('u') ? 2 ** bits - 1 : 2 ** (bits - 1) - 1;
      return fc.integer({ min, max }).map((value) => literal(value, `${value}ll`));
    }
  }
}

function literal(value: unknown, expression: string): Sample {
  return { value, assign: (target) => `  ${target} = ${expression};\n` };
}

function bitsOf(value: Float32Array | Float64Array): string {
  const hex = Buffer.from(value.buffer).reverse().toString('hex');
  return `0x${hex}${hex.length === 16 ? 'ull' : 'u'}`;
}

function stringSample(text: string, capacity: number): Sample {
  let value = '';
  for (const character of text) {
    if (Buffer.byteLength(value + character) > capacity) break;
    value += character;
  }
  const bytes = [...Buffer.from(value)];
  return {
    value,
    assign: (target) =>
      [
        `  ${target}.length = ${bytes.length};\n`,
        ...bytes.map((byte, index) => `  ${target}.bytes[${index}] = ${byte};\n`),
      ].join(''),
  };
}

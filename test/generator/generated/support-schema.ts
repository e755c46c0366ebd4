/** Random schemas, and an independent implementation of layout and bytes that shares no code with the compiler. */

import fc from 'fast-check';

/** A type in the tests: its spelling, its layout, its values. */
export interface TestType {
  readonly text: string;
  readonly size: number;
  readonly align: number;
  readonly value: fc.Arbitrary<unknown>;
  /** Reads the value at a byte offset. */
  read(bytes: DataView, offset: number): unknown;
  /** Bytes that may differ from zero, relative to the start. */
  covered(): readonly number[];
}

interface TestField {
  readonly name: string;
  readonly type: TestType;
  readonly nullable: boolean;
  readonly jsNumber: boolean;
}

export interface TestTable {
  readonly name: string;
  readonly fields: readonly TestField[];
}

export interface TestSchema {
  readonly toml: string;
  readonly tables: readonly TestTable[];
}

interface Numeric {
  readonly text: string;
  readonly size: number;
  readonly value: fc.Arbitrary<unknown>;
  read(bytes: DataView, offset: number): unknown;
}

const SAFE = Number.MAX_SAFE_INTEGER;

const NUMERIC: readonly Numeric[] = [
  { text: 'u8', size: 1, value: fc.nat(255), read: (b, o) => b.getUint8(o) },
  { text: 'i8', size: 1, value: fc.integer({ min: -128, max: 127 }), read: (b, o) => b.getInt8(o) },
  { text: 'u16', size: 2, value: fc.nat(65535), read: (b, o) => b.getUint16(o, true) },
  { text: 'i16', size: 2, value: fc.integer({ min: -32768, max: 32767 }), read: (b, o) => b.getInt16(o, true) },
  { text: 'u32', size: 4, value: fc.nat(2 ** 32 - 1), read: (b, o) => b.getUint32(o, true) },
  { text: 'i32', size: 4, value: fc.integer(), read: (b, o) => b.getInt32(o, true) },
  { text: 'f32', size: 4, value: fc.float(), read: (b, o) => b.getFloat32(o, true) },
  { text: 'f64', size: 8, value: fc.double(), read: (b, o) => b.getFloat64(o, true) },
  { text: 'u64', size: 8, value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), read: (b, o) => b.getBigUint64(o, true) },
  {
    text: 'i64',
    size: 8,
    value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    read: (b, o) => b.getBigInt64(o, true),
  },
  { text: 'bool', size: 1, value: fc.boolean(), read: (b, o) => b.getUint8(o) === 1 },
];

function range(length: number, start = 0): number[] {
  return Array.from({ length }, (_, index) => start + index);
}

function numeric({ text, size, value, read }: Numeric): TestType {
  return { text, size, align: size, value, read, covered: () => range(size) };
}

const entity: TestType = {
  text: 'entity',
  size: 8,
  align: 4,
  value: fc.nat(2 ** 20 - 1).chain((generation) => fc.nat(2 ** 32 - 1).map((index) => generation * 2 ** 32 + index)),
  read: (b, o) => b.getUint32(o, true) + b.getUint32(o + 4, true) * 2 ** 32,
  covered: () => range(8),
};

/** 64-bit integers as numbers; the field has `js`. */
const NUMBER_64: readonly TestType[] = [
  {
    ...numeric({ text: 'u64', size: 8, value: fc.maxSafeNat(), read: (b, o) => Number(b.getBigUint64(o, true)) }),
  },
  {
    ...numeric({
      text: 'i64',
      size: 8,
      value: fc.integer({ min: -SAFE, max: SAFE }),
      read: (b, o) => Number(b.getBigInt64(o, true)),
    }),
  },
];

function stringType(capacity: number): TestType {
  const size = 2 + capacity + (capacity % 2);
  return {
    text: `string<${capacity}>`,
    size,
    align: 2,
    value: fc.string({ unit: 'grapheme' }).map((text) => cut(text, capacity)),
    read: (bytes, offset) => {
      const length = bytes.getUint16(offset, true);
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
        new Uint8Array(bytes.buffer, bytes.byteOffset + offset + 2, length),
      );
    },
    covered: () => range(2 + capacity),
  };
}

/** The longest prefix of whole characters that fits. */
function cut(text: string, capacity: number): string {
  let kept = '';
  for (const character of text) {
    if (new TextEncoder().encode(kept + character).length > capacity) break;
    kept += character;
  }
  return kept;
}

function arrayType(element: TestType, length: number): TestType {
  return {
    text: `[${element.text}; ${length}]`,
    size: element.size * length,
    align: element.align,
    value: fc.array(element.value, { minLength: length, maxLength: length }),
    read: (bytes, offset) => range(length).map((index) => element.read(bytes, offset + index * element.size)),
    covered: () => range(length).flatMap((index) => element.covered().map((at) => at + index * element.size)),
  };
}

/** The offsets of the fields of a struct in C. */
export function layOut(types: readonly TestType[]): { offsets: number[]; end: number; align: number } {
  const offsets: number[] = [];
  let end = 0;
  let align = 1;
  for (const type of types) {
    while (end % type.align !== 0) end++;
    offsets.push(end);
    end += type.size;
    align = Math.max(align, type.align);
  }
  return { offsets, end, align };
}

export function roundUp(size: number, align: number): number {
  return size + ((align - (size % align)) % align);
}

function structType(name: string, fields: readonly TestType[]): TestType {
  const { offsets, end, align } = layOut(fields);
  const names = fields.map((_, index) => `f${index}`);
  return {
    text: name,
    size: roundUp(end, align),
    align,
    value: fc.tuple(...fields.map((field) => field.value)).map((values) => zip(names, values)),
    read: (bytes, offset) =>
      zip(
        names,
        fields.map((field, index) => field.read(bytes, offset + (offsets[index] ?? 0))),
      ),
    covered: () => fields.flatMap((field, index) => field.covered().map((at) => at + (offsets[index] ?? 0))),
  };
}

function zip(names: readonly string[], values: readonly unknown[]): { [name: string]: unknown } {
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

function enumType(name: string, repr: 'u8' | 'u16' | 'u32', values: readonly number[]): TestType {
  const base = NUMERIC.find(({ text }) => text === repr);
  if (base === undefined) throw new Error('no such representation');
  return { ...numeric({ ...base, value: fc.constantFrom(...values) }), text: name };
}

const flat = fc.oneof(
  fc.constantFrom(...NUMERIC.map(numeric), entity),
  fc.integer({ min: 1, max: 12 }).map(stringType),
);

function withArrays(inner: fc.Arbitrary<TestType>): fc.Arbitrary<TestType> {
  return fc.oneof(
    { weight: 4, arbitrary: inner },
    { weight: 1, arbitrary: fc.tuple(inner, fc.integer({ min: 1, max: 5 })).map(([one, n]) => arrayType(one, n)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(inner, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
        .map(([one, n, m]) => arrayType(arrayType(one, n), m)),
    },
  );
}

const enums = fc
  .array(
    fc.record({
      repr: fc.constantFrom('u8' as const, 'u16' as const, 'u32' as const),
      values: fc.uniqueArray(fc.nat(255), { minLength: 1, maxLength: 5 }),
    }),
    { maxLength: 3 },
  )
  .map((list) => list.map(({ repr, values }, index) => ({ type: enumType(`E${index}`, repr, values), repr, values })));

/** Whole schemas: enums, structs of structs, tables of everything, some fields nullable, some 64-bit as numbers. */
export const schemas: fc.Arbitrary<TestSchema> = enums.chain((declared) => {
  const simple = declared.length === 0 ? flat : fc.oneof(flat, fc.constantFrom(...declared.map(({ type }) => type)));
  const inner = fc
    .array(withArrays(simple), { minLength: 1, maxLength: 4 })
    .map((fields) => ({ type: structType('Inner', fields), fields }));
  return inner.chain((first) => {
    const outerFields = fc.array(withArrays(fc.oneof(simple, fc.constant(first.type))), { minLength: 1, maxLength: 4 });
    return outerFields.chain((fields) => {
      const outer = structType('Outer', fields);
      const any = withArrays(fc.oneof({ weight: 3, arbitrary: simple }, fc.constantFrom(first.type, outer)));
      const numbers = withArrays(fc.constantFrom(...NUMBER_64));
      const field = fc.oneof(
        { weight: 6, arbitrary: fc.record({ type: any, nullable: fc.boolean(), jsNumber: fc.constant(false) }) },
        { weight: 1, arbitrary: fc.record({ type: numbers, nullable: fc.boolean(), jsNumber: fc.constant(true) }) },
      );
      return fc.array(fc.array(field, { maxLength: 12 }), { minLength: 1, maxLength: 2 }).map((tables): TestSchema => {
        const named = tables.map((list, index) => ({
          name: `t${index}`,
          fields: list.map((one, position) => ({ ...one, name: `f${position}` })),
        }));
        const toml = [
          '[database]\nname = "random"',
          ...declared.map(({ type, repr, values }) => {
            const variants = values.map((value) => `V${value} = ${value}`).join(', ');
            return `[enums.${type.text}]\nrepr = "${repr}"\nvariants = { ${variants} }`;
          }),
          structToml('Inner', first.fields),
          structToml('Outer', fields),
          ...named.map(tableToml),
        ].join('\n');
        return { toml, tables: named };
      });
    });
  });
});

function structToml(name: string, fields: readonly TestType[]): string {
  const list = fields.map((field, index) => `{ name = "f${index}", type = "${field.text}" }`);
  return `[custom_types.${name}]\nfields = [${list.join(', ')}]`;
}

function tableToml({ name, fields }: TestTable): string {
  const list = fields.map((field) => {
    const nullable = field.nullable ? ', nullable = true' : '';
    const js = field.jsNumber ? ', js = "number"' : '';
    return `{ name = "${field.name}", type = "${field.type.text}"${nullable}${js} }`;
  });
  return `[tables.${name}]\nfields = [${list.join(', ')}]`;
}

/** Values of a row. A nullable field may be null or omitted, with the same meaning. */
export function rowOf(table: TestTable): fc.Arbitrary<{ [field: string]: unknown }> {
  const entries = table.fields.map((field): [string, fc.Arbitrary<unknown>] => [
    field.name,
    field.nullable ? fc.option(field.type.value, { freq: 3 }) : field.type.value,
  ]);
  return fc.record(Object.fromEntries(entries));
}

/** Reads a record with the layout of C and the rule of the bitmap. Every other byte must be zero. */
export function readRecord(table: TestTable, bytes: DataView, start: number): { [field: string]: unknown } {
  const { offsets, end, align } = layOut(table.fields.map((field) => field.type));
  const nullables = table.fields.filter((field) => field.nullable);
  const size = roundUp(end + Math.ceil(nullables.length / 8), align);
  const allowed = new Set<number>();
  const row: { [field: string]: unknown } = {};
  for (const [index, field] of table.fields.entries()) {
    const offset = offsets[index] ?? 0;
    const bit = nullables.indexOf(field);
    const isNull = bit >= 0 && ((bytes.getUint8(start + end + (bit >> 3)) >> (bit & 7)) & 1) === 1;
    if (isNull) allowed.add(end + (bit >> 3));
    else for (const at of field.type.covered()) allowed.add(offset + at);
    row[field.name] = isNull ? null : field.type.read(bytes, start + offset);
  }
  for (let at = 0; at < size; at++) {
    if (!allowed.has(at) && bytes.getUint8(start + at) !== 0) throw new Error(`byte ${at} of the record is not zero`);
  }
  return row;
}

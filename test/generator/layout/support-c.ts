/** Random schemas, and the same structs in C. */

import fc from 'fast-check';
import type { StructLayout, TableLayout } from '../../../generator/layout/index.js';
import type { Type } from '../../../generator/schema/index.js';

const C_SCALARS = {
  u8: 'uint8_t',
  i8: 'int8_t',
  u16: 'uint16_t',
  i16: 'int16_t',
  u32: 'uint32_t',
  i32: 'int32_t',
  u64: 'uint64_t',
  i64: 'int64_t',
  f32: 'float',
  f64: 'double',
  bool: '_Bool',
  entity: 'struct entity',
} as const;

export const PROLOGUE = `#include <stddef.h>
#include <stdint.h>
struct entity { uint32_t index; uint32_t generation; };
_Static_assert(sizeof(float) == 4 && sizeof(double) == 8 && sizeof(_Bool) == 1, "C as we know it");
`;

export function cStruct(name: string, prefix: string, { fields, size, align }: StructLayout): string {
  const members = fields.map(({ field }) => `  ${cDeclaration(field.type, field.name, prefix)};`);
  const asserts = fields.map(({ field, offset, size: bytes }) => {
    const sameSize = `sizeof(((struct ${name} *)0)->${field.name}) == ${bytes}`;
    const sameOffset = `offsetof(struct ${name}, ${field.name}) == ${offset}`;
    return `_Static_assert(${sameOffset} && ${sameSize}, "${name}.${field.name}");`;
  });
  const whole = `_Static_assert(sizeof(struct ${name}) == ${size} && _Alignof(struct ${name}) == ${align}, "${name}");`;
  return [`struct ${name} {`, ...members, '};', ...asserts, whole].join('\n');
}

/** The bitmap is one more member at the end. Without it, the offsets of fields must be the same. */
export function cTable(name: string, prefix: string, table: TableLayout): string {
  if (table.nullBitmap === null) return cStruct(name, prefix, table);
  const { offset, bytes } = table.nullBitmap;
  const text = cStruct(name, prefix, table).replace('\n};', `\n  uint8_t null_bitmap[${bytes}];\n};`);
  return `${text}\n_Static_assert(offsetof(struct ${name}, null_bitmap) == ${offset}, "${name}.null_bitmap");`;
}

function cDeclaration(type: Type, name: string, prefix: string): string {
  switch (type.kind) {
    case 'scalar':
      return `${C_SCALARS[type.scalar]} ${name}`;
    case 'enum':
      return `uint${type.definition.repr.slice(1)}_t ${name}`;
    case 'string':
      // The capacity as it fits between the length and the next even offset.
      return `struct { uint16_t length; uint8_t bytes[${type.capacity}]; } ${name}`;
    case 'array':
      return cDeclaration(type.element, `${name}[${type.length}]`, prefix);
    case 'custom':
      return `struct ${prefix}${type.definition.name} ${name}`;
  }
}

/** `tableCount` tables of everything. Three enums, eight custom types each built from earlier ones. */
export function schemaText(tableCount: number): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    fc.constantFrom(...Object.keys(C_SCALARS), 'E8', 'E16', 'E32'),
    fc.integer({ min: 1, max: 40 }).map((capacity) => `string<${capacity}>`),
  );
  const nested = (name: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc.tuple(name, fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 })).map(([base, lengths]) => {
      return lengths.reduce((type, length) => `[${type}; ${length}]`, base);
    });
  const fields = (type: fc.Arbitrary<string>, minLength: number, nullable: boolean): fc.Arbitrary<string> =>
    fc.array(fc.tuple(type, fc.boolean()), { minLength, maxLength: 12 }).map((list) => {
      const items = list.map(([one, isNull], index) => {
        return `  { name = "f${index}", type = "${one}"${nullable && isNull ? ', nullable = true' : ''} },\n`;
      });
      return `fields = [\n${items.join('')}]\n`;
    });
  const customTypes = Array.from({ length: 8 }, (_, index) => {
    const earlier = Array.from({ length: index }, (__, earlierIndex) => `C${earlierIndex}`).slice(-2);
    const type = nested(
      earlier.length === 0 ? leaf : fc.oneof({ arbitrary: leaf, weight: 6 }, fc.constantFrom(...earlier)),
    );
    const small = fc.array(type, { minLength: 1, maxLength: 3 });
    return small.map((types) => {
      const items = types.map((one, field) => `  { name = "f${field}", type = "${one}" },\n`);
      return `[custom_types.C${index}]\nfields = [\n${items.join('')}]\n`;
    });
  });
  const anyType = nested(fc.oneof({ arbitrary: leaf, weight: 3 }, fc.constantFrom('C0', 'C1', 'C2', 'C3')));
  const tables = fc.array(fields(anyType, 1, true), { minLength: tableCount, maxLength: tableCount });
  const enums = ['E8', 'E16', 'E32'].map((name) => `[enums.${name}]\nrepr = "u${name.slice(1)}"\nvariants = ["A"]\n`);
  return fc.tuple(fc.tuple(...customTypes), tables).map(([types, bodies]) => {
    const sections = bodies.map((body, index) => `[tables.t${index}]\n${body}`);
    return ['[database]\nname = "random"\n', ...enums, ...types, ...sections].join('\n');
  });
}

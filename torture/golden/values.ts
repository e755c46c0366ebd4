/** Different values of every type, the extremes first. */

import type { Entity } from '@ecsdb/runtime';
import {
  type FieldDescriptor,
  parseTypeName,
  type ScalarName,
  type SchemaDescriptor,
  type TableDescriptor,
  type TypeName,
} from '@ecsdb/runtime/schema';

/** A row as plain data. */
export type Plain = null | boolean | number | bigint | string | readonly Plain[] | { readonly [field: string]: Plain };

const INTEGERS: { readonly [scalar in 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32']: readonly number[] } = {
  u8: [0xff, 0, 7],
  i8: [-0x80, 0x7f, -1],
  u16: [0xffff, 0, 0x1234],
  i16: [-0x8000, 0x7fff, -2],
  u32: [0xffff_ffff, 0, 0x1234_5678],
  i32: [-0x8000_0000, 0x7fff_ffff, -3],
};
const FLOATS: readonly number[] = [1.5, Number.NaN, -0, Number.POSITIVE_INFINITY, -2.25, Number.NEGATIVE_INFINITY];
const U64: readonly bigint[] = [2n ** 64n - 1n, 0n, 0x0123_4567_89ab_cdefn];
const I64: readonly bigint[] = [-(2n ** 63n), 2n ** 63n - 1n, -1n];
const SAFE: readonly number[] = [Number.MAX_SAFE_INTEGER, 0, 4_294_967_296];
const CHARACTERS: readonly string[] = ['a', 'ß', '€', '😀', '\u0000'];

export class Values {
  readonly #schema: SchemaDescriptor;
  readonly #entities: readonly Entity[];
  #next = 0;

  /** Values for fields of type `entity`. */
  constructor(schema: SchemaDescriptor, entities: readonly Entity[]) {
    this.#schema = schema;
    this.#entities = entities;
  }

  row({ fields }: TableDescriptor): { readonly [field: string]: Plain } {
    return Object.fromEntries(fields.map((field) => [field.name, this.field(field)]));
  }

  field({ type, nullable, js }: FieldDescriptor): Plain {
    const parsed = parseTypeName(type);
    if (parsed === undefined) throw new Error(`"${type}" is no type`);
    return nullable && this.#below(3) === 0 ? null : this.#value(parsed, js === 'number');
  }

  #value(type: TypeName, asNumber: boolean): Plain {
    switch (type.kind) {
      case 'scalar':
        return this.#scalar(type.scalar, asNumber);
      case 'string':
        return this.#text(type.capacity);
      case 'array':
        return Array.from({ length: type.length }, () => this.#value(type.element, asNumber));
      case 'named':
        return this.#named(type.name);
    }
  }

  #scalar(scalar: ScalarName, asNumber: boolean): Plain {
    switch (scalar) {
      case 'bool':
        return this.#below(2) === 0;
      case 'entity':
        return this.#pick(this.#entities);
      case 'f32':
      case 'f64':
        return this.#pick(FLOATS);
      case 'u64':
        return asNumber ? this.#pick(SAFE) : this.#pick(U64);
      case 'i64':
        return asNumber ? -this.#pick(SAFE) + 0 : this.#pick(I64);
      default:
        return this.#pick(INTEGERS[scalar]);
    }
  }

  #text(capacity: number): string {
    let text = '';
    for (let left = this.#below(3) === 0 ? 0 : capacity; left > 0; ) {
      const character = this.#pick(CHARACTERS);
      left -= Buffer.byteLength(character);
      if (left >= 0) text += character;
    }
    return text;
  }

  #named(name: string): Plain {
    const definition = this.#schema.enums.find((one) => one.name === name);
    if (definition !== undefined) return this.#pick(Object.values(definition.variants));
    const custom = this.#schema.customTypes.find((one) => one.name === name);
    if (custom === undefined) throw new Error(`the schema has no type "${name}"`);
    return Object.fromEntries(custom.fields.map((field) => [field.name, this.field(field)]));
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#below(items.length)] as Item;
  }

  /** Another number for each call, in an order that does not repeat soon. */
  #below(limit: number): number {
    this.#next = (Math.imul(this.#next, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#next / 2 ** 32) * limit);
  }
}

/** Writes the fields of a row, or of a custom type, from an object that was parsed from JSON. */

import { codecOf, copyValue, defaultOf } from '../component/index.js';
import type { ElementArrays } from '../memory/index.js';
import { type FieldDescriptor, parseTypeName, type SchemaDescriptor } from '../schema/index.js';
import type { NullBit } from './fields.js';
import { LineFault } from './problems.js';
import { mismatch, type ValueWriter } from './scalar-writer.js';
import { type OnSkip, writerOf } from './value-writer.js';

interface Part {
  readonly name: string;
  readonly offset: number;
  /** Writes a value that is not null. */
  readonly write: ValueWriter;
  readonly nullBit: NullBit | undefined;
  /** Writes the value of a field that is left out. Absent for a required field. */
  readonly writeDefault: ((views: ElementArrays, offset: number) => void) | undefined;
  /** Every object inherits something under this name. */
  readonly isInherited: boolean;
}

export class StructWriter {
  readonly #parts: readonly Part[];
  readonly #onSkip: OnSkip | undefined;

  /** With `onSkip`, fields and variants that the schema does not have are left out; without, they are faults. */
  constructor(
    schema: SchemaDescriptor,
    fields: readonly FieldDescriptor[],
    nullBits: ReadonlyMap<FieldDescriptor, NullBit>,
    onSkip: OnSkip | undefined,
  ) {
    this.#parts = fields.map((field) => partOf(schema, field, nullBits.get(field), onSkip));
    this.#onSkip = onSkip;
  }

  /**
   * Hot. The bytes at the offset are zeros. If it throws a `LineFault`, some of them are written.
   */
  write(views: ElementArrays, offset: number, value: unknown): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mismatch('an object', value);
    // An object that was parsed from JSON.
    const given = value as { readonly [name: string]: unknown };
    let used = 0;
    for (const part of this.#parts) {
      const { name } = part;
      const member = part.isInherited && !Object.hasOwn(given, name) ? undefined : given[name];
      if (member === undefined) {
        if (part.writeDefault === undefined) throw missing(name);
        part.writeDefault(views, offset);
        continue;
      }
      used++;
      this.#writePart(part, views, offset, member);
    }
    let count = 0;
    for (const _ in given) count++;
    if (count !== used) this.#skipUnknown(given);
  }

  #writePart(part: Part, views: ElementArrays, offset: number, value: unknown): void {
    const { nullBit } = part;
    if (value === null && nullBit !== undefined) {
      setNull(views, offset, nullBit);
      return;
    }
    try {
      part.write(views, offset + part.offset, value);
    } catch (error) {
      if (!(error instanceof LineFault)) throw error;
      const isVariant = error.code === 'UNKNOWN_VARIANT' && error.path === '';
      error.inside(part.name);
      if (!isVariant || this.#onSkip === undefined || part.writeDefault === undefined) throw error;
      part.writeDefault(views, offset);
      this.#onSkip('UNKNOWN_VARIANT', `${error.sentence}; the field got its default`);
    }
  }

  #skipUnknown(given: object): void {
    const known = new Set(this.#parts.map(({ name }) => name));
    const unknown = Object.keys(given).filter((name) => !known.has(name));
    for (const name of unknown) {
      if (this.#onSkip === undefined) throw unknownField(name, [...known]);
      this.#onSkip('UNKNOWN_FIELD', `field "${name}" was left out, because the schema does not have it`);
    }
  }
}

export function setNull(views: ElementArrays, record: number, { byte, mask }: NullBit): void {
  (views.u8[record + byte] as number) |= mask;
}

function partOf(
  schema: SchemaDescriptor,
  field: FieldDescriptor,
  nullBit: NullBit | undefined,
  onSkip: OnSkip | undefined,
): Part {
  const { name, offset, type } = field;
  const parsed = parseTypeName(type);
  if (parsed === undefined) throw new Error(`the type '${type}' is not one of the schema language`);
  const { write } = writerOf(schema, parsed, field, onSkip);
  return {
    name,
    offset,
    write,
    nullBit,
    writeDefault: defaultWriter(schema, field, nullBit),
    isInherited: name in Object.prototype,
  };
}

/** Undefined for a required field. The offset is that of the record. */
export function defaultWriter(
  schema: SchemaDescriptor,
  field: FieldDescriptor,
  nullBit: NullBit | undefined,
): Part['writeDefault'] {
  const value = defaultOf(schema, field) ?? null;
  if (value === null) return nullBit && ((views, record) => setNull(views, record, nullBit));
  const codec = codecOf(schema, field);
  return (views, record) => codec.write(views, record + field.offset, copyValue(codec, value, field.name), field.name);
}

export function missing(name: string): LineFault {
  return new LineFault('MISSING_FIELD', `has no field "${name}", which has no default`);
}

function unknownField(name: string, known: readonly string[]): LineFault {
  const expected = known.length === 0 ? 'no fields' : `only ${known.join(', ')}`;
  return new LineFault('UNKNOWN_FIELD', `has a field "${name}" that the schema does not have; expected ${expected}`);
}

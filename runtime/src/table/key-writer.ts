/** Keys from values of the caller, as in lookups. */

import { codecOf, rejectValue, type TypeCodec } from '../component/index.js';
import { type Views, viewsOver } from '../memory/index.js';
import type { KeyMember } from '../ordered-index/index.js';
import type { SchemaDescriptor } from '../schema/index.js';
import type { IndexShape } from './index-shape.js';
import { writePlainKey } from './plain-key.js';

/** Writes the values into a record of its own, as a setter would, and makes the key of that. */
export class KeyWriter {
  readonly #shape: IndexShape;
  /** For errors: made once, because lookups are hot. */
  readonly #paths: readonly string[];
  readonly #codecs: readonly TypeCodec[];
  readonly #record: Views;

  constructor(schema: SchemaDescriptor, table: string, stride: number, shape: IndexShape) {
    this.#shape = shape;
    this.#paths = shape.codec.members.map(({ path }) => `${table}.${path}`);
    // A lookup may ask for a value that no row can have: it finds nothing.
    this.#codecs = shape.codec.members.map(({ field: { min: _min, max: _max, ...field } }) => codecOf(schema, field));
    const bytes = Math.ceil(Math.max(stride, 1) / 8) * 8;
    this.#record = viewsOver(new ArrayBuffer(bytes), 0, bytes);
  }

  /**
   * Writes the first words of a key: those of `count` values.
   *
   * @throws EcsDbError `FIELD_TYPE_MISMATCH` for a value that the field cannot have. Values outside of the field's
   * `min` and `max` are accepted: no row has them.
   */
  write(values: readonly unknown[], count: number, key: Uint32Array): void {
    const { members } = this.#shape.codec;
    if (members.length === 1 && count === 1 && writePlainKey(members[0] as KeyMember, values[0], key)) return;
    for (let i = 0; i < count; i++) this.#writeValue(i, values[i]);
    this.#shape.codec.encode(this.#record, 0, key, count);
  }

  /** Writes the words of one member alone. */
  writeMember(position: number, value: unknown, key: Uint32Array): void {
    this.#writeValue(position, value);
    this.#shape.codec.encodeAt(position, this.#record, 0, key);
  }

  #writeValue(position: number, value: unknown): void {
    const member = this.#shape.codec.members[position] as KeyMember;
    const { nullMask, nullOffset, field } = member;
    const { u8 } = this.#record;
    if (nullMask !== 0) {
      const others = (u8[nullOffset] as number) & ~nullMask;
      u8[nullOffset] = value === null ? others | nullMask : others;
      if (value === null) return;
    }
    const path = this.#paths[position] as string;
    if (value === null || value === undefined) rejectValue(path, field.type, value);
    (this.#codecs[position] as TypeCodec).write(this.#record, member.offset, value, path);
  }
}

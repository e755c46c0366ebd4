/** Whether the bytes of two types have the same meaning, so that they can be copied as they are. */

import { type FieldDescriptor, matchFields, parseTypeName, type TypeName } from '../schema/index.js';
import type { SchemaTypes } from './schema-types.js';
import { variantValues } from './variant-values.js';

/** A table or a custom type. */
interface Struct {
  readonly size: number;
  readonly fields: readonly FieldDescriptor[];
}

export class SameLayout {
  readonly #stored: SchemaTypes;
  readonly #given: SchemaTypes;
  /** By the names of two custom types. */
  readonly #known: Map<string, boolean> = new Map();

  constructor(stored: SchemaTypes, given: SchemaTypes) {
    this.#stored = stored;
    this.#given = given;
  }

  /** Also false if a field was removed: its bytes would stay. */
  ofStructs(stored: Struct, given: Struct): boolean {
    const { pairs, removed, added } = matchFields(stored.fields, given.fields);
    if (stored.size !== given.size || removed.length > 0 || added.length > 0) return false;
    return pairs.every(
      ([before, after]) =>
        before.offset === after.offset &&
        before.nullable === after.nullable &&
        this.ofTypes(parseTypeName(before.type), parseTypeName(after.type)),
    );
  }

  ofTypes(stored: TypeName | undefined, given: TypeName | undefined): boolean {
    if (stored?.kind === 'scalar') return given?.kind === 'scalar' && stored.scalar === given.scalar;
    if (stored?.kind === 'string') return given?.kind === 'string' && stored.capacity === given.capacity;
    if (stored?.kind === 'array') {
      return given?.kind === 'array' && stored.length === given.length && this.ofTypes(stored.element, given.element);
    }
    return stored?.kind === 'named' && given?.kind === 'named' && this.#ofNamed(stored.name, given.name);
  }

  #ofNamed(stored: string, given: string): boolean {
    const key = `${stored} ${given}`;
    let isSame = this.#known.get(key);
    if (isSame === undefined) {
      isSame = this.#compare(stored, given);
      this.#known.set(key, isSame);
    }
    return isSame;
  }

  #compare(stored: string, given: string): boolean {
    const enums = [this.#stored.enums.get(stored), this.#given.enums.get(given)] as const;
    if (enums[0] !== undefined && enums[1] !== undefined) {
      const values = variantValues(enums[0], enums[1], this.#given.keepsValues);
      return (
        enums[0].repr === enums[1].repr &&
        Object.values(enums[0].variants).every((value) => values.get(value) === value)
      );
    }
    const types = [this.#stored.customTypes.get(stored), this.#given.customTypes.get(given)] as const;
    return types[0] !== undefined && types[1] !== undefined && this.ofStructs(types[0], types[1]);
  }
}

/**
 * The places of strings in records. Only strings have bytes that cannot be read: an invalid length, or invalid UTF-8.
 */

import type { FieldDescriptor, SchemaDescriptor, TableDescriptor } from './descriptor.js';
import { parseTypeName, type TypeName } from './type-name.js';

export interface StringPlace {
  /** From the start of the record, in bytes. */
  readonly offset: number;
  /** The longest text, in bytes. */
  readonly capacity: number;
  /** The field of the table that is or contains the string. */
  readonly field: string;
}

/** A string inside a value of some type. */
type Part = Omit<StringPlace, 'field'>;

/** Finds the strings in the records of a schema. Visits each custom type once and caches the result. */
export class StringFinder {
  readonly #customTypes: ReadonlyMap<string, readonly FieldDescriptor[]>;
  readonly #partsByType: Map<string, readonly Part[]> = new Map();

  constructor({ customTypes }: SchemaDescriptor) {
    this.#customTypes = new Map(customTypes.map(({ name, fields }) => [name, fields]));
  }

  /** Every string in a record of the table, including strings in arrays and custom types, by ascending offset. */
  placesIn({ fields }: TableDescriptor): readonly StringPlace[] {
    const places = fields.flatMap(({ name: field, type, offset: start, size }) =>
      this.#partsOf(parseTypeName(type), size).map(({ offset, capacity }) => ({
        offset: start + offset,
        capacity,
        field,
      })),
    );
    return places.sort((a, b) => a.offset - b.offset);
  }

  #partsOf(type: TypeName | undefined, size: number): readonly Part[] {
    switch (type?.kind) {
      case 'string':
        return [{ offset: 0, capacity: type.capacity }];
      case 'array': {
        const elementSize = size / type.length;
        const parts = this.#partsOf(type.element, elementSize);
        return parts.length === 0 ? parts : repeatParts(parts, type.length, elementSize);
      }
      case 'named':
        return this.#partsOfCustomType(type.name);
      default:
        return [];
    }
  }

  #partsOfCustomType(name: string): readonly Part[] {
    let parts = this.#partsByType.get(name);
    if (parts === undefined) {
      const fields = this.#customTypes.get(name) ?? [];
      parts = fields.flatMap(({ type, offset: start, size }) =>
        this.#partsOf(parseTypeName(type), size).map(({ offset, capacity }) => ({ offset: start + offset, capacity })),
      );
      this.#partsByType.set(name, parts);
    }
    return parts;
  }
}

function repeatParts(parts: readonly Part[], count: number, step: number): readonly Part[] {
  return Array.from({ length: count }, (_, i) =>
    parts.map(({ offset, capacity }) => ({ offset: i * step + offset, capacity })),
  ).flat();
}

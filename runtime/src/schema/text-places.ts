/** Where strings lie in a record: the one kind of value whose bytes can be such that reading it throws. */

import type { FieldDescriptor, SchemaDescriptor, TableDescriptor } from './descriptor.js';
import { parseTypeName, type TypeName } from './type-name.js';

export interface TextPlace {
  /** From the start of the record, in bytes. */
  readonly offset: number;
  /** Bytes of text at most. */
  readonly capacity: number;
  /** The table's field that the string is, or is a part of. */
  readonly field: string;
}

/** A string within a value of some type. */
type Part = Omit<TextPlace, 'field'>;

/** Finds the strings of a schema's records. What was found of a type is kept, so that types of many parts are walked once. */
export class TextFinder {
  readonly #customTypes: ReadonlyMap<string, readonly FieldDescriptor[]>;
  readonly #known: Map<string, readonly Part[]> = new Map();

  constructor({ customTypes }: SchemaDescriptor) {
    this.#customTypes = new Map(customTypes.map(({ name, fields }) => [name, fields]));
  }

  /** Every string of a table's records, those inside arrays and custom types included, by ascending offset. */
  placesIn({ fields }: TableDescriptor): readonly TextPlace[] {
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
        return parts.length === 0 ? parts : repeated(parts, type.length, elementSize);
      }
      case 'named':
        return this.#partsOfCustomType(type.name);
      default:
        return [];
    }
  }

  #partsOfCustomType(name: string): readonly Part[] {
    let parts = this.#known.get(name);
    if (parts === undefined) {
      const fields = this.#customTypes.get(name) ?? [];
      parts = fields.flatMap(({ type, offset: start, size }) =>
        this.#partsOf(parseTypeName(type), size).map(({ offset, capacity }) => ({ offset: start + offset, capacity })),
      );
      this.#known.set(name, parts);
    }
    return parts;
  }
}

function repeated(parts: readonly Part[], count: number, step: number): readonly Part[] {
  return Array.from({ length: count }, (_, i) =>
    parts.map(({ offset, capacity }) => ({ offset: i * step + offset, capacity })),
  ).flat();
}

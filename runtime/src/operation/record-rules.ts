/** Checks of operations on the records of one table: the same for a log, a snapshot and another thread. */

import { isValidString, textLength } from '../component/index.js';
import { type StringFinder, type StringPlace, type TableDescriptor, TEXT_LENGTH_BYTES } from '../schema/index.js';
import { ReplayError } from './replay-error.js';

/** Up to this number of strings in a record, checking each is faster than a binary search for the first. */
const FEW_TEXTS = 8;

/**
 * Only strings need checks: a length above the capacity would show bytes of other fields, and bytes that are not UTF-8
 * would make readers throw. In all other types, every bit pattern is a value that readers return as it is: any byte but
 * 0 is true, an enum may be a number without a member, an entity may be dead.
 */
export class RecordRules {
  readonly hasTexts: boolean;
  readonly #table: string;
  readonly #size: number;
  readonly #texts: readonly StringPlace[];

  constructor(finder: StringFinder, table: TableDescriptor) {
    this.#table = table.name;
    this.#size = table.size;
    this.#texts = finder.placesIn(table);
    this.hasTexts = this.#texts.length > 0;
  }

  /** Throws a `ReplayError` unless a record has this length. */
  requireRecord(length: number, entity: number): void {
    if (length === this.#size) return;
    throw this.#error(entity, `has a record of ${length} bytes`, `whose records have ${this.#size}`, {
      expected: `a record of ${this.#size} bytes`,
      got: `${length} bytes`,
    });
  }

  /** Throws a `ReplayError` unless these bytes are within a record. */
  requireRange(first: number, length: number, entity: number): void {
    if (length >= 0 && first + length <= this.#size) return;
    throw this.#error(
      entity,
      `changes ${length} bytes from byte ${first} of a record`,
      `whose records have ${this.#size}`,
      { expected: `bytes of a record of ${this.#size} bytes`, got: `${length} bytes from byte ${first} on` },
    );
  }

  /**
   * Checks the strings that overlap `length` bytes of a record from its byte `first` on. Throws a `ReplayError` for an
   * invalid string. `record` is where the record begins in `bytes`.
   */
  requireTexts(bytes: Uint8Array, record: number, first: number, length: number, entity: number): void {
    const bad = this.findBadText(bytes, record, first, length);
    if (bad !== undefined) throw this.badText(bytes, record, bad, entity);
  }

  /** The first invalid string. Hot in recovery. */
  findBadText(bytes: Uint8Array, record: number, first: number, length: number): StringPlace | undefined {
    const texts = this.#texts;
    for (let i = texts.length > FEW_TEXTS ? this.#firstReaching(first) : 0; i < texts.length; i++) {
      const place = texts[i] as StringPlace;
      if (place.offset >= first + length) return undefined;
      if (endOf(place) <= first || isValidString(bytes, record + place.offset, place.capacity)) continue;
      return place;
    }
    return undefined;
  }

  badText(bytes: Uint8Array, record: number, { offset, capacity, field }: StringPlace, entity: number): ReplayError {
    const length = textLength(bytes, record + offset);
    const got = length > capacity ? `a string of ${length} bytes` : `${length} bytes that are not UTF-8`;
    const expected = `a string of at most ${capacity} bytes in UTF-8`;
    const facts = { field, expected, got };
    return this.#error(
      entity,
      `has ${got} at byte ${offset} of the record`,
      `whose field "${field}" takes ${expected}`,
      facts,
    );
  }

  /** The position of the first string that ends after byte `first`; they do not overlap. */
  #firstReaching(first: number): number {
    const texts = this.#texts;
    let low = 0;
    let high = texts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (endOf(texts[middle] as StringPlace) <= first) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #error(entity: number, what: string, expectation: string, facts: ReplayError['facts']): ReplayError {
    const table = this.#table;
    return new ReplayError(`it ${what} for entity ${entity} in table "${table}", ${expectation}`, {
      table,
      entity,
      ...facts,
    });
  }
}

function endOf({ offset, capacity }: StringPlace): number {
  return offset + TEXT_LENGTH_BYTES + capacity;
}

/** Reads plain data of unknown shape, and reports what is wrong and where. */

import { EcsDbError } from '../errors.js';
import { NAME_LENGTH_MAX } from './limits.js';

/** A message shows this many characters of a value. */
const SHOWN_CHARACTERS_MAX = 80;

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Throws `CORRUPT` for a schema from a file. `path` is the place in the schema, for example `tables[3].fields[0].type`.
 */
export function rejectStored(path: string, expected: string, got: unknown): never {
  const text = typeof got === 'bigint' ? `${got}n` : (JSON.stringify(got) ?? 'nothing');
  const value = text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}...` : text;
  throw new EcsDbError('CORRUPT', `the stored schema is invalid: ${path} must be ${expected}, got ${value}.`, {
    expected,
    got: value,
  });
}

/** The members of an object, without the ones that every object inherits. */
export class Members {
  readonly path: string;
  readonly #members: { readonly [key: string]: unknown };

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) rejectStored(path, 'an object', value);
    this.path = path;
    this.#members = value as { readonly [key: string]: unknown };
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#members, key);
  }

  entries(): [string, unknown][] {
    return Object.entries(this.#members);
  }

  pathOf(key: string): string {
    return `${this.path}.${key}`;
  }

  get(key: string): unknown {
    return Object.hasOwn(this.#members, key) ? this.#members[key] : undefined;
  }

  integer(key: string, min: number, max: number): number {
    const value = this.get(key);
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    return rejectStored(this.pathOf(key), `an integer from ${min} to ${max}`, value);
  }

  flag(key: string): boolean {
    const value = this.get(key);
    return typeof value === 'boolean' ? value : rejectStored(this.pathOf(key), 'true or false', value);
  }

  text(key: string, lengthMax: number): string {
    const value = this.get(key);
    if (typeof value === 'string' && value.length > 0 && value.length <= lengthMax) return value;
    return rejectStored(this.pathOf(key), `a string of 1 to ${lengthMax} characters`, value);
  }

  name(key: string): string {
    return checkName(this.get(key), this.pathOf(key));
  }

  digits(key: string, count: number): string {
    return checkDigits(this.get(key), count, this.pathOf(key));
  }

  oneOf<Option extends string>(key: string, options: readonly Option[]): Option {
    const value = this.get(key);
    return options.find((option) => option === value) ?? rejectStored(this.pathOf(key), options.join(' or '), value);
  }

  list<Item>(key: string, lengthMax: number, read: (item: unknown, path: string) => Item): readonly Item[] {
    const value = this.get(key);
    if (!Array.isArray(value) || value.length > lengthMax) {
      return rejectStored(this.pathOf(key), `a list of at most ${lengthMax} items`, value);
    }
    return value.map((item: unknown, index) => read(item, `${this.pathOf(key)}[${index}]`));
  }
}

export function checkName(value: unknown, path: string): string {
  if (typeof value === 'string' && value.length <= NAME_LENGTH_MAX && NAME.test(value)) return value;
  return rejectStored(path, 'a name of letters, digits and underscores', value);
}

export function checkDigits(value: unknown, count: number, path: string): string {
  if (typeof value === 'string' && value.length === count && /^[0-9a-f]*$/.test(value)) return value;
  return rejectStored(path, `${count} hexadecimal digits`, value);
}

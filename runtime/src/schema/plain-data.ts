/** Takes plain data of unknown shape apart, and says what is wrong and where. */

import { EcsDbError } from '../errors.js';
import { NAME_LENGTH_MAX } from './limits.js';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Refuses a schema that was read from a file. `path` leads to the place, for example `tables[3].fields[0].type`. */
export function rejectStored(path: string, expected: string, got: unknown): never {
  const text = typeof got === 'bigint' ? `${got}n` : (JSON.stringify(got) ?? 'nothing');
  const shown = text.length > 80 ? `${text.slice(0, 80)}...` : text;
  throw new EcsDbError('CORRUPT', `the stored schema makes no sense: ${path} should be ${expected}, not ${shown}.`, {
    expected,
    got: shown,
  });
}

/** The members of an object, safe from names that every object has. */
export class Members {
  readonly path: string;
  readonly #members: ReadonlyMap<string, unknown>;

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) rejectStored(path, 'an object', value);
    this.path = path;
    this.#members = new Map(Object.entries(value));
  }

  has(key: string): boolean {
    return this.#members.has(key);
  }

  entries(): IterableIterator<[string, unknown]> {
    return this.#members.entries();
  }

  at(key: string): string {
    return `${this.path}.${key}`;
  }

  get(key: string): unknown {
    return this.#members.get(key);
  }

  integer(key: string, min: number, max: number): number {
    const value = this.get(key);
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    return rejectStored(this.at(key), `an integer from ${min} to ${max}`, value);
  }

  flag(key: string): boolean {
    const value = this.get(key);
    return typeof value === 'boolean' ? value : rejectStored(this.at(key), 'true or false', value);
  }

  text(key: string, lengthMax: number): string {
    const value = this.get(key);
    if (typeof value === 'string' && value.length > 0 && value.length <= lengthMax) return value;
    return rejectStored(this.at(key), `a text of 1 to ${lengthMax} characters`, value);
  }

  name(key: string): string {
    return checkName(this.get(key), this.at(key));
  }

  digits(key: string, count: number): string {
    const value = this.get(key);
    if (typeof value === 'string' && value.length === count && /^[0-9a-f]*$/.test(value)) return value;
    return rejectStored(this.at(key), `${count} hexadecimal digits`, value);
  }

  oneOf<Word extends string>(key: string, words: readonly Word[]): Word {
    const value = this.get(key);
    return words.find((word) => word === value) ?? rejectStored(this.at(key), words.join(' or '), value);
  }

  list<Item>(key: string, lengthMax: number, read: (item: unknown, path: string) => Item): readonly Item[] {
    const value = this.get(key);
    if (!Array.isArray(value) || value.length > lengthMax) {
      return rejectStored(this.at(key), `a list of at most ${lengthMax}`, value);
    }
    return value.map((item: unknown, index) => read(item, `${this.at(key)}[${index}]`));
  }
}

export function checkName(value: unknown, path: string): string {
  if (typeof value === 'string' && value.length <= NAME_LENGTH_MAX && NAME.test(value)) return value;
  return rejectStored(path, 'a name', value);
}

/** Checks of what callers without types pass to public methods: an error names the call, what it expects and what it got. */

import { EcsDbError } from './errors.js';

/** Longest text of a value in a message, in characters. */
const SHOWN_MAX = 60;

/** `call` is the method as the caller writes it, without parentheses. */
export function wrongArgument(call: string, expected: string, value: unknown): EcsDbError {
  const got = value === undefined ? 'undefined' : shown(value);
  return new EcsDbError('FIELD_TYPE_MISMATCH', `${call}() expects ${expected}, got ${got}.`, { expected, got });
}

export function requireFunction(call: string, value: unknown): void {
  if (typeof value !== 'function') throw wrongArgument(call, 'a function', value);
}

/** For asynchronous calls: the promise that refuses what is no function, or undefined. */
export function rejectUnlessFunction(call: string, value: unknown): Promise<never> | undefined {
  return typeof value === 'function' ? undefined : Promise.reject(wrongArgument(call, 'a function', value));
}

/** A value in the words of a message. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `the string ${JSON.stringify(value.length > SHOWN_MAX ? `${value.slice(0, SHOWN_MAX)}…` : value)}`;
    case 'bigint':
      return `the bigint ${value}n`;
    case 'number':
    case 'boolean':
      return `the ${typeof value} ${Object.is(value, -0) ? '-0' : value}`;
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? `an array of length ${value.length}` : 'an object';
    case 'undefined':
      return 'nothing';
    default:
      return `a ${typeof value}`;
  }
}

/**
 * True of an object that can hold fields: a plain one, or an instance of a class with enumerable properties. Others, for example arrays, a
 * `Map`, a `Date` or a row of another table, would pass for data in which every field was left out.
 */
export function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  // Hot: asking for the prototype takes longer. A field cannot have this name.
  if (value.constructor === Object) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Plain objects without a prototype, and of another realm.
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return true;
  if (Object.prototype.toString.call(value) !== '[object Object]') return false;
  for (const _ in value) return true;
  return false;
}

/**
 * Adds methods that only throw: a database has them, this object does not. They are not declared, so that TypeScript
 * reports such calls at compile time.
 */
export function refuseCalls(
  prototype: object,
  methods: readonly string[],
  refusal: (method: string) => EcsDbError,
): void {
  for (const method of methods) {
    const value = (): never => {
      throw refusal(method);
    };
    Object.defineProperty(prototype, method, { value, configurable: true, writable: true });
  }
}

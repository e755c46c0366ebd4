/**
 * Checks of what callers pass to public methods, and of what their callbacks return. TypeScript reports most mistakes;
 * these checks are for callers without types. An error names the call, what it expects and what it got.
 */

import { EcsDbError } from './errors.js';

/** A message shows this many characters of a string. */
const SHOWN_CHARACTERS_MAX = 60;

/** The error of an argument of the wrong type. `call` is the method as the caller writes it, without parentheses. */
export function wrongArgument(call: string, expected: string, value: unknown): EcsDbError {
  const got = value === undefined ? 'undefined' : describeValue(value);
  const message = `${call}() expects ${expected}, got ${got}.${plainDataAdvice(value)}`;
  return new EcsDbError('FIELD_TYPE_MISMATCH', message, { expected, got });
}

/** What can say why it cannot be read from. */
interface Unreadable {
  $unreadable(call: string): EcsDbError;
}

/** As `wrongArgument`, for what cannot be read from. A transaction of an attached thread says why. */
export function unreadable(call: string, expected: string, source: unknown): EcsDbError {
  return isUnreadable(source) ? source.$unreadable(call) : wrongArgument(call, expected, source);
}

function isUnreadable(source: unknown): source is Unreadable {
  return typeof source === 'object' && source !== null && '$unreadable' in source;
}

export function requireFunction(call: string, value: unknown): void {
  if (typeof value !== 'function') throw wrongArgument(call, 'a function', value);
}

export function requireVersion(call: string, value: unknown): void {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return;
  throw wrongArgument(call, 'a version, which is an integer from 0 on', value);
}

/** For asynchronous calls: a rejected promise if `value` is not a function, otherwise undefined. */
export function rejectUnlessFunction(call: string, value: unknown): Promise<never> | undefined {
  return typeof value === 'function' ? undefined : Promise.reject(wrongArgument(call, 'a function', value));
}

/** A value as an error message shows it: its type, and its content if that is short. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string': {
      const isShort = value.length <= SHOWN_CHARACTERS_MAX;
      return `the string ${JSON.stringify(isShort ? value : `${value.slice(0, SHOWN_CHARACTERS_MAX)}…`)}`;
    }
    case 'bigint':
      return `the bigint ${value}n`;
    case 'number':
    case 'boolean':
      return `the ${typeof value} ${Object.is(value, -0) ? '-0' : value}`;
    case 'object':
      if (value === null) return 'null';
      if (isList(value)) return `an array of length ${value.length}`;
      return isInPlace(value) ? `a ${value.constructor.name}` : 'an object';
    case 'undefined':
      return 'nothing';
    default:
      return `a ${typeof value}`;
  }
}

/** For the end of a message: what to pass instead of a row or a record, or of a value in one. Otherwise empty. */
export function plainDataAdvice(value: unknown): string {
  if (typeof value !== 'object' || value === null || !isInPlace(value) || isList(value)) return '';
  const name = Object.hasOwn(value, '$view') ? 'record' : Object.hasOwn(value, '$path') ? 'value' : 'row';
  return ` Pass plain data, for example ${name}.toObject().`;
}

/** An array, or one in a row or a record. These have a `length` of their own; a field `length` is a getter. */
function isList(value: object): value is { readonly length: number } {
  return Array.isArray(value) || (isInPlace(value) && Object.hasOwn(value, 'length'));
}

/** True for an object that points to bytes: a row, a record, a value or an array in one. */
function isInPlace(value: object): boolean {
  return Object.hasOwn(value, '$offset');
}

/**
 * True for an object that can hold fields: a plain object, or an instance of a class with enumerable properties. Other
 * objects (an array, a `Map`, a `Date`, a row of another table) would pass as data without any field.
 */
export function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  // Hot: `Object.getPrototypeOf` is slower. No field has a property named `constructor`.
  if (value.constructor === Object || isPlainObject(value)) return true;
  if (Object.prototype.toString.call(value) !== '[object Object]') return false;
  for (const _ in value) return true;
  return false;
}

/** True for an object that is no instance of a class, also for one without a prototype or of another realm. */
export function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Adds methods that a database has and this object lacks; each one throws. They are not declared, so TypeScript reports
 * these calls at compile time.
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

/**
 * What a function may return that cannot wait: anything except a promise. The sentence is in the compiler's message
 * about a function that returns one.
 */
export type NotPromise<Result> =
  Result extends PromiseLike<unknown>
    ? 'the function cannot wait: await before the call, and pass no async function'
    : Result;

/** True for every value that `await` waits for, including a function with a method `then`. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  const canHaveMembers = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return canHaveMembers && typeof (value as { then?: unknown }).then === 'function';
}

/** Keeps Node from reporting the rejection of a promise that an error has reported already. */
export function ignoreRejection(promise: PromiseLike<unknown>): void {
  // In a microtask: `then` may be code of the caller, which could throw, or write while the transaction is open.
  Promise.resolve(promise).catch(() => {});
}

/** Throws if the callback of `call` returned a promise: after its first `await` it would work on other rows. */
export function refusePromise(call: string, result: unknown): void {
  if (!isPromiseLike(result)) return;
  ignoreRejection(result);
  throw new EcsDbError(
    'TRANSACTION_ERROR',
    `${call}() got an async function, or a function that returned a promise. The rows that it gets ` +
      'are valid only until it returns. Await first, then pass a synchronous function.',
  );
}

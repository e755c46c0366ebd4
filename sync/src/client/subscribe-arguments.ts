/** Arguments of `subscribe` are checked before they are sent, because a server closes the connection at wrong ones. */

import { EcsDbError } from '@ecsdb/runtime';
import { formatValue } from '@ecsdb/runtime/replica';
import { bytesOfText, FRAME_LIMITS } from '../protocol/index.js';

const PLAIN = 'plain data: an object or array of numbers, texts, booleans, null, and objects and arrays of these';

/** Objects and arrays within each other. */
const LEVELS_MAX = 100;

/** Throws `INVALID_OPTION` unless a server may have a view of that name. */
export function requireViewName(view: unknown): void {
  const expected = `the name of a view as a text of at most ${FRAME_LIMITS.name} bytes`;
  if (typeof view !== 'string') throw wrong('view', expected, formatValue(view));
  const bytes = bytesOfText(view);
  if (bytes > FRAME_LIMITS.name) throw wrong('view', expected, `a text of ${bytes} bytes`);
}

/**
 * `params` as JSON, an empty text for none. Throws `INVALID_OPTION` for anything that JSON would change or that is too
 * long. A property that is undefined is left out.
 */
export function textOfParams(params: unknown): string {
  if (params === undefined) return '';
  if (typeof params !== 'object' || params === null) throw wrong('params', PLAIN, formatValue(params));
  requirePlain(params, 'params', new Set());
  const text = JSON.stringify(params);
  const bytes = bytesOfText(text);
  if (bytes > FRAME_LIMITS.params)
    throw wrong('params', `at most ${FRAME_LIMITS.params} bytes of JSON`, `${bytes} bytes`);
  return text;
}

function requirePlain(value: unknown, path: string, parents: Set<object>): void {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (typeof value !== 'object') throw wrong('params', PLAIN, `${describe(value)} at ${path}`);
  if (parents.has(value)) throw wrong('params', PLAIN, `an object that contains itself at ${path}`);
  if (parents.size >= LEVELS_MAX) throw wrong('params', `data of at most ${LEVELS_MAX} levels`, 'more');
  parents.add(value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) requirePlain(value[i], `${path}[${i}]`, parents);
  } else if (isPlainObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (item !== undefined) requirePlain(item, `${path}.${key}`, parents);
    }
  } else {
    throw wrong('params', PLAIN, `${describe(value)} at ${path}`);
  }
  parents.delete(value);
}

/** Also true for objects of other realms. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `an object of class ${value.constructor.name}`;
  return typeof value === 'bigint' ? `the bigint ${value}` : formatValue(value);
}

function wrong(option: string, expected: string, got: string): EcsDbError {
  const message = `the argument ${option} of subscribe must be ${expected}, got ${got}.`;
  return new EcsDbError('INVALID_OPTION', message, { option, expected, got });
}

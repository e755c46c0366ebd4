/** Errors as JSON, for sending them from one thread to another. */

import { EcsDbError, type ErrorCode, type ErrorFacts } from '../../errors.js';
import { isFactValue, valueFromJson, valueToJson } from './fact-value-json.js';

type FactKind = 'string' | 'number' | 'strings' | 'value' | 'index';

/** All facts, so that nothing else becomes a property of an error. */
const FACTS: { readonly [fact in keyof ErrorFacts]-?: FactKind } = {
  table: 'string',
  field: 'string',
  option: 'string',
  entity: 'number',
  index: 'index',
  value: 'value',
  other: 'number',
  target: 'string',
  count: 'number',
  parent: 'string',
  expected: 'string',
  got: 'string',
  path: 'string',
  offset: 'number',
  firstVersion: 'number',
  lastVersion: 'number',
  oldestVersion: 'number',
  case: 'string',
  systemCode: 'string',
  pid: 'number',
  thread: 'number',
  outcome: 'string',
  differences: 'strings',
  command: 'string',
};

/** Any error as bytes, without its stack and its cause. */
export function encodeError(error: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(plain(error)));
}

/**
 * Returns the same error: an `EcsDbError` with the same code, message and facts, or an `Error` with the same name and
 * message. If the bytes are not an error, returns a `SERIALIZATION_ERROR`. Throws nothing.
 */
export function decodeError(bytes: Uint8Array): Error {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return malformed();
  }
  if (typeof json !== 'object' || json === null) return malformed();
  const { code, name, message, facts } = json as { readonly [member: string]: unknown };
  if (typeof message !== 'string') return malformed();
  if (code !== undefined) return ecsDbError(code, message, facts) ?? malformed();
  if (typeof name !== 'string') return malformed();
  const error = new Error(message);
  error.name = name;
  return error;
}

function plain(error: unknown): object {
  if (error instanceof EcsDbError) {
    const prefix = `${error.code}: `;
    // The constructor adds the prefix again.
    const message = error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message;
    const facts = Object.keys(FACTS).map((fact) => [
      fact,
      fact === 'value' ? valueToJson(error.value) : error[fact as keyof ErrorFacts],
    ]);
    return { code: error.code, message, facts: Object.fromEntries(facts) };
  }
  try {
    if (error instanceof Error) return { name: String(error.name), message: String(error.message) };
    return { name: 'Error', message: String(error) };
  } catch {
    return { name: 'Error', message: 'the thrown value cannot be converted to text' };
  }
}

function ecsDbError(code: unknown, message: string, facts: unknown): EcsDbError | undefined {
  if (typeof code !== 'string' || !/^[A-Z][A-Z_]+$/.test(code)) return undefined;
  if (typeof facts !== 'object' || facts === null) return undefined;
  const checked: { [fact: string]: unknown } = {};
  for (const [fact, json] of Object.entries(facts)) {
    const value: unknown = fact === 'value' ? valueFromJson(json) : json;
    // JSON has no NaN and no infinity: they arrive as null.
    if (value === null) continue;
    if (!Object.hasOwn(FACTS, fact) || !isOfKind(value, FACTS[fact as keyof ErrorFacts])) return undefined;
    checked[fact] = value;
  }
  // Both threads run the same version, so the code is one of its codes. Each fact was checked above.
  return new EcsDbError(code as ErrorCode, message, checked as ErrorFacts);
}

function isOfKind(value: unknown, kind: FactKind): boolean {
  if (kind === 'value') return isFactValue(value);
  if (kind === 'strings') return isStrings(value);
  if (kind === 'index') return isIndex(value);
  return typeof value === kind;
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isIndex(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { name, fields, ...others } = value as { readonly [member: string]: unknown };
  return typeof name === 'string' && isStrings(fields) && Object.keys(others).length === 0;
}

function malformed(): EcsDbError {
  return new EcsDbError(
    'SERIALIZATION_ERROR',
    'the owner has refused a transaction, but the error that it sent is malformed. No part of the transaction was ' +
      'applied. This is a bug in ecsdb, or the application has overwritten shared memory.',
    { expected: 'an error in the format that threads send' },
  );
}

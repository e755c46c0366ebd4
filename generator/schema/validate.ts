/** Checks the shape of a document: keys, kinds of values, spelling of names. */

import { NAME_LENGTH_MAX, TABLE_ID_MAX } from '@ecsdb/runtime/schema';
import { KEYS, type ValidationError, validate as validateShape } from '#precompiled/validate.js';
import {
  type DocumentPath,
  didYouMean,
  type Fault,
  keyFault,
  nearest,
  quote,
  valueFault,
} from '../diagnostics/index.js';
import { exampleAt } from './examples.js';
import { describeValue, isTomlTable } from './values.js';

/** All faults of the document's shape. Later stages ignore the values at fault. */
export function validate(document: unknown): readonly Fault[] {
  if (validateShape(document)) return [];
  const errors = validateShape.errors ?? [];
  const misspelt = misspeltKeys(errors);
  return errors.flatMap((error) => {
    const path = pathOf(document, error.instancePath);
    if (error.keyword === 'required' && misspelt.has(`${error.instancePath}/${missingKey(error)}`)) return [];
    return faultOf(error, path, valueAt(document, path)) ?? [];
  });
}

function faultOf(error: ValidationError, path: DocumentPath, value: unknown): Fault | undefined {
  const { type, allowedValues, limit } = error.params;
  switch (error.keyword) {
    case 'required':
      return missing(path, missingKey(error));
    case 'additionalProperties':
      return unknownKey(path, surplusKey(error));
    case 'type':
      return wrongKind(path, value, type);
    case 'enum':
      return notAllowed(path, value, allowedValues);
    case 'pattern':
      return badSpelling(path, error.propertyName, value);
    case 'maxLength': {
      const message = `this name is too long; the limit is ${NAME_LENGTH_MAX} characters`;
      return error.propertyName === undefined
        ? valueFault('ECS080', message, path)
        : keyFault('ECS080', message, [...path, error.propertyName]);
    }
    case 'minimum':
    case 'maximum':
      return idOutOfRange(path, value);
    case 'minItems':
    case 'minProperties':
      if (path[0] === 'queries') return tooFewAlternatives(path);
      if (path[2] === 'indexes') return valueFault('ECS072', 'an index needs at least one field', path);
      return path.at(-1) === 'variants'
        ? valueFault('ECS030', `enum ${nameAt(path)} has no variants; it needs at least one`, path)
        : valueFault('ECS024', `custom type ${nameAt(path)} has no fields; it needs at least one`, path);
    case 'maxItems':
    case 'maxProperties': {
      const what = path.at(-1);
      const owner = path.length <= 1 ? '' : path.length > 3 ? ' of an index' : ` of ${nameAt(path)}`;
      const count = isTomlTable(value) ? Object.keys(value).length : Array.isArray(value) ? value.length : 0;
      const message = `the number of ${what}${owner} is ${count}; the limit is ${limit}`;
      return keyFault('ECS080', message, path);
    }
    default:
      // `propertyNames` repeats the error of the name.
      return undefined;
  }
}

function missing(path: DocumentPath, key: string): Fault {
  if (path.length === 0) {
    return valueFault(
      'ECS002',
      'the schema has no [database] table',
      path,
      'start the file with [database] and a name',
    );
  }
  const owner = OWNERS[definitionAt(path)];
  return keyFault('ECS002', `${owner ?? 'a field'} needs ${quote(key)}`, path, `add ${key} = ...`);
}

const OWNERS: { readonly [definition: string]: string } = {
  enum: 'an enum',
  variant: 'a variant',
  variantValue: 'a variant',
  customType: 'a custom type',
  database: '[database]',
  index: 'an index',
};

function unknownKey(path: DocumentPath, key: string): Fault {
  const definition = definitionAt(path);
  const at = [...path, key];
  if (definition === 'customTypeField' && keysOf('field').includes(key)) {
    const message = `${quote(key)} is a key for fields of tables; a field of a custom type cannot have it`;
    return keyFault('ECS025', message, at, 'move it to the field of the table that has the custom type');
  }
  const known = keysOf(definition);
  const suggestion = didYouMean(key, known);
  const help = suggestion === '' ? `known keys: ${known.join(', ')}` : undefined;
  return keyFault('ECS003', `unknown key ${quote(key)}${suggestion}`, at, help);
}

function wrongKind(path: DocumentPath, value: unknown, expected: unknown): Fault | undefined {
  // The bounds of a field are checked against its type later.
  if (expected === 'number' && (typeof value === 'bigint' || typeof value === 'number')) return undefined;
  if (typeof value === 'bigint' && (Array.isArray(expected) ? expected : [expected]).includes('integer')) {
    // An integer that is too large for a number. The values of an enum are checked against its representation later.
    return path.at(-1) === 'id' ? idOutOfRange(path, value) : undefined;
  }
  const kinds = (Array.isArray(expected) ? expected : [expected]).map((kind) => KINDS[String(kind)] ?? String(kind));
  const message = `${label(path)} must be ${kinds.join(' or ')}, not ${describeValue(value)}`;
  const example = exampleAt(path, value);
  return valueFault('ECS004', message, path, example && `write ${example}`);
}

const KINDS: { readonly [type: string]: string } = {
  string: 'a string',
  boolean: 'true or false',
  integer: 'an integer',
  number: 'a number',
  array: 'an array',
  object: 'a table',
};

function notAllowed(path: DocumentPath, value: unknown, allowed: unknown): Fault | undefined {
  if (typeof value !== 'string' || !Array.isArray(allowed)) return undefined;
  const words = allowed.map(String);
  const expected = words.map(quote).join(', ');
  const message = `${label(path)} cannot be ${quote(value)}${didYouMean(value, words)}`;
  return valueFault('ECS005', message, path, `expected ${words.length === 1 ? '' : 'one of '}${expected}`);
}

function badSpelling(path: DocumentPath, propertyName: string | undefined, value: unknown): Fault {
  if (path[0] === 'database' && path[1] === 'version') return badVersion(valueFault, '"version"', value, path);
  if (path[0] === 'migrations' && propertyName !== undefined) {
    return badVersion(keyFault, 'a key of [migrations]', propertyName, [...path, propertyName]);
  }
  const name = propertyName ?? String(value);
  const near = name.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=\d)/, 'my_');
  const suggestion = /[A-Za-z]/.test(near) ? `; did you mean ${quote(near)}?` : '';
  const message = `${quote(name)} is not an identifier${suggestion}`;
  const help = 'a name consists of letters A-Z and a-z, digits and underscores, and does not start with a digit';
  return propertyName === undefined
    ? valueFault('ECS010', message, path, help)
    : keyFault('ECS010', message, [...path, propertyName], help);
}

function badVersion(fault: typeof keyFault, what: string, value: unknown, path: DocumentPath): Fault {
  return fault('ECS006', `${what} must be MAJOR.MINOR.PATCH, such as "1.0.0", not ${describeValue(value)}`, path);
}

function tooFewAlternatives(path: DocumentPath): Fault {
  const message = `${label(path)} of query ${nameAt(path)} needs at least two tables`;
  return valueFault('ECS063', message, path, 'a single table belongs to "with"');
}

function idOutOfRange(path: DocumentPath, value: unknown): Fault {
  return valueFault(
    'ECS080',
    `a table id must be an integer from 0 to ${TABLE_ID_MAX}, not ${describeValue(value)}`,
    path,
  );
}

/** The definition in the JSON Schema that describes the table at a path. */
function definitionAt(path: DocumentPath): string {
  if (path.length === 0) return 'root';
  if (path.length === 1) return 'database';
  const isItem = path.length === 4;
  switch (path[0]) {
    case 'enums':
      if (!isItem) return 'enum';
      return typeof path[3] === 'number' ? 'variant' : 'variantValue';
    case 'custom_types':
      return isItem ? 'customTypeField' : 'customType';
    case 'tables':
      return isItem ? (path[2] === 'indexes' ? 'index' : 'field') : 'table';
    default:
      return 'query';
  }
}

/** Keys that are reported as unknown and were most likely meant to be a required one. */
function misspeltKeys(errors: readonly ValidationError[]): ReadonlySet<string> {
  const unknown = new Map<string, string[]>();
  for (const error of errors) {
    if (error.keyword !== 'additionalProperties') continue;
    const keys = unknown.get(error.instancePath);
    if (keys === undefined) unknown.set(error.instancePath, [surplusKey(error)]);
    else keys.push(surplusKey(error));
  }
  const found = new Set<string>();
  for (const error of errors) {
    const key = missingKey(error);
    const near = unknown.get(error.instancePath)?.some((candidate) => nearest(candidate, [key]) !== undefined);
    if (error.keyword === 'required' && near) found.add(`${error.instancePath}/${key}`);
  }
  return found;
}

function missingKey({ params: { missingProperty } }: ValidationError): string {
  return String(missingProperty);
}

function surplusKey({ params: { additionalProperty } }: ValidationError): string {
  return String(additionalProperty);
}

function keysOf(definition: string): readonly string[] {
  return KEYS[definition] ?? [];
}

function nameAt(path: DocumentPath): string {
  return quote(String(path[1]));
}

function label(path: DocumentPath): string {
  const last = path.at(-1);
  if (last === undefined) return 'the schema';
  return typeof last === 'number' ? `${path.at(-2)}[${last}]` : quote(last);
}

/** A JSON pointer as a path. A segment is an index if the value around it is an array, otherwise a key. */
function pathOf(document: unknown, pointer: string): DocumentPath {
  const path: (string | number)[] = [];
  let value = document;
  for (const escaped of pointer.split('/').slice(1)) {
    const segment = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(segment) : segment);
    value = valueAt(value, path.slice(-1));
  }
  return path;
}

function valueAt(document: unknown, path: DocumentPath): unknown {
  let value = document;
  for (const segment of path) {
    if (Array.isArray(value)) value = value[Number(segment)];
    else value = isTomlTable(value) ? value[segment] : undefined;
  }
  return value;
}

/** Checks a default against the type of its field, and converts it to the value that inserted data would contain. */

import {
  boundsOf,
  type DefaultValue,
  expectedWithin,
  isWithin,
  RECORD_BYTES_MAX,
  type ScalarName,
} from '@ecsdb/runtime/schema';
import {
  type DocumentPath,
  didYouMean,
  type Fault,
  keyFault,
  listed,
  quote,
  valueFault,
} from '../diagnostics/index.js';
import type { CustomType, Enum, Field, Type } from './model.js';
import { describeValue, isTomlInteger, isTomlTable } from './values.js';

type ArrayType = Extract<Type, { readonly kind: 'array' }>;

type Target = Pick<Field, 'type' | 'typeName' | 'jsNumber' | 'min' | 'max'>;
/** What holds for all numbers of a field. */
type Numbers = Pick<Field, 'typeName' | 'jsNumber' | 'min' | 'max'>;

/** Reports each fault at its position inside the value. Returns `undefined` if there is a fault. */
export function resolveDefault(
  value: unknown,
  target: Target,
  path: DocumentPath,
  incomplete: ReadonlySet<CustomType>,
  report: (fault: Fault) => void,
): DefaultValue | undefined {
  return normalise(value, target.type, target, path);

  function normalise(item: unknown, type: Type, numbers: Numbers, at: DocumentPath): DefaultValue | undefined {
    switch (type.kind) {
      case 'scalar':
        return accept(numberWithin(scalarDefault(item, type.scalar, numbers.jsNumber), numbers), item, at);
      case 'string':
        return accept(stringDefault(item, type.capacity), item, at);
      case 'enum':
        return accept(enumDefault(item, type.definition), item, at);
      case 'array': {
        if (!Array.isArray(item)) return filled(item, type, numbers, at);
        if (item.length !== type.length)
          return refuse(`${type.length} values, one for each element, or one value for all`, item, at);
        const values = item.map((one: unknown, index) => normalise(one, type.element, numbers, [...at, index]));
        return allPresent(values);
      }
      case 'custom':
        return customDefault(item, type.definition, at);
    }
  }

  /** One value for all elements, repeated for each element: descriptors contain whole arrays. */
  function filled(item: unknown, type: ArrayType, numbers: Numbers, at: DocumentPath): DefaultValue | undefined {
    const value = normalise(item, type.element, numbers, at);
    // The layout reports an array that is longer, whose default might not fit into memory.
    const fits = value !== undefined && type.length <= RECORD_BYTES_MAX;
    return fits ? new Array<DefaultValue>(type.length).fill(value) : undefined;
  }

  function customDefault(item: unknown, definition: CustomType, at: DocumentPath): DefaultValue | undefined {
    if (!isTomlTable(item)) return refuse(`a table with the fields of ${quote(definition.name)}`, item, at);
    const names = definition.fields.map((field) => field.name);
    let complete = true;
    const isWhole = !incomplete.has(definition);
    for (const key of isWhole ? Object.keys(item) : []) {
      if (names.includes(key)) continue;
      const message = `default: ${quote(definition.name)} has no field ${quote(key)}${didYouMean(key, names)}`;
      report(keyFault('ECS040', message, [...at, key]));
      complete = false;
    }
    const entries: [string, DefaultValue][] = [];
    for (const field of definition.fields) {
      const given = Object.hasOwn(item, field.name) ? item[field.name] : undefined;
      const resolved = given === undefined ? field.default : normalise(given, field.type, field, [...at, field.name]);
      if (given === undefined && resolved === undefined && isWhole) {
        report(valueFault('ECS040', `default: field ${quote(field.name)} of ${quote(definition.name)} is missing`, at));
      }
      if (resolved === undefined) complete = false;
      else entries.push([field.property, resolved]);
    }
    return complete ? Object.fromEntries(entries) : undefined;
  }

  function accept(result: Accepted, item: unknown, at: DocumentPath): DefaultValue | undefined {
    return 'value' in result ? result.value : refuse(result.expected, item, at, result.suggestion);
  }

  function refuse(expected: string, item: unknown, at: DocumentPath, suggestion = ''): undefined {
    const given = `${describeValue(item)}${suggestion}`;
    const message = `default does not fit ${target.typeName}: expected ${expected}, not ${given}`;
    report(valueFault('ECS040', message, at));
  }
}

type Accepted = { readonly value: DefaultValue } | { readonly expected: string; readonly suggestion?: string };

/** Refuses a number outside of the bounds of its field. */
function numberWithin(result: Accepted, { typeName: type, jsNumber, min, max }: Numbers): Accepted {
  const field = { type, js: jsNumber ? ('number' as const) : undefined, min, max };
  const bounds = boundsOf(field);
  if (bounds === undefined || !('value' in result)) return result;
  const { value } = result;
  if ((typeof value !== 'number' && typeof value !== 'bigint') || isWithin(value, bounds)) return result;
  return { expected: expectedWithin(field) };
}

/** Converts a TOML value to a value of the scalar, or says what was expected. */
export function scalarDefault(item: unknown, scalar: ScalarName, jsNumber: boolean): Accepted {
  switch (scalar) {
    case 'bool':
      return typeof item === 'boolean' ? { value: item } : { expected: 'true or false' };
    case 'entity':
      return item === 0 ? { value: 0 } : { expected: '0, which is no entity' };
    case 'f32':
    case 'f64':
      return floatDefault(item, scalar);
    default:
      return integerDefault(item, scalar, jsNumber);
  }
}

function floatDefault(item: unknown, scalar: 'f32' | 'f64'): Accepted {
  if (typeof item !== 'number' && typeof item !== 'bigint') return { expected: 'a number' };
  const value = Number(item);
  const overflows = scalar === 'f32' && Number.isFinite(value) && !Number.isFinite(Math.fround(value));
  return overflows ? { expected: 'a number that f32 can hold' } : { value };
}

function integerDefault(item: unknown, scalar: string, jsNumber: boolean): Accepted {
  const bits = Number(scalar.slice(1));
  const isSigned = scalar.startsWith('i');
  const safe = BigInt(Number.MAX_SAFE_INTEGER);
  let min = isSigned ? -(2n ** BigInt(bits - 1)) : 0n;
  let max = 2n ** BigInt(isSigned ? bits - 1 : bits) - 1n;
  if (jsNumber && max > safe) max = safe;
  if (jsNumber && min < -safe) min = -safe;
  if (!isTomlInteger(item)) return { expected: `an integer from ${min} to ${max}` };
  const value = BigInt(item);
  if (value < min || value > max) return { expected: `an integer from ${min} to ${max}` };
  return { value: bits === 64 && !jsNumber ? value : Number(value) };
}

function stringDefault(item: unknown, capacity: number): Accepted {
  if (typeof item !== 'string') return { expected: 'a string' };
  if (!item.isWellFormed()) return { expected: 'well-formed text' };
  const bytes = new TextEncoder().encode(item).length;
  if (bytes <= capacity) return { value: item };
  return { expected: `at most ${capacity} bytes of UTF-8`, suggestion: ` of ${bytes} bytes` };
}

function enumDefault(item: unknown, definition: Enum): Accepted {
  const names = definition.variants.map((variant) => variant.name);
  const found = typeof item === 'string' && definition.variants.find((variant) => variant.name === item);
  if (found) return { value: found.value };
  const suggestion = typeof item === 'string' ? didYouMean(item, names) : '';
  return { expected: `a variant of ${quote(definition.name)} (${listed(names)})`, suggestion };
}

function allPresent(values: readonly (DefaultValue | undefined)[]): DefaultValue | undefined {
  const present = values.filter((value) => value !== undefined);
  return present.length === values.length ? present : undefined;
}

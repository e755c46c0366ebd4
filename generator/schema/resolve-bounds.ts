/** The `min` and `max` of a field, checked against its type. */

import { type Fault, keyFault, quote, valueFault } from '../diagnostics/index.js';
import type { RawField } from './document.js';
import type { Field } from './model.js';
import { scalarDefault } from './resolve-default.js';
import { innermost } from './resolve-types.js';
import { describeValue } from './values.js';

type FieldType = Pick<Field, 'type' | 'typeName' | 'jsNumber'>;
type Bounds = Pick<Field, 'min' | 'max'>;

/** Empty if none is declared, or once a fault is reported. */
export function resolveBounds(raw: RawField, target: FieldType, report: (fault: Fault) => void): Bounds {
  if (raw.min === undefined && raw.max === undefined) return {};
  const min = resolveBound('min', raw, target, report);
  const max = resolveBound('max', raw, target, report);
  if (min !== undefined && max !== undefined && min > max) {
    const message = `"min" is ${min} and "max" is ${max}, so no value is allowed`;
    report(valueFault('ECS042', message, [...raw.path, 'min'], 'swap them; both values are allowed themselves'));
    return {};
  }
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

function resolveBound(
  key: 'min' | 'max',
  raw: RawField,
  { type, typeName, jsNumber }: FieldType,
  report: (fault: Fault) => void,
): number | bigint | undefined {
  const value = raw[key];
  if (value === undefined) return undefined;
  const path = [...raw.path, key];
  const inner = innermost(type);
  if (inner.kind !== 'scalar' || inner.scalar === 'bool' || inner.scalar === 'entity') {
    const help = inner.kind === 'custom' ? 'use it on the fields of the custom type' : undefined;
    report(keyFault('ECS041', `${quote(key)} is only for numbers, not for ${typeName}; remove it`, path, help));
    return undefined;
  }
  const result = scalarDefault(value, inner.scalar, jsNumber);
  const isNumber = 'value' in result && (typeof result.value === 'number' || typeof result.value === 'bigint');
  if (isNumber && !Number.isNaN(result.value)) return result.value;
  const expected = 'value' in result ? 'a number to compare with' : result.expected;
  const message = `${quote(key)} does not fit ${typeName}: expected ${expected}, not ${describeValue(value)}`;
  report(valueFault('ECS042', message, path));
  return undefined;
}

/** One field: its type, its keys, and its default. */

import { type Fault, keyFault, quote, valueFault } from '../diagnostics/index.js';
import type { RawField } from './document.js';
import type { Field, Type } from './model.js';
import { camelCase } from './names.js';
import { resolveBounds } from './resolve-bounds.js';
import { resolveDefault } from './resolve-default.js';
import { innermost, isIncomplete, type Types } from './resolve-types.js';

/** The field without its foreign key, which needs all tables; `undefined` if its name or type is missing or wrong. */
export function resolveField(
  raw: RawField,
  id: number | undefined,
  types: Types,
  report: (fault: Fault) => void,
): Field | undefined {
  const found = types.lookUp(raw);
  checkNullableKey(raw, report);
  if (found === undefined) return undefined;
  const { type, typeName } = found;
  checkOrder(raw, type, typeName, report);
  const jsNumber = checkJs(raw, type, typeName, report);
  const bounds = resolveBounds(raw, { type, typeName, jsNumber }, report);
  const value = defaultOf(raw, { type, typeName, jsNumber, ...bounds }, types, report);
  if (raw.name === undefined) return undefined;
  // Assigned one by one: spreading optional parts took a third of this stage's time.
  const field: { -readonly [Key in keyof Field]: Field[Key] } = {
    path: raw.path,
    name: raw.name,
    property: camelCase(raw.name),
    type,
    typeName,
    jsNumber,
    nullable: raw.nullable,
    primaryKey: raw.primaryKey,
    unique: raw.unique,
    indexed: raw.indexed,
  };
  if (id !== undefined) field.id = id;
  if (raw.description !== undefined) field.description = raw.description;
  if (bounds.min !== undefined) field.min = bounds.min;
  if (bounds.max !== undefined) field.max = bounds.max;
  if (value !== undefined) field.default = value;
  if (raw.was !== undefined) field.was = raw.was;
  return field;
}

type FieldType = Pick<Field, 'type' | 'typeName' | 'jsNumber' | 'min' | 'max'>;

function defaultOf(raw: RawField, target: FieldType, types: Types, report: (fault: Fault) => void): Field['default'] {
  if (raw.default === undefined) return raw.nullable ? null : undefined;
  // If the type has a fault, faults of the default follow from that.
  const silent = isIncomplete(target.type, types.incomplete);
  return resolveDefault(raw.default, target, [...raw.path, 'default'], types.incomplete, silent ? () => {} : report);
}

function checkNullableKey(raw: RawField, report: (fault: Fault) => void): void {
  if (!raw.primaryKey || !raw.nullable) return;
  const message = `field ${quote(raw.name ?? '')} is a primary key and cannot be nullable`;
  report(
    keyFault(
      'ECS050',
      message,
      [...raw.path, 'nullable'],
      'remove nullable, or use unique = true instead of primary_key = true',
    ),
  );
}

function checkOrder(raw: RawField, type: Type, typeName: string, report: (fault: Fault) => void): void {
  if (type.kind !== 'array' && type.kind !== 'custom') return;
  const key = (['primary_key', 'unique', 'indexed'] as const).find((name) => raw[KEY_FLAGS[name]]);
  if (key === undefined) return;
  const message = `"${key}" needs a type whose values have an order; those of ${typeName} have none`;
  report(keyFault('ECS051', message, [...raw.path, key], 'use it on a number, bool, enum, string or entity'));
}

const KEY_FLAGS = { primary_key: 'primaryKey', unique: 'unique', indexed: 'indexed' } as const;

function checkJs(raw: RawField, type: Type, typeName: string, report: (fault: Fault) => void): boolean {
  if (raw.js === undefined) return false;
  const inner = innermost(type);
  if (inner.kind === 'scalar' && (inner.scalar === 'u64' || inner.scalar === 'i64')) return true;
  report(valueFault('ECS026', `"js" is only for u64 and i64, not for ${typeName}; remove it`, [...raw.path, 'js']));
  return false;
}

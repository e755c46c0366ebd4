/** The expression of a field's default, with the type that its setter accepts. */

import type { DefaultValue } from '@ecsdb/runtime/schema';
import { literal } from './literals.js';
import type { Scope } from './scope.js';
import type { FieldType } from './type-text.js';

/** Unlike in a descriptor, the default of an entity needs the branded type `Entity`. */
export function defaultExpression(value: DefaultValue, field: FieldType, scope: Scope): string {
  const { type } = field;
  if (value === null || !holdsEntity(field)) return literal(value);
  if (type.kind === 'array' && isList(value)) {
    return `[${value.map((item) => defaultExpression(item, { ...field, type: type.element }, scope)).join(', ')}]`;
  }
  if (type.kind === 'custom' && typeof value === 'object' && !isList(value)) {
    const entries = type.definition.fields.flatMap((inner) => {
      const item = value[inner.property];
      return item === undefined ? [] : [`${inner.property}: ${defaultExpression(item, inner, scope)}`];
    });
    return `{ ${entries.join(', ')} }`;
  }
  return `(${literal(value)} as ${scope.runtime.Entity})`;
}

function holdsEntity({ type }: FieldType): boolean {
  switch (type.kind) {
    case 'scalar':
      return type.scalar === 'entity';
    case 'array':
      return holdsEntity({ type: type.element, jsNumber: false });
    case 'custom':
      return type.definition.fields.some(holdsEntity);
    default:
      return false;
  }
}

function isList(value: DefaultValue): value is readonly DefaultValue[] {
  return Array.isArray(value);
}

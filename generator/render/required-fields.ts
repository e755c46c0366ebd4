/** The fields that a migration function has to return, because no rule makes their values. */

import {
  type FieldDescriptor,
  findDifferences,
  innermostType,
  type MigrationDescriptor,
  parseTypeName,
  type SchemaDifference,
  schemaOfShape,
} from '@ecsdb/runtime/schema';

const WITHOUT_RULE: readonly SchemaDifference['kind'][] = ['required-field-added', 'field-retyped'];

/** Names of fields after the change. */
export function requiredFields({ before, after }: MigrationDescriptor): ReadonlySet<string> {
  const differences = findDifferences(schemaOfShape('', before), schemaOfShape('', after));
  const places = differences.filter(({ kind }) => WITHOUT_RULE.includes(kind)).map(({ place }) => place);
  const own = places.flatMap(({ table, field }) => (table === undefined || field === undefined ? [] : [field]));
  const types = new Set(places.flatMap(({ type }) => (type === undefined ? [] : [type])));
  const customTypes = new Map(after.customTypes.map(({ name, fields }) => [name, fields]));
  const isIncomplete = ({ type }: FieldDescriptor): boolean => {
    const inner = innermostType(parseTypeName(type));
    if (inner?.kind !== 'named') return false;
    return types.has(inner.name) || (customTypes.get(inner.name) ?? []).some(isIncomplete);
  };
  // A new field has a default, or is null; or it is among those of the table.
  const earlier = new Set(before.table.fields.map(({ id }) => id));
  const nested = after.table.fields.filter((field) => earlier.has(field.id) && isIncomplete(field));
  return new Set([...own, ...nested.map(({ name }) => name)]);
}

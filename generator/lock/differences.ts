/** The differences of a schema from a version in the lock, which knows the renames of types. */

import { findDifferences, type SchemaDescriptor, type SchemaDifference, typeRenamed } from '@ecsdb/runtime/schema';

/**
 * The runtime takes a type that has vanished and one that is new for the same type, because it does not know `was`. So
 * stored types get their names of now, and types that have vanished are added to the given schema.
 *
 * @param typeNames the stored names of custom types and enums by their names of now
 */
export function differencesFrom(
  stored: SchemaDescriptor,
  given: SchemaDescriptor,
  typeNames: ReadonlyMap<string, string>,
): readonly SchemaDifference[] {
  const renamed = withRenamedTypes(stored, new Map([...typeNames].map(([now, then]) => [then, now])));
  const differences = findDifferences(renamed, {
    ...given,
    customTypes: [...given.customTypes, ...missing(renamed.customTypes, given)],
    enums: [...given.enums, ...missing(renamed.enums, given)],
  });
  return [...renamedTypes(stored, given, typeNames), ...differences];
}

function renamedTypes(
  stored: SchemaDescriptor,
  given: SchemaDescriptor,
  typeNames: ReadonlyMap<string, string>,
): SchemaDifference[] {
  const renamed = (what: 'enum' | 'custom type', list: 'enums' | 'customTypes'): SchemaDifference[] =>
    given[list].flatMap(({ name }) => {
      const earlier = typeNames.get(name) ?? name;
      const isRenamed = earlier !== name && stored[list].some((one) => one.name === earlier);
      return isRenamed ? [typeRenamed(what, earlier, name, [])] : [];
    });
  return [...renamed('enum', 'enums'), ...renamed('custom type', 'customTypes')];
}

function withRenamedTypes(schema: SchemaDescriptor, names: ReadonlyMap<string, string>): SchemaDescriptor {
  if ([...names].every(([then, now]) => then === now)) return schema;
  const renamed = <Part extends { readonly name: string }>(part: Part): Part => ({
    ...part,
    name: names.get(part.name) ?? part.name,
  });
  const withRenamedFields = <Owner extends Pick<SchemaDescriptor['tables'][number], 'fields'>>(
    owner: Owner,
  ): Owner => ({
    ...owner,
    fields: owner.fields.map((field) => ({
      ...field,
      type: field.type.replace(/[A-Za-z_]\w*/, (name) => names.get(name) ?? name),
    })),
  });
  return {
    ...schema,
    enums: schema.enums.map(renamed),
    customTypes: schema.customTypes.map(renamed).map(withRenamedFields),
    tables: schema.tables.map(withRenamedFields),
  };
}

function missing<Part extends { readonly name: string }>(stored: readonly Part[], given: SchemaDescriptor): Part[] {
  const names = new Set([...given.customTypes, ...given.enums].map(({ name }) => name));
  return stored.filter(({ name }) => !names.has(name));
}

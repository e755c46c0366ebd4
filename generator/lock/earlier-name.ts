/** The names of the released version, for a rename: `was` names what stored data knows. */

import type { OpenLock } from './run.js';

/** A definition by its name of now. */
export type Definition =
  | { readonly kind: 'table' | 'custom type' | 'enum' | 'query'; readonly name: string }
  | {
      readonly kind: 'field' | 'field of a custom type' | 'variant';
      readonly name: string;
      readonly owner: string;
    };

/**
 * The name that `was` has to give if the definition gets another name now. In a draft, that is the name in the released
 * version, whatever the draft called it since; for what only the draft has, its name there. Undefined if the lock does
 * not know the definition.
 */
export function nameForWas(opened: OpenLock, definition: Definition): string | undefined {
  return releasedName(opened, definition) ?? draftName(opened, definition);
}

function releasedName({ lock, identified }: OpenLock, definition: Definition): string | undefined {
  const { released } = lock;
  const { identities, typeNames } = identified;
  if (released === undefined) return undefined;
  const { name } = definition;
  const tableOf = (current: string) =>
    released.tables.find(({ descriptor }) => descriptor.tableId === identities.tables.get(current))?.descriptor;
  switch (definition.kind) {
    case 'query':
      return undefined;
    case 'table':
      return tableOf(name)?.name;
    case 'custom type':
    case 'enum':
      return typeNames.released.get(name);
    case 'field': {
      const id = identities.tableFields.get(definition.owner)?.get(name);
      return fieldWithId(tableOf(definition.owner), id);
    }
    case 'field of a custom type': {
      const id = identities.typeFields.get(definition.owner)?.get(name);
      const owner = typeNames.released.get(definition.owner);
      const type = released.customTypes.find(({ descriptor }) => descriptor.name === owner);
      return fieldWithId(type?.descriptor, id);
    }
    case 'variant': {
      const value = identities.variants.get(definition.owner)?.get(name);
      const owner = typeNames.released.get(definition.owner);
      const variants = released.enums.find(({ descriptor }) => descriptor.name === owner)?.descriptor.variants ?? {};
      return Object.entries(variants).find(([, known]) => known === value)?.[0];
    }
  }
}

function fieldWithId(
  struct: { readonly fields: readonly { readonly name: string; readonly id?: number }[] } | undefined,
  id: number | undefined,
): string | undefined {
  return id === undefined ? undefined : struct?.fields.find((field) => field.id === id)?.name;
}

/** Its own name, if the draft in the lock file has it. */
function draftName({ before }: OpenLock, definition: Definition): string | undefined {
  if (before === undefined) return undefined;
  const { tables, customTypes, enums } = before.draft;
  const { name } = definition;
  const isNamed = (wanted: string) => (part: { readonly descriptor: { readonly name: string } }) =>
    part.descriptor.name === wanted;
  switch (definition.kind) {
    case 'query':
      return undefined;
    case 'table':
      return tables.some(isNamed(name)) ? name : undefined;
    case 'custom type':
      return customTypes.some(isNamed(name)) ? name : undefined;
    case 'enum':
      return enums.some(isNamed(name)) ? name : undefined;
    case 'field':
    case 'field of a custom type': {
      const parts = definition.kind === 'field' ? tables : customTypes;
      const fields = parts.find(isNamed(definition.owner))?.descriptor.fields ?? [];
      return fields.some((field) => field.name === name) ? name : undefined;
    }
    case 'variant': {
      const variants = enums.find(isNamed(definition.owner))?.descriptor.variants ?? {};
      return Object.hasOwn(variants, name) ? name : undefined;
    }
  }
}

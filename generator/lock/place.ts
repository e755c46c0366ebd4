/** The place of a difference in the schema file. What is missing there is at what it was part of. */

import type { SchemaDifference } from '@ecsdb/runtime/schema';
import type { DocumentPath, Fault } from '../diagnostics/index.js';
import { camelCase, type RawDocument } from '../schema/index.js';

type Place = Pick<Fault, 'path' | 'at'>;
type Table = RawDocument['tables'][number];

const START_OF_FILE: Place = { path: [], at: 'value' };

export function placeOf({ place, kind }: SchemaDifference, document: RawDocument): Place {
  const table = document.tables.find(({ name }) => name === place.table);
  if (table !== undefined && place.index !== undefined) return placeOfIndex(table, place.index);
  if (table?.parentTable !== undefined && kind.startsWith('parent-')) {
    return { path: [...table.path, 'parent_table'], at: 'key' };
  }
  const enumeration = document.enums.find(({ name }) => name === place.enum);
  const variant = enumeration?.variants.find(({ name }) => name === place.variant);
  if (variant !== undefined) {
    return { path: variant.path, at: typeof variant.path.at(-1) === 'number' ? 'value' : 'key' };
  }
  const struct = table ?? document.customTypes.find(({ name }) => name === place.type);
  const field = struct?.fields.find(({ name }) => name === place.field);
  if (field !== undefined) return nameOf(field.path);
  const owner = struct ?? enumeration;
  return owner === undefined ? START_OF_FILE : { path: owner.path, at: 'key' };
}

/** A declared index, or the field that implies it. */
function placeOfIndex({ path, indexes, fields }: Table, index: string): Place {
  const declared = indexes.find(({ name, fields: members }) => {
    const joined = members.map((member) => member.name.replaceAll('.', '_')).join('_and_');
    return camelCase(name ?? joined) === index;
  });
  if (declared !== undefined) return { path: declared.path, at: 'value' };
  const implied = fields.find(({ name }) => name !== undefined && camelCase(name) === index);
  return implied === undefined ? { path, at: 'key' } : nameOf(implied.path);
}

function nameOf(field: DocumentPath): Place {
  return { path: [...field, 'name'], at: 'value' };
}

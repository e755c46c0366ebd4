/** Examples for help: what to write for lists and tables, whose shape a message does not show. */

import { type DocumentPath, quote } from '../diagnostics/index.js';

type Example = (name: string) => string;

const FIELDS: Example = (name) => `fields = [{ name = ${name}, type = "u16" }]`;
const REMOVED: Example = (name) => `removed = [${name}]`;

/** By the section, and the key in its tables. `name` is a quoted name. */
const EXAMPLES: { readonly [section: string]: { readonly [key: string]: Example } } = {
  enums: { variants: (name) => `variants = [${name}]`, removed: REMOVED },
  custom_types: { fields: FIELDS, removed: REMOVED },
  tables: { fields: FIELDS, removed: REMOVED, indexes: (name) => `indexes = [{ fields = [${name}] }]` },
  queries: {
    write: (name) => `write = [${name}]`,
    read: (name) => `read = [${name}]`,
    with: (name) => `with = [${name}]`,
    without: (name) => `without = [${name}]`,
    optional: (name) => `optional = [${name}]`,
    any: (name) => `any = [[${name}, "other"]]`,
  },
};

/** The example for a value in a list or table at this path; `undefined` if a message says enough. */
export function exampleAt(path: DocumentPath, value: unknown): string | undefined {
  const [section = '', , key = '', item, member] = path;
  // The members of fields and indexes are single values, except for the fields of an index.
  const isMember = typeof item === 'number' && member !== undefined;
  if (isMember && key !== 'any' && (key !== 'indexes' || member !== 'fields')) return undefined;
  return EXAMPLES[section]?.[key]?.(quote(typeof value === 'string' ? value : 'x'));
}

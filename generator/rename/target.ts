/** What a name on the command line refers to: `player`, `player.gold`, `Team.Blue`, `tables.player`. */

import type { DocumentPath } from '../diagnostics/index.js';
import { didYouMean, quote } from '../diagnostics/index.js';
import type { RawDocument } from '../schema/index.js';

/** A definition that a schema names, with the name that it has now. */
export type Target = {
  readonly name: string;
  readonly was: string | undefined;
  /** Of the definition in the document, not of its name. */
  readonly path: DocumentPath;
} & (
  | { readonly kind: 'table' | 'custom type' | 'enum' | 'query' }
  | { readonly kind: 'field' | 'field of a custom type' | 'variant'; readonly owner: string }
);

export type Found = { readonly target: Target } | { readonly problem: string; readonly help: string };

const SECTIONS = {
  table: 'tables',
  'custom type': 'custom_types',
  enum: 'enums',
  query: 'queries',
  field: 'tables',
  'field of a custom type': 'custom_types',
  variant: 'enums',
} as const satisfies { readonly [kind in Target['kind']]: string };

/** A name may begin with its section, `tables.player.gold`; it has to if a table and a query have the same name. */
export function findTarget(document: RawDocument, text: string): Found {
  const targets = targetsOf(document);
  const found = targets.filter((target) => shortName(target) === text || fullName(target) === text);
  const [target] = found;
  if (target === undefined) {
    const known = targets.map(shortName);
    return {
      problem: `the schema has no ${quote(text)}${didYouMean(text, known)}`,
      help: 'name a table, a custom type, an enum, a query, or a field or variant of one, such as "player.gold"',
    };
  }
  if (found.length === 1) return { target };
  const names = found.map((one) => quote(fullName(one))).join(' or ');
  return { problem: `${quote(text)} names ${found.length} things of the schema`, help: `write ${names}` };
}

/** `player.gold`. */
function shortName(target: Target): string {
  return 'owner' in target ? `${target.owner}.${target.name}` : target.name;
}

/** `field "gold" of table "player"`. */
export function describeTarget(target: Target): string {
  switch (target.kind) {
    case 'field':
      return `field ${quote(target.name)} of table ${quote(target.owner)}`;
    case 'field of a custom type':
      return `field ${quote(target.name)} of custom type ${quote(target.owner)}`;
    case 'variant':
      return `variant ${quote(target.name)} of enum ${quote(target.owner)}`;
    default:
      return `${target.kind} ${quote(target.name)}`;
  }
}

function fullName(target: Target): string {
  return `${SECTIONS[target.kind]}.${shortName(target)}`;
}

function targetsOf({ tables, customTypes, enums, queries }: RawDocument): Target[] {
  return [
    ...tables.flatMap((table): Target[] => [
      { ...table, kind: 'table' },
      ...fieldsOf(table).map((field): Target => ({ ...field, kind: 'field', owner: table.name })),
    ]),
    ...customTypes.flatMap((type): Target[] => [
      { ...type, kind: 'custom type' },
      ...fieldsOf(type).map((field): Target => ({ ...field, kind: 'field of a custom type', owner: type.name })),
    ]),
    ...enums.flatMap((one): Target[] => [
      { ...one, kind: 'enum' },
      ...one.variants.map((variant): Target => ({ ...variant, kind: 'variant', owner: one.name })),
    ]),
    ...queries.map((query): Target => ({ ...query, kind: 'query', was: undefined })),
  ];
}

type RawField = RawDocument['tables'][number]['fields'][number];

function fieldsOf({ fields }: { readonly fields: readonly RawField[] }): (RawField & { readonly name: string })[] {
  return fields.flatMap((field) => (field.name === undefined ? [] : [{ ...field, name: field.name }]));
}

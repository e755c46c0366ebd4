/** The view of enums.ts: for each enum an object of constants, a type, and a function that recognises its values. */

import type { Enum } from '../schema/index.js';
import { type Description, descriptionOf } from './comments.js';
import { exportedAs, localName } from './imports.js';
import { propertyKey, stringLiteral } from './literals.js';

export interface EnumsView {
  readonly enums: readonly EnumView[];
}

interface EnumView {
  readonly description: Description;
  readonly enumName: string;
  /** Its name in the file, and the name from which those of its functions derive. */
  readonly name: string;
  readonly exportName: string;
  /** Empty if the two are the same. */
  readonly exportedAs: string;
  readonly repr: string;
  readonly variants: readonly { readonly key: string; readonly value: number }[];
  /** String literal of the permitted values, for errors. */
  readonly expected: string;
  /** Number of the values if they are 0, 1, ... without a gap. */
  readonly count: number | null;
}

/** Errors name at most this number of variants and count the others. */
const SHOWN_MAX = 16;

export function enumsView(enums: readonly Enum[]): EnumsView {
  return { enums: enums.map(enumView) };
}

function enumView({ name, exportName, description, repr, variants }: Enum): EnumView {
  const values = new Set(variants.map(({ value }) => value));
  const isContiguous = variants.every((_, value) => values.has(value));
  return {
    description: descriptionOf(description),
    enumName: name,
    name: localName(exportName),
    exportName,
    exportedAs: exportedAs(exportName),
    repr,
    variants: variants.map((variant) => ({ key: propertyKey(variant.name), value: variant.value })),
    expected: stringLiteral(`${name} (${shown(variants)})`),
    count: isContiguous ? variants.length : null,
  };
}

function shown(variants: Enum['variants']): string {
  const names = variants.slice(0, SHOWN_MAX).map(({ name, value }) => `${name} = ${value}`);
  if (variants.length > SHOWN_MAX) names.push(`${variants.length - SHOWN_MAX} more`);
  return names.join(', ');
}

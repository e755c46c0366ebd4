/** The view of enums.ts: one object of constants for each enum, its type, and a function that knows its members. */

import type { Enum } from '../schema/model.js';
import { docComment } from './comments.js';
import { propertyKey, stringLiteral } from './literals.js';
import { bannerOf, type RenderOptions } from './options.js';

export interface EnumsView {
  readonly banner: readonly string[];
  readonly enums: readonly EnumView[];
}

interface EnumView {
  readonly doc: string;
  readonly name: string;
  readonly variants: readonly { readonly key: string; readonly value: number }[];
  /** What a value may be, as a string literal. */
  readonly expected: string;
  /** How many members there are if they are 0, 1, ... without a gap, else empty. */
  readonly count: number | '';
}

/** Errors name so many variants and count the others. */
const SHOWN_MAX = 16;

export function enumsView(enums: readonly Enum[], options: RenderOptions): EnumsView {
  return { banner: bannerOf(options), enums: enums.map(enumView) };
}

function enumView({ name, exportName, description, repr, variants }: Enum): EnumView {
  const text = description?.trim() ?? '';
  const facts = `Enum \`${name}\`, stored as \`${repr}\`.`;
  const values = new Set(variants.map(({ value }) => value));
  const contiguous = variants.every((_, value) => values.has(value));
  return {
    doc: docComment(text === '' ? facts : `${facts}\n\n${text}`, 0),
    name: exportName,
    variants: variants.map((variant) => ({ key: propertyKey(variant.name), value: variant.value })),
    expected: stringLiteral(`${name} (${shown(variants)})`),
    count: contiguous ? variants.length : '',
  };
}

function shown(variants: Enum['variants']): string {
  const names = variants.slice(0, SHOWN_MAX).map(({ name, value }) => `${name} = ${value}`);
  if (variants.length > SHOWN_MAX) names.push(`${variants.length - SHOWN_MAX} more`);
  return names.join(', ');
}

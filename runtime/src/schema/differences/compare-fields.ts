/** Compares the fields of a table or a custom type, with the types that they have. */

import type { FieldDescriptor } from '../descriptor.js';
import { parseTypeName, type TypeName } from '../type-name.js';
import { compareFieldBounds } from './compare-bounds.js';
import { compareEnums } from './compare-enums.js';
import { compareTypeNames, type TypeChange } from './compare-type-names.js';
import { ComparedPart, type Comparison, type NamedTypes } from './comparison.js';
import { type DifferenceKind, typeRenamed } from './difference.js';
import { type Matches, matchFields } from './match-parts.js';

/** A table or a custom type. */
interface Struct {
  readonly size: number;
  readonly nullBitmap?: { readonly offset: number } | null;
  readonly fields: readonly FieldDescriptor[];
}

const KIND_OF_CHANGE: { readonly [change in Exclude<TypeChange, 'same'>]: DifferenceKind } = {
  widened: 'field-widened',
  narrowed: 'field-narrowed',
  longer: 'string-longer',
  shorter: 'string-shorter',
  retyped: 'field-retyped',
};

export function compareFields(comparison: Comparison, part: ComparedPart, stored: Struct, given: Struct): void {
  const matches = matchFields(stored.fields, given.fields);
  for (const field of matches.removed) {
    const message = `field "${field.name}" of ${part.subject} was ${field.type}, and is missing`;
    comparison.add(part, 'field-removed', message, { field: field.name });
  }
  for (const [before, after] of matches.pairs) compareField(comparison, part, before, after);
  for (const field of matches.added) {
    const kind = field.nullable || field.default !== undefined ? 'field-added' : 'required-field-added';
    const facts = kind === 'field-added' ? '' : ', cannot be null, and has no default';
    comparison.add(part, kind, `field "${field.name}" of ${part.subject} is new${facts}`, { field: field.name });
  }
  compareOrder(comparison, part, matches, stored, given);
}

function compareField(
  comparison: Comparison,
  part: ComparedPart,
  stored: FieldDescriptor,
  given: FieldDescriptor,
): void {
  const subject = `field "${given.name}" of ${part.subject}`;
  const place = { field: given.name };
  if (stored.name !== given.name) {
    const message = `field "${stored.name}" of ${part.subject} was renamed to "${given.name}"`;
    comparison.add(part, 'field-renamed', message, place);
  }
  const types = [parseTypeName(stored.type), parseTypeName(given.type)] as const;
  const change = compareTypes(comparison, part, ...types);
  if (change !== 'same') {
    comparison.add(part, KIND_OF_CHANGE[change], `${subject} was ${stored.type}, and is ${given.type}`, place);
  }
  if (stored.nullable !== given.nullable) {
    const [kind, before, now] = given.nullable
      ? (['field-nullable', 'could not', 'can'] as const)
      : (['field-required', 'could', 'cannot'] as const);
    comparison.add(part, kind, `${subject} ${before} be null, and ${now} be null`, place);
  }
  if (comparison.isEnforced && change !== 'retyped') compareFieldBounds(comparison, part, stored, given);
}

function compareTypes(
  comparison: Comparison,
  part: ComparedPart,
  stored: TypeName | undefined,
  given: TypeName | undefined,
): TypeChange {
  if (stored === undefined || given === undefined) return 'retyped';
  return compareTypeNames(stored, given, (before, after) => {
    const inner = compareNamedTypes(comparison, before, after);
    if (inner === undefined) return false;
    part.inner.add(inner);
    if (inner.isRewritten) part.isRewritten = true;
    return true;
  });
}

/** Undefined if one type cannot be the other one. */
function compareNamedTypes(comparison: Comparison, stored: string, given: string): ComparedPart | undefined {
  if (stored !== given && (isNamedType(comparison.given, stored) || isNamedType(comparison.stored, given))) {
    // A type that still has its name, or that had it before, was not renamed.
    return undefined;
  }
  const key = `${stored} ${given}`;
  const known = comparison.parts.get(key);
  if (known !== undefined) return known;
  const enums = [comparison.stored.enums.get(stored), comparison.given.enums.get(given)] as const;
  const customTypes = [comparison.stored.customTypes.get(stored), comparison.given.customTypes.get(given)] as const;
  if (enums[0] !== undefined && enums[1] !== undefined) {
    const part = new ComparedPart(`enum "${given}"`, { enum: given });
    comparison.parts.set(key, part);
    if (stored !== given) comparison.differences.push(typeRenamed('enum', stored, given, part.tables));
    compareEnums(comparison, part, enums[0], enums[1]);
    return part;
  }
  if (customTypes[0] === undefined || customTypes[1] === undefined) return undefined;
  const part = new ComparedPart(`custom type "${given}"`, { type: given });
  comparison.parts.set(key, part);
  if (stored !== given) comparison.differences.push(typeRenamed('custom type', stored, given, part.tables));
  compareFields(comparison, part, customTypes[0], customTypes[1]);
  return part;
}

function isNamedType({ enums, customTypes }: NamedTypes, name: string): boolean {
  return enums.has(name) || customTypes.has(name);
}

/** Reports other offsets unless another difference explains them. */
function compareOrder(
  comparison: Comparison,
  part: ComparedPart,
  { pairs }: Matches<FieldDescriptor>,
  stored: Struct,
  given: Struct,
): void {
  const positions = new Map(given.fields.map((field, index) => [field, index]));
  const order = pairs.map(([, field]) => positions.get(field) ?? 0);
  if (order.some((position, index) => index > 0 && position < (order[index - 1] ?? 0))) {
    comparison.add(part, 'order-changed', `the fields of ${part.subject} have another order`);
  }
  if (part.isRewritten || isSameLayout(pairs, stored, given)) return;
  comparison.add(part, 'layout-changed', `the fields of ${part.subject} have other offsets`);
}

function isSameLayout(pairs: Matches<FieldDescriptor>['pairs'], stored: Struct, given: Struct): boolean {
  return (
    stored.size === given.size &&
    stored.nullBitmap?.offset === given.nullBitmap?.offset &&
    pairs.every(([before, after]) => before.offset === after.offset)
  );
}

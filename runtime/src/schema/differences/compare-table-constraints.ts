/** Compares what two schemas demand of the rows of a table: indexes, keys, references and the parent. */

import type { FieldDescriptor, ForeignKey, IndexDescriptor, TableDescriptor } from '../descriptor.js';
import { innermostType, parseTypeName } from '../type-name.js';
import type { ComparedPart, Comparison } from './comparison.js';
import type { DifferenceKind } from './difference.js';
import { matchFields } from './match-parts.js';

export function compareTableConstraints(
  comparison: Comparison,
  part: ComparedPart,
  stored: TableDescriptor,
  given: TableDescriptor,
): void {
  compareIndexes(comparison, part, stored, given);
  for (const [before, after] of matchFields(stored.fields, given.fields).pairs) {
    compareForeignKey(comparison, part, before, after);
  }
  compareParent(comparison, part, stored, given);
}

function compareIndexes(
  comparison: Comparison,
  part: ComparedPart,
  stored: TableDescriptor,
  given: TableDescriptor,
): void {
  const before = new Map<string, IndexDescriptor>();
  for (const index of stored.indexes ?? []) {
    const paths = index.fields.map((path) => givenPath(comparison, stored.fields, given.fields, path));
    // Without one of its fields, an index is removed with the field.
    if (paths.every((path) => path !== undefined)) before.set(paths.join(), index);
  }
  const add = (kind: DifferenceKind, { name, fields }: IndexDescriptor, what: string, verb: string): void => {
    const message = `the ${what} over ${fields.join(', ')} of ${part.subject} ${verb}`;
    comparison.add(part, kind, message, { index: name });
  };
  for (const index of given.indexes ?? []) {
    const key = index.fields.join();
    const old = before.get(key);
    before.delete(key);
    if (index.primary && !old?.primary) add('primary-key-added', index, 'primary key', 'is new');
    else if (old?.primary && !index.unique) add('primary-key-removed', index, 'primary key', 'was removed');
    else if (index.unique && !old?.unique) add('unique-added', index, 'unique index', 'is new');
    else if (old?.unique && !index.unique) add('unique-removed', index, 'index', 'is not unique any more');
    else if (old === undefined) add('index-added', index, 'index', 'is new');
  }
  for (const index of before.values()) {
    if (index.primary) add('primary-key-removed', index, 'primary key', 'was removed');
    else if (index.unique) add('unique-removed', index, 'unique index', 'was removed');
    else add('index-removed', index, 'index', 'was removed');
  }
}

/** The path in the given schema of a field such as `position.x`. Undefined if a field on it was removed. */
function givenPath(
  { stored, given }: Comparison,
  storedFields: readonly FieldDescriptor[],
  givenFields: readonly FieldDescriptor[],
  path: string,
): string | undefined {
  const names: string[] = [];
  let fields = [storedFields, givenFields] as const;
  for (const name of path.split('.')) {
    const pair = matchFields(...fields).pairs.find(([field]) => field.name === name);
    if (pair === undefined) return undefined;
    names.push(pair[1].name);
    const [before, after] = pair.map(customTypeOf);
    fields = [stored.customTypes.get(before ?? '')?.fields ?? [], given.customTypes.get(after ?? '')?.fields ?? []];
  }
  return names.join('.');
}

function customTypeOf(field: FieldDescriptor): string | undefined {
  const type = innermostType(parseTypeName(field.type));
  return type?.kind === 'named' ? type.name : undefined;
}

function compareForeignKey(
  comparison: Comparison,
  part: ComparedPart,
  { foreignKey: stored }: FieldDescriptor,
  { name, foreignKey: given }: FieldDescriptor,
): void {
  const subject = `field "${name}" of ${part.subject}`;
  const place = { field: name };
  if (given === undefined) {
    if (stored === undefined) return;
    const message = `${subject} referred to ${targetOf(stored)}, and refers to nothing`;
    comparison.add(part, 'foreign-key-removed', message, place);
  } else if (stored === undefined) {
    const message = `${subject} referred to nothing, and refers to ${targetOf(given)}`;
    comparison.add(part, 'foreign-key-added', message, place);
  } else if (isSameTarget(comparison, stored, given)) {
    if (stored.onDelete === given.onDelete) return;
    const message = `${subject} had on_delete "${stored.onDelete}", and has "${given.onDelete}"`;
    comparison.add(part, 'on-delete-changed', message, place);
  } else {
    const message = `${subject} referred to ${targetOf(stored)}, and refers to ${targetOf(given)}`;
    comparison.add(part, 'foreign-key-changed', message, place);
  }
}

function isSameTarget(comparison: Comparison, stored: ForeignKey, given: ForeignKey): boolean {
  const pair = comparison.pairOf(stored.table);
  if (pair?.[1].name !== given.table) return false;
  if (stored.field === undefined || given.field === undefined) return stored.field === given.field;
  const [before, after] = pair;
  const fields = matchFields(before.fields, after.fields).pairs;
  return fields.some(([one, other]) => one.name === stored.field && other.name === given.field);
}

function targetOf({ table, field }: ForeignKey): string {
  return field === undefined ? `"${table}"` : `"${table}.${field}"`;
}

function compareParent(
  comparison: Comparison,
  part: ComparedPart,
  { parentTable: stored }: TableDescriptor,
  { parentTable: given }: TableDescriptor,
): void {
  const { subject } = part;
  if (given === undefined) {
    if (stored !== undefined)
      comparison.add(part, 'parent-removed', `${subject} had the parent "${stored}", and has none`);
  } else if (stored === undefined) {
    comparison.add(part, 'parent-added', `${subject} had no parent, and has "${given}"`);
  } else if (comparison.pairOf(stored)?.[1].name !== given) {
    comparison.add(part, 'parent-changed', `${subject} had the parent "${stored}", and has "${given}"`);
  }
}

/**
 * A lock as text: JSON with one table, enum or type in each line, sorted by name, so that changes of several branches
 * merge. docs/evolution.md, "The lock file", describes the form.
 */

import { jsonOf } from '../layout/index.js';
import { checksumOf } from './checksum.js';
import { identityOf, type Lock, type LockedPart, PART_LISTS, type PartList, type RetiredId } from './model.js';

export const LOCK_FORMAT = 1;

const COMMENT = 'Written by ecsdb-gen: what it needs to know of earlier versions. Commit this file; do not edit it.';

export function lockText(lock: Lock): string {
  const { database, draft, retiredTables, releases, version } = lock;
  const members = [
    `"comment": ${JSON.stringify(COMMENT)}`,
    `"format": ${LOCK_FORMAT}`,
    `"head": ${signed({ database, tableIds: draft.tables.length + retiredTables.length })}`,
    listText('history', [...releases, { version }]),
    ...PART_LISTS.map((list) => listText(list, draftLines(lock, list))),
    listText('queries', sortedByName(draft.queries)),
    listText('retiredTables', retiredTables.map(retiredLine)),
    ...PART_LISTS.map((list) => listText(RELEASED[list], releasedLines(lock, list))),
  ];
  return `{\n${members.join(',\n')}\n}\n`;
}

/** The lists of parts that the released version has in another form, or that the draft lacks. */
export const RELEASED = {
  enums: 'releasedEnums',
  customTypes: 'releasedCustomTypes',
  tables: 'releasedTables',
} as const;

function draftLines({ draft, released }: Lock, list: PartList): object[] {
  const known = new Set(partsOf(released, list).map(identityOf));
  return sorted(partsOf(draft, list)).map((part) => ({
    ...(released === undefined || known.has(identityOf(part)) ? {} : { new: true }),
    ...(part.was === undefined ? {} : { was: part.was }),
    ...lineOf(part),
  }));
}

function releasedLines({ draft, released }: Lock, list: PartList): object[] {
  if (released === undefined) return [];
  const now = new Map(partsOf(draft, list).map((part) => [identityOf(part), part]));
  return sorted(partsOf(released, list))
    .filter((part) => {
      const same = now.get(identityOf(part));
      return same === undefined || jsonOf(same.descriptor) !== jsonOf(part.descriptor);
    })
    .map(lineOf);
}

function lineOf({ descriptor, retired }: LockedPart): object {
  return { descriptor, ...(retired.length === 0 ? {} : { retired: retired.map(retiredLine) }) };
}

function retiredLine({ id, name, draft }: RetiredId): object {
  return { id, name, ...(draft ? { draft } : {}) };
}

function partsOf(schema: Lock['draft'] | undefined, list: PartList): readonly LockedPart[] {
  return schema?.[list] ?? [];
}

function sorted(parts: readonly LockedPart[]): LockedPart[] {
  return parts.toSorted((a, b) => (a.descriptor.name < b.descriptor.name ? -1 : 1));
}

function sortedByName<Thing extends { readonly name: string }>(things: readonly Thing[]): Thing[] {
  return things.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function listText(name: string, lines: readonly object[]): string {
  return lines.length === 0 ? `"${name}": []` : `"${name}": [\n${lines.map(signed).join(',\n')}\n]`;
}

/** A line with its checksum. */
function signed(line: object): string {
  return jsonOf({ sum: checksumOf(line), ...line });
}

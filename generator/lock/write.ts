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
  const { draft, retiredTables, releases, version, migrations } = lock;
  const parts = PART_LISTS.map((list) => [list, partLines(lock, list)] as const);
  const members = [
    `"comment": ${JSON.stringify(COMMENT)}`,
    `"format": ${LOCK_FORMAT}`,
    `"head": ${signed(jsonOf(headOf(lock)))}`,
    listText('history', [...releases, { version }].map(jsonOf)),
    ...parts.map(([list, lines]) => listText(list, lines.draft)),
    listText('queries', sortedByName(draft.queries).map(jsonOf)),
    listText('retiredTables', retiredTables.map(retiredLine).map(jsonOf)),
    ...parts.map(([list, lines]) => listText(REMOVED[list], lines.removed)),
    ...(migrations.length === 0 ? [] : [listText('migrations', migrations.map(jsonOf))]),
  ];
  return `{\n${members.join(',\n')}\n}\n`;
}

/** With counts, so that a deleted line is noticed. */
function headOf({ database, draft, retiredTables, releases }: Lock): object {
  const tableIds = draft.tables.length + retiredTables.length;
  return { database, tableIds, ...(releases.length === 0 ? {} : { releases: releases.length }) };
}

/** The lists of parts of the released version that the draft lacks. */
export const REMOVED = {
  enums: 'removedEnums',
  customTypes: 'removedCustomTypes',
  tables: 'removedTables',
} as const;

/** The lines of the draft, which also have the released form of what has changed, and those of removed parts. */
function partLines(
  { draft, released }: Lock,
  list: PartList,
): { readonly draft: string[]; readonly removed: string[] } {
  const before = new Map(partsOf(released, list).map((part) => [identityOf(part), part]));
  const draftLines = sorted(partsOf(draft, list)).map((part) => {
    const earlier = before.get(identityOf(part));
    before.delete(identityOf(part));
    const isNew = released !== undefined && earlier === undefined;
    return lineOf(part, isNew ? 'new' : earlier?.descriptor);
  });
  return { draft: draftLines, removed: sorted([...before.values()]).map((part) => lineOf(part)) };
}

function lineOf({ descriptor, was, retired }: LockedPart, released?: 'new' | object): string {
  const text = jsonOf(descriptor);
  const releasedText = released === undefined || released === 'new' ? text : jsonOf(released);
  const members = [
    ...(released === 'new' ? ['"new":true'] : []),
    ...(was === undefined ? [] : [`"was":${JSON.stringify(was)}`]),
    `"descriptor":${text}`,
    ...(releasedText === text ? [] : [`"released":${releasedText}`]),
    ...(retired.length === 0 ? [] : [`"retired":${jsonOf(retired.map(retiredLine))}`]),
  ];
  return `{${members.join(',')}}`;
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

function listText(name: string, lines: readonly string[]): string {
  return lines.length === 0 ? `"${name}": []` : `"${name}": [\n${lines.map(signed).join(',\n')}\n]`;
}

/** An object as JSON with its checksum. */
function signed(line: string): string {
  return `{"sum":"${checksumOf(line)}",${line.slice(1)}`;
}

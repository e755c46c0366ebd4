/** The indexes of a table: those that keys and foreign keys imply, and the declared ones. */

import { INDEXES_MAX, KEY_BYTES_MAX } from '@ecsdb/runtime/schema';
import { type DocumentPath, type Fault, keyFault, listed, quote, valueFault } from '../diagnostics/index.js';
import type { RawIndex, RawTable } from './document.js';
import { hasOrder, type KeyScope, keyBytes, memberAt } from './key-members.js';
import type { Field, Index, KeyMember } from './model.js';
import { camelCase, nameProblem, pascalCase, propertyProblem } from './names.js';

interface Draft {
  readonly path: DocumentPath;
  readonly members: readonly KeyMember[];
  readonly primary: boolean;
  unique: boolean;
  /** Undefined unless the file gives a name. */
  name: string | undefined;
  /** The key of the field that implies the index; undefined for a declared one. */
  readonly impliedBy: 'primary_key' | 'unique' | 'indexed' | 'foreign_key' | undefined;
}

/** Drafts by the paths of their fields, in the order of descriptors. */
type Drafts = Map<string, Draft>;

export function resolveIndexes(raw: RawTable, scope: KeyScope, report: (fault: Fault) => void): readonly Index[] {
  const drafts: Drafts = new Map();
  addImplied(raw, scope.fields, drafts);
  for (const index of raw.indexes) addDeclared(index, scope, drafts, report);
  for (const draft of drafts.values()) checkKeyBytes(draft, report);
  checkNames([...drafts.values()], report);
  if (drafts.size > INDEXES_MAX) {
    const message = `table ${quote(raw.name)} has ${drafts.size} indexes; the limit is ${INDEXES_MAX}`;
    report(keyFault('ECS080', message, raw.path, 'keys and foreign keys have indexes, too'));
  }
  return [...drafts.values()].map((draft) => {
    const { path, members, primary, unique } = draft;
    return { path, name: propertyOf(draft), members, primary, unique };
  });
}

function addImplied(raw: RawTable, fields: readonly Field[], drafts: Drafts): void {
  const keyFields = fields.filter((field) => field.primaryKey);
  const isWhole = keyFields.length === raw.fields.filter((field) => field.primaryKey).length;
  if (isWhole) addFor('primary_key', keyFields, drafts);
  for (const field of fields) if (field.unique) addFor('unique', [field], drafts);
  for (const field of fields) if (field.indexed) addFor('indexed', [field], drafts);
  for (const field of fields) if (field.foreignKey !== undefined) addFor('foreign_key', [field], drafts);
}

function addFor(impliedBy: NonNullable<Draft['impliedBy']>, fields: readonly Field[], drafts: Drafts): void {
  const [first] = fields;
  // A type without an order is reported with its field.
  if (first === undefined || !fields.every((field) => hasOrder(field.type))) return;
  const members = fields.map((field) => ({ path: field.name, field, root: field }));
  const key = keyOf(members);
  // The first one of the same fields is the strictest: primary, then unique.
  if (drafts.has(key)) return;
  const primary = impliedBy === 'primary_key';
  const unique = primary || impliedBy === 'unique';
  drafts.set(key, { path: first.path, members, primary, unique, name: undefined, impliedBy });
}

function addDeclared(raw: RawIndex, scope: KeyScope, drafts: Drafts, report: (fault: Fault) => void): void {
  const paths = new Set<string>();
  for (const { name, path } of raw.fields) {
    if (paths.has(name)) {
      report(valueFault('ECS072', `an index has each field once; ${quote(name)} is named twice`, path, 'remove it'));
    }
    paths.add(name);
  }
  const members = raw.fields.map(({ name, path }) => memberAt(name, path, scope, report));
  const found = members.filter((member) => member !== undefined);
  const name = checkedName(raw, report);
  if (found.length === 0 || found.length < members.length || paths.size < members.length) return;
  const key = keyOf(found);
  const earlier = drafts.get(key);
  if (earlier === undefined) {
    drafts.set(key, {
      path: raw.path,
      members: found,
      primary: false,
      unique: raw.unique,
      name,
      impliedBy: undefined,
    });
  } else if (earlier.impliedBy !== undefined && raw.unique && !earlier.unique) {
    earlier.unique = true;
    earlier.name = name;
  } else {
    const over = listed(found.map(({ path }) => path));
    const [because, help] =
      earlier.impliedBy === undefined
        ? ['', 'remove one of them']
        : [`, because of ${quote(earlier.impliedBy)}`, 'remove this one'];
    report(valueFault('ECS073', `there is already an index over ${over}${because}`, raw.path, help));
  }
}

function checkedName({ name, path }: RawIndex, report: (fault: Fault) => void): string | undefined {
  if (name === undefined) return undefined;
  const problem = nameProblem(name) ?? propertyProblem(camelCase(name));
  if (problem === undefined) return name;
  const message = `index ${quote(name)} cannot have this name, because ${problem}`;
  report(valueFault('ECS011', message, [...path, 'name'], `choose another name, such as ${quote(`my_${name}`)}`));
  return undefined;
}

function checkKeyBytes({ path, members, impliedBy }: Draft, report: (fault: Fault) => void): void {
  const bytes = keyBytes(members);
  if (bytes <= KEY_BYTES_MAX) return;
  const over = listed(members.map((member) => member.path));
  const message = `the key over ${over} has ${bytes} bytes; the limit is ${KEY_BYTES_MAX}`;
  const help = 'shorten its strings, or use fewer fields';
  report(
    impliedBy === undefined
      ? valueFault('ECS080', message, [...path, 'fields'], help)
      : keyFault('ECS080', message, [...path, impliedBy], help),
  );
}

/** Names of single fields are those of properties, which are checked with the fields. */
function checkNames(drafts: readonly Draft[], report: (fault: Fault) => void): void {
  const earlierByName = new Map<string, Draft>();
  for (const draft of drafts) {
    const property = propertyOf(draft);
    const earlier = earlierByName.get(property);
    earlierByName.set(property, earlier ?? draft);
    if (earlier === undefined || (isOneField(earlier) && isOneField(draft))) continue;
    if (draft.name !== undefined && draft.name === earlier.name) {
      const message = `there is already an index ${quote(draft.name)}`;
      report(valueFault('ECS012', message, [...draft.path, 'name'], 'rename one of them'));
      continue;
    }
    const over = [earlier, draft].map(({ members }) => `over ${listed(members.map(({ path }) => path))}`);
    const message = `the indexes ${over.join(' and ')} would both be the property ${quote(property)}`;
    const isDeclared = draft.impliedBy === undefined || draft.name !== undefined;
    const path = isDeclared && draft.name === undefined ? draft.path : [...draft.path, 'name'];
    report(valueFault('ECS013', message, path, isDeclared ? 'give it another name' : 'rename the field'));
  }
}

function isOneField({ members, name, impliedBy }: Draft): boolean {
  return members.length === 1 && name === undefined && impliedBy !== undefined;
}

function propertyOf({ name, members }: Draft): string {
  if (name !== undefined) return camelCase(name);
  const [first = '', ...rest] = members.map(({ path }) => path.split('.'));
  const start = [first].flat().map((part, index) => (index === 0 ? camelCase(part) : pascalCase(part)));
  return [start.join(''), ...rest.map((parts) => `And${parts.map(pascalCase).join('')}`)].join('');
}

function keyOf(members: readonly KeyMember[]): string {
  return members.map(({ path }) => path).join();
}

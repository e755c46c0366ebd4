/** Finds what each table, field and variant of a schema is in the lock, and gives numbers to the new ones. */

import { TABLE_ID_MAX } from '@ecsdb/runtime/schema';
import { type DocumentPath, type Fault, quote, valueFault } from '../diagnostics/index.js';
import type { Identities, RawDocument } from '../schema/index.js';
import { type Assignment, assign, type Claim, type Conflict } from './assign.js';
import type { Lock, RetiredId } from './model.js';

export interface Identified {
  readonly identities: Identities;
  readonly retired: Retired;
  /** The names that custom types and enums had, by their names of now. Absent if a version lacks the type. */
  readonly typeNames: { readonly draft: ReadonlyMap<string, string>; readonly released: ReadonlyMap<string, string> };
  readonly faults: readonly Fault[];
}

/** Numbers that are not used any more, by the name of their owner. */
export interface Retired {
  readonly tables: readonly RetiredId[];
  readonly tableFields: ReadonlyMap<string, readonly RetiredId[]>;
  readonly typeFields: ReadonlyMap<string, readonly RetiredId[]>;
  readonly variants: ReadonlyMap<string, readonly RetiredId[]>;
}

export function identify(document: RawDocument, lock: Lock): Identified {
  const faults: Fault[] = [];
  const tables = identifyTables(document, lock, faults);
  const tableFields = fieldsOfTables(document, lock, tables.numbers);
  const types = pair(document.customTypes, lock.draft.customTypes, lock.released?.customTypes ?? []);
  const typeFields = new Map(
    document.customTypes.map(({ name, fields }) => [name, identifyFields(fields, types.get(name))]),
  );
  const enums = pair(document.enums, lock.draft.enums, lock.released?.enums ?? []);
  const variants = new Map(document.enums.map((raw) => [raw.name, identifyVariants(raw, enums.get(raw.name), faults)]));
  return {
    identities: {
      tables: tables.numbers,
      tableFields: mapValues(tableFields, ({ numbers }) => numbers),
      typeFields: mapValues(typeFields, ({ numbers }) => numbers),
      variants: mapValues(variants, ({ numbers }) => numbers),
      history: lock.releases.map(({ hash }) => hash),
    },
    retired: {
      tables: tables.retired,
      tableFields: mapValues(tableFields, ({ retired }) => retired),
      typeFields: mapValues(typeFields, ({ retired }) => retired),
      variants: mapValues(variants, ({ retired }) => retired),
    },
    typeNames: { draft: namesIn('draft', types, enums), released: namesIn('released', types, enums) },
    faults,
  };
}

function identifyTables({ tables }: RawDocument, lock: Lock, faults: Fault[]): Assignment {
  const numbersOf = (schema: Lock['draft'] | undefined): Map<string, number> =>
    new Map(schema?.tables.map(({ descriptor }) => [descriptor.name, descriptor.tableId]));
  const claims = tables.map(
    ({ name, was, id }): Claim => ({
      name,
      was,
      ...(id === undefined || id < 0 || id > TABLE_ID_MAX ? {} : { declared: id }),
    }),
  );
  const known = { draft: numbersOf(lock.draft), released: numbersOf(lock.released), retired: lock.retiredTables };
  // The lock forgets the fields of a table that only a draft had, so such a table cannot return.
  const assignment = assign(claims, { ...known, canReturn: false });
  for (const conflict of assignment.conflicts) {
    faults.push(idFault('table', conflict, ['tables', conflict.name, 'id']));
  }
  return assignment;
}

function fieldsOfTables(
  { tables }: RawDocument,
  { draft, released }: Lock,
  ids: ReadonlyMap<string, number>,
): Map<string, Assignment> {
  const byId = (schema: Lock['draft'] | undefined): Map<number, Struct> =>
    new Map(schema?.tables.map((table) => [table.descriptor.tableId, table]));
  const [before, base] = [byId(draft), byId(released)];
  return new Map(
    tables.map(({ name, fields }) => {
      const id = ids.get(name) ?? -1;
      return [name, identifyFields(fields, { draft: before.get(id), released: base.get(id) })];
    }),
  );
}

/** A table or a custom type in the lock. */
interface Struct {
  readonly descriptor: { readonly fields: readonly { readonly name: string; readonly id?: number }[] };
  readonly retired: readonly RetiredId[];
}

/** What something is in the draft and in the released version. */
interface Versions<Part> {
  readonly draft: Part | undefined;
  readonly released: Part | undefined;
}

function identifyFields(
  fields: readonly { readonly name: string | undefined; readonly was: string | undefined }[],
  versions: Versions<Struct> | undefined,
): Assignment {
  const idsOf = (struct: Struct | undefined): Map<string, number> =>
    new Map(struct?.descriptor.fields.flatMap(({ name, id }) => (id === undefined ? [] : [[name, id]])));
  const claims = fields.flatMap(({ name, was }): Claim[] => (name === undefined ? [] : [{ name, was }]));
  return assign(claims, {
    draft: idsOf(versions?.draft),
    released: idsOf(versions?.released),
    retired: (versions?.draft ?? versions?.released)?.retired ?? [],
    canReturn: true,
  });
}

function identifyVariants(
  raw: RawDocument['enums'][number],
  versions: Versions<Lock['draft']['enums'][number]> | undefined,
  faults: Fault[],
): Assignment {
  const claims = raw.variants.map(({ name, was, value }): Claim => {
    const isValid = value !== undefined && value >= 0 && value < 2 ** 32;
    return { name, was, ...(isValid ? { declared: Number(value) } : {}) };
  });
  const assignment = assign(claims, {
    draft: new Map(Object.entries(versions?.draft?.descriptor.variants ?? {})),
    released: new Map(Object.entries(versions?.released?.descriptor.variants ?? {})),
    retired: (versions?.draft ?? versions?.released)?.retired ?? [],
    canReturn: true,
  });
  for (const conflict of assignment.conflicts) {
    const path = raw.variants.find(({ name }) => name === conflict.name)?.path ?? raw.path;
    faults.push(idFault(`enum ${quote(raw.name)}: variant`, conflict, path));
  }
  return assignment;
}

function idFault(kind: string, { name, declared, reason }: Conflict, path: DocumentPath): Fault {
  const number = kind === 'table' ? 'id' : 'value';
  const subject = `${kind} ${quote(name)}`;
  if ('moved' in reason) {
    const message = `${subject} has the ${number} ${reason.moved} in the released version, and cannot get ${declared}`;
    return valueFault('ECS113', message, path, `declare ${reason.moved}; stored data knows it by that ${number}`);
  }
  const message = `${subject} cannot have the ${number} ${declared}, which was given to ${quote(reason.taken)}`;
  const help = `choose another ${number}, or say was = ${quote(reason.taken)} if this is a rename`;
  return valueFault('ECS113', message, path, help);
}

interface Named {
  readonly name: string;
}

/** Custom types and enums are recognised by name and `was`, because they have no ids. */
function pair<Part extends { readonly descriptor: Named; readonly was?: string }>(
  things: readonly (Named & { readonly was: string | undefined })[],
  draft: readonly Part[],
  released: readonly Part[],
): Map<string, Versions<Part>> {
  const names = new Set(things.map(({ name }) => name));
  const inDraft = new Map(draft.map((part) => [part.descriptor.name, part]));
  const inReleased = new Map(released.map((part) => [part.descriptor.name, part]));
  return new Map(
    things.map(({ name, was }): [string, Versions<Part>] => {
      const earlier = was === undefined || names.has(was) ? '' : was;
      const before = inDraft.get(earlier) ?? inDraft.get(name);
      const base = before?.was ?? before?.descriptor.name ?? (inReleased.has(name) ? name : earlier);
      return [name, { draft: before, released: inReleased.get(base) }];
    }),
  );
}

/** Types and enums share their names. */
function namesIn(
  version: 'draft' | 'released',
  ...kinds: readonly ReadonlyMap<string, Versions<{ readonly descriptor: Named }>>[]
): Map<string, string> {
  const parts = kinds.flatMap((versions) => [...versions].map(([name, one]) => [name, one[version]] as const));
  return new Map(parts.flatMap(([name, part]) => (part === undefined ? [] : [[name, part.descriptor.name] as const])));
}

function mapValues<Value, Result>(
  map: ReadonlyMap<string, Value>,
  change: (value: Value) => Result,
): Map<string, Result> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

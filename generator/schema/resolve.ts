/** Document to resolved schema: resolves every name, and checks what concerns several tables. */

import type { Fault } from '../diagnostics/index.js';
import type { RawDocument } from './document.js';
import type { Identities } from './identities.js';
import type { CustomType, Field, ResolvedSchema, Table } from './model.js';
import { camelCase, pascalCase } from './names.js';
import { resolveField } from './resolve-field.js';
import { resolveIndexes } from './resolve-indexes.js';
import { resolveQuery } from './resolve-queries.js';
import { checkParents, resolveForeignKey } from './resolve-relations.js';
import { described, isIncomplete, resolveTypes } from './resolve-types.js';
import { assignTableIds } from './table-ids.js';

export interface ResolveResult {
  /** Lacks what could not be resolved; complete if no stage has reported an error. */
  readonly schema: ResolvedSchema;
  readonly faults: readonly Fault[];
  /** Tables and types that lack a field, or contain a type that does. Their padding is unknown. */
  readonly incomplete: ReadonlySet<Table | CustomType>;
}

/** Without `identities`, tables and variants are numbered by position, and fields have no ids. */
export function resolve(document: RawDocument, identities?: Identities): ResolveResult {
  const faults: Fault[] = [];
  const report = (fault: Fault): void => {
    faults.push(fault);
  };
  const types = resolveTypes(
    document,
    identities,
    (field, known, id) => resolveField(field, id, known, report),
    report,
  );
  const rawTables = new Map(document.tables.map((table) => [table.name, table]));
  const ids = assignTableIds(document.tables, report);
  const incomplete = new Set<Table | CustomType>(types.incomplete);
  const tables = document.tables.map((raw): Table => {
    const fieldIds = identities?.tableFields.get(raw.name);
    const fields = raw.fields.flatMap((rawField): Field[] => {
      const field = resolveField(rawField, fieldIds?.get(rawField.name ?? ''), types, report);
      const foreignKey = resolveForeignKey(rawField, rawTables, report);
      return field === undefined ? [] : [foreignKey === undefined ? field : { ...field, foreignKey }];
    });
    const table: Table = {
      ...described(raw),
      exportName: pascalCase(raw.name),
      tableId: identities?.tables.get(raw.name) ?? ids.get(raw) ?? 0,
      ...(raw.parentTable === undefined ? {} : { parentTable: raw.parentTable }),
      ...(raw.was === undefined ? {} : { was: raw.was }),
      fields,
      indexes: resolveIndexes(raw, { table: raw, fields, incomplete: types.incomplete }, report),
    };
    const isWhole = fields.length === raw.fields.length;
    if (!isWhole || fields.some((field) => isIncomplete(field.type, types.incomplete))) incomplete.add(table);
    return table;
  });
  checkParents(document.tables, rawTables, report);
  const tablesByName = new Map(tables.map((table) => [table.name, table]));
  const name = document.name ?? '';
  const schema: ResolvedSchema = {
    name,
    exportName: camelCase(name),
    version: document.version,
    ...(document.description === undefined ? {} : { description: document.description }),
    ...(identities === undefined ? {} : { history: identities.history }),
    enums: types.enums,
    customTypes: types.customTypes,
    tables,
    queries: document.queries.map((query) => resolveQuery(query, tablesByName, report)),
  };
  return { schema, faults, incomplete };
}

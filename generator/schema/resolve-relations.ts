/** The relations between tables: foreign keys and parents. */

import { formatTypeName, parseTypeName } from '@ecsdb/runtime/schema';
import { alternatives, type Fault, quote, valueFault } from '../diagnostics/index.js';
import type { RawField, RawTable } from './document.js';
import type { RawNames } from './members.js';
import type { Field } from './model.js';

type TablesByName = ReadonlyMap<string, RawTable>;

/** The foreign key of a field, or `undefined` if it has none or a fault. */
export function resolveForeignKey(
  field: RawField,
  tables: TablesByName,
  report: (fault: Fault) => void,
): Field['foreignKey'] {
  if (field.foreignKey === undefined) {
    if (field.onDelete !== undefined) {
      const message =
        '"on_delete" needs a foreign key, and this field has none; add "foreign_key" or remove "on_delete"';
      report(valueFault('ECS056', message, [...field.path, 'on_delete']));
    }
    return undefined;
  }
  const onDelete = field.onDelete ?? 'restrict';
  if (onDelete === 'set_null' && !field.nullable) {
    const name = quote(field.name ?? '');
    const message = `on_delete = "set_null" needs a nullable field; add nullable = true to field ${name}`;
    report(valueFault('ECS055', message, [...field.path, 'on_delete']));
  }
  const fault = targetFault(field, field.foreignKey, tables);
  if (fault !== undefined) {
    report(fault);
    return undefined;
  }
  const [table = '', target] = field.foreignKey.split('.');
  return { table, ...(target === undefined ? {} : { field: target }), onDelete };
}

function targetFault(field: RawField, reference: string, tables: TablesByName): Fault | undefined {
  const path = [...field.path, 'foreign_key'];
  const [tableName = '', fieldName, ...rest] = reference.split('.');
  if (rest.length > 0) {
    return valueFault('ECS052', `${quote(reference)} is not a foreign key; write "table.field"`, path);
  }
  const table = tables.get(tableName);
  if (table === undefined) {
    const { suggestion, help } = alternatives(tableName, tables.keys());
    return valueFault('ECS052', `unknown table ${quote(tableName)}${suggestion}`, path, help);
  }
  const type = canonicalType(field);
  if (fieldName === undefined) {
    if (type === undefined || type === 'entity') return undefined;
    const message = `a foreign key to a table needs a field of type entity; this field has type ${type}`;
    return valueFault('ECS054', message, path, `to refer to a field, write "${tableName}.field"`);
  }
  const target = table.fields.find((candidate) => candidate.name === fieldName);
  if (target === undefined) {
    const names = table.fields.map((candidate) => candidate.name).filter((name) => name !== undefined);
    const { suggestion, help } = alternatives(fieldName, names);
    const message = `table ${quote(tableName)} has no field ${quote(fieldName)}${suggestion}`;
    return valueFault('ECS052', message, path, help);
  }
  return uniqueFault(reference, table, target, path) ?? typeFault(reference, type, canonicalType(target), path);
}

function uniqueFault(reference: string, table: RawTable, target: RawField, path: Fault['path']): Fault | undefined {
  if (target.unique) return undefined;
  const keyFields = table.fields.filter((candidate) => candidate.primaryKey);
  if (target.primaryKey && keyFields.length === 1) return undefined;
  const isIndexed = table.indexes.some(({ unique, fields }) => unique && isOnly(fields, target));
  if (isIndexed) return undefined;
  const message = target.primaryKey
    ? `${quote(reference)} is only one field of a primary key with several`
    : `${quote(reference)} is neither a primary key nor unique`;
  return valueFault(
    'ECS053',
    message,
    path,
    'a foreign key must refer to at most one row; add unique = true to the field that it names',
  );
}

/** True for an index over this field and no other. */
function isOnly(fields: RawNames, { name }: RawField): boolean {
  return fields.length === 1 && fields[0]?.name === name;
}

function typeFault(
  reference: string,
  type: string | undefined,
  targetType: string | undefined,
  path: Fault['path'],
): Fault | undefined {
  if (type === undefined || targetType === undefined || type === targetType) return undefined;
  return valueFault(
    'ECS054',
    `${quote(reference)} has type ${targetType}, but this field has type ${type}; use the same type for both`,
    path,
  );
}

function canonicalType(field: RawField): string | undefined {
  const parsed = field.type === undefined ? undefined : parseTypeName(field.type);
  return parsed && formatTypeName(parsed);
}

/** Reports unknown parents, and each cycle of parents once. */
export function checkParents(list: readonly RawTable[], tables: TablesByName, report: (fault: Fault) => void): void {
  const checked = new Set<string>();
  for (const table of list) {
    const { parentTable } = table;
    if (parentTable !== undefined && !tables.has(parentTable)) {
      const others = [...tables.keys()].filter((name) => name !== table.name);
      const { suggestion, help } = alternatives(parentTable, others);
      const message = `unknown table ${quote(parentTable)}${suggestion}`;
      report(valueFault('ECS057', message, [...table.path, 'parent_table'], help));
    }
    const walked = new Set<string>();
    let current: RawTable | undefined = table;
    while (current !== undefined && !checked.has(current.name)) {
      checked.add(current.name);
      walked.add(current.name);
      current = current.parentTable === undefined ? undefined : tables.get(current.parentTable);
    }
    if (current !== undefined && walked.has(current.name)) {
      const order = [...walked];
      const circle = [...order.slice(order.indexOf(current.name)), current.name].map(quote).join(' -> ');
      const message = `a table cannot be its own parent: ${circle}`;
      report(valueFault('ECS058', message, [...current.path, 'parent_table'], 'remove one parent_table of the cycle'));
    }
  }
}

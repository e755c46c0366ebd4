/** What `ecsdb info` says about a table: its rows, its indexes, and what its rows must fulfil. */

import { boundedFields, type SchemaDescriptor } from '@ecsdb/runtime/schema';
import { indexStatsOf, type Store, type Table } from '@ecsdb/runtime/storage';
import { formatBytes, formatCount } from '../terminal/index.js';

export type TableFacts = ReturnType<typeof tableFacts>;

/** The figures of indexes are those that a database has when it opens the directory, as in `stats()`. */
export function tableFacts(schema: SchemaDescriptor, { memory }: Store, table: Table) {
  const { name, id, stride, published, component, indexes } = table;
  const { fields, parentTable } = component.descriptor;
  const stats = indexStatsOf(table, memory.sideCount);
  return {
    name,
    id,
    rows: published.count,
    rowBytes: stride,
    parent: parentTable ?? null,
    indexes: indexes.map(({ descriptor }, position) => ({
      name: descriptor.name,
      fields: descriptor.fields,
      primary: descriptor.primary === true,
      unique: descriptor.unique === true,
      entries: stats[position]?.entries ?? 0,
      bytesUsed: stats[position]?.bytesUsed ?? 0,
      depth: stats[position]?.depth ?? 0,
    })),
    references: fields.flatMap(({ name, foreignKey }) =>
      foreignKey === undefined
        ? []
        : [
            {
              field: name,
              table: foreignKey.table,
              targetField: foreignKey.field ?? null,
              onDelete: foreignKey.onDelete,
            },
          ],
    ),
    bounds: boundedFields(schema.customTypes, fields).map(({ path, field: { min, max } }) => ({
      field: path,
      min: boundOf(min),
      max: boundOf(max),
    })),
  };
}

/** Rows of a table of names and values. */
export function tableText({ name, rows, parent, indexes, references, bounds }: TableFacts): [string, string][] {
  return [
    [`  ${name}`, formatCount(rows, 'row')],
    ...indexes.map((index): [string, string] => [`    index ${index.name}`, indexText(index)]),
    ...references.map(({ field, table, targetField, onDelete }): [string, string] => [
      `    foreign key ${field}`,
      `refers to ${targetField === null ? table : `${table}.${targetField}`}, on delete ${onDelete.replace('_', ' ')}`,
    ]),
    ...bounds.map((one): [string, string] => [`    bounds ${one.field}`, boundsText(one)]),
    ...(parent === null ? [] : [['    parent', parent] satisfies [string, string]]),
  ];
}

function indexText({ fields, primary, unique, entries, bytesUsed, depth }: TableFacts['indexes'][number]): string {
  const kind = primary ? ', primary key' : unique ? ', unique' : '';
  const size = `${formatCount(entries, 'entry', 'entries')}, ${formatBytes(bytesUsed)}, depth ${depth}`;
  return `over ${fields.join(', ')}${kind}; ${size}`;
}

function boundsText({ min, max }: TableFacts['bounds'][number]): string {
  if (min === null) return `at most ${max}`;
  return max === null ? `at least ${min}` : `from ${min} to ${max}`;
}

/** A JSON number has neither 64 bits nor infinities; as text, like the values of a dump. */
function boundOf(bound: number | bigint | undefined): number | string | null {
  if (bound === undefined) return null;
  return typeof bound === 'number' && Number.isFinite(bound) ? bound : String(bound);
}

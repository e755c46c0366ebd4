/** The edits that rename a definition in a schema text, with every reference to it. Comments and formatting stay. */

import type { DocumentPath } from '../diagnostics/index.js';
import { isTomlTable, type RawDocument, type ResolvedSchema, type Type } from '../schema/index.js';
import type { Edit } from './edits.js';
import { SchemaText } from './schema-text.js';
import type { Target } from './target.js';
import { editWas } from './was-edits.js';

/** A schema without errors, as text and at the stages of the compiler that know what refers to what. */
export interface SchemaStages {
  /** Without a byte order mark. */
  readonly text: string;
  /** The parsed text. */
  readonly values: unknown;
  readonly document: RawDocument;
  readonly resolved: ResolvedSchema;
}

/** `was` is the name to which the definition is matched in stored data, if that needs to be said. */
export function renameInSchema(stages: SchemaStages, target: Target, name: string, was: string | undefined): Edit[] {
  const schema = new SchemaText(stages.text);
  const context = { ...stages, schema };
  return [...renameDefinition(schema, target, name, was), ...renameReferences(context, target, name)];
}

interface Context extends SchemaStages {
  readonly schema: SchemaText;
}

function renameDefinition(schema: SchemaText, target: Target, name: string, was: string | undefined): Edit[] {
  const { path, kind } = target;
  const wasEdits = (): Edit[] => editWas(schema, path, { was, before: target.was, name });
  switch (kind) {
    case 'query':
      return schema.renameKey(path, name);
    case 'table':
    case 'custom type':
    case 'enum':
      return [...schema.renameKey(path, name), ...wasEdits()];
    case 'field':
    case 'field of a custom type':
      return [...schema.setString([...path, 'name'], name), ...wasEdits()];
    case 'variant':
      return renameVariant(schema, target, name, was, wasEdits);
  }
}

/** A variant is a string or an inline table in a list, or a key whose value is a number or a table. */
function renameVariant(
  schema: SchemaText,
  { path }: Target,
  name: string,
  was: string | undefined,
  wasEdits: () => Edit[],
): Edit[] {
  const value = schema.valueAt(path);
  const isTable = value === undefined || schema.text.startsWith('{', value.start);
  if (typeof path.at(-1) === 'number') {
    if (isTable) return [...schema.setString([...path, 'name'], name), ...wasEdits()];
    if (was === undefined) return schema.setString(path, name);
    return [{ ...value, text: `{ name = "${name}", was = "${was}" }` }];
  }
  const key = schema.renameKey(path, name);
  if (isTable) return [...key, ...wasEdits()];
  if (was === undefined) return key;
  return [...key, { ...value, text: `{ value = ${schema.sliceOf(value)}, was = "${was}" }` }];
}

function renameReferences(context: Context, target: Target, name: string): Edit[] {
  switch (target.kind) {
    case 'query':
      return [];
    case 'table':
      return [...tableReferences(context, target.name, name), ...migrationEntries(context, target.name, name)];
    case 'custom type':
    case 'enum':
      return [...typeReferences(context, target.name, name), ...migrationEntries(context, target.name, name)];
    case 'field':
      return fieldReferences(context, target.owner, target.name, name);
    case 'field of a custom type':
      return [...indexPaths(context, target, name), ...defaults(context, target, name)];
    case 'variant':
      return defaults(context, target, name);
  }
}

function tableReferences({ schema, document }: Context, from: string, to: string): Edit[] {
  const inLists = document.queries.flatMap(({ lists, any }) => [
    ...Object.values(lists).flat(),
    ...any.flatMap(({ tables }) => tables),
  ]);
  return [
    ...document.tables.flatMap(({ path, parentTable, fields }) => [
      ...(parentTable === from ? schema.setString([...path, 'parent_table'], to) : []),
      ...fields.flatMap((field) => {
        const [table, ...rest] = field.foreignKey?.split('.') ?? [];
        return table === from ? schema.setString([...field.path, 'foreign_key'], [to, ...rest].join('.')) : [];
      }),
    ]),
    ...inLists.flatMap((one) => (one.name === from ? schema.setString(one.path, to) : [])),
  ];
}

/** Entries of other versions are a record of the past, with the names of then. */
function migrationEntries({ schema, document }: Context, from: string, to: string): Edit[] {
  const current = document.migrations.filter(({ version }) => version === document.version);
  return current.flatMap(({ names }) =>
    names.flatMap((one) => (one.name === from ? schema.setString(one.path, to) : [])),
  );
}

function typeReferences({ schema, document }: Context, from: string, to: string): Edit[] {
  const fields = [...document.tables, ...document.customTypes].flatMap((struct) => struct.fields);
  return fields.flatMap(({ path, type = '' }) => {
    const renamed = type.replace(/[A-Za-z_]\w*/g, (word) => (word === from ? to : word));
    return renamed === type ? [] : schema.setString([...path, 'type'], renamed);
  });
}

function fieldReferences(context: Context, table: string, from: string, to: string): Edit[] {
  const { schema, document } = context;
  return [
    ...indexPaths(context, { kind: 'field', owner: table, name: from }, to),
    ...document.tables.flatMap(({ fields }) =>
      fields.flatMap(({ path, foreignKey }) =>
        foreignKey === `${table}.${from}` ? schema.setString([...path, 'foreign_key'], `${table}.${to}`) : [],
      ),
    ),
  ];
}

/** A field, or a variant, by the names that it and its owner have. */
type Member = Pick<Extract<Target, { readonly owner: string }>, 'kind' | 'owner' | 'name'>;

/** The members of indexes: `gold`, and paths through custom types such as `position.x`. */
function indexPaths({ schema, document, resolved }: Context, target: Member, to: string): Edit[] {
  return document.tables.flatMap((table) => {
    const fields = resolved.tables.find(({ name }) => name === table.name)?.fields ?? [];
    return table.indexes.flatMap((index) =>
      index.fields.flatMap(({ name: path, path: at }) => {
        const renamed = renamedPath(path.split('.'), { kind: 'field', owner: table.name, fields }, target, to).join(
          '.',
        );
        return renamed === path ? [] : schema.setString(at, renamed);
      }),
    );
  });
}

interface Struct {
  readonly kind: Member['kind'];
  readonly owner: string;
  readonly fields: ResolvedSchema['tables'][number]['fields'];
}

function renamedPath([first, ...rest]: readonly string[], struct: Struct, target: Member, to: string): string[] {
  if (first === undefined) return [];
  const isTarget = struct.kind === target.kind && struct.owner === target.owner && first === target.name;
  const type = struct.fields.find(({ name }) => name === first)?.type;
  const inner = type?.kind === 'custom' ? type.definition : { name: '', fields: [] };
  const next: Struct = { kind: 'field of a custom type', owner: inner.name, fields: inner.fields };
  return [isTarget ? to : first, ...renamedPath(rest, next, target, to)];
}

/** Defaults name variants, and fields of custom types as keys. */
function defaults({ schema, values, resolved }: Context, target: Member, to: string): Edit[] {
  const fields = [...resolved.tables, ...resolved.customTypes].flatMap((struct) => struct.fields);
  return fields.flatMap(({ path, type }) => {
    const at = [...path, 'default'];
    return inDefault(valueAt(values, at), type, at);
  });

  function inDefault(value: unknown, type: Type, at: DocumentPath): Edit[] {
    switch (type.kind) {
      case 'enum': {
        const isTarget = target.kind === 'variant' && target.owner === type.definition.name && value === target.name;
        return isTarget ? schema.setString(at, to) : [];
      }
      case 'array':
        // One value stands for all elements.
        if (!Array.isArray(value)) return inDefault(value, type.element, at);
        return value.flatMap((item: unknown, index) => inDefault(item, type.element, [...at, index]));
      case 'custom': {
        if (!isTomlTable(value)) return [];
        const { name, fields: inner } = type.definition;
        const isOwner = target.kind === 'field of a custom type' && target.owner === name;
        return inner.flatMap((field) => {
          const key = [...at, field.name];
          const own = isOwner && field.name === target.name ? schema.renameKey(key, to) : [];
          return [...own, ...inDefault(value[field.name], field.type, key)];
        });
      }
      default:
        return [];
    }
  }
}

function valueAt(values: unknown, path: DocumentPath): unknown {
  let value = values;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else value = isTomlTable(value) ? value[key] : undefined;
  }
  return value;
}

/** Writes, changes and removes `was` in a schema text, in the form that the text uses for the definition. */

import type { DocumentPath, Span } from '../diagnostics/index.js';
import type { Edit } from './edits.js';
import type { SchemaText } from './schema-text.js';

/**
 * The edits after which the definition at `path` has this `was`, or none. `name` is the key that a table or a type has
 * after the rename; `before` is the `was` that the text has.
 */
export function editWas(
  schema: SchemaText,
  path: DocumentPath,
  {
    was,
    before,
    name,
  }: { readonly was: string | undefined; readonly before: string | undefined; readonly name: string },
): Edit[] {
  if (was === before) return [];
  if (was === undefined) return removeMember(schema, [...path, 'was']);
  if (before !== undefined) return schema.setString([...path, 'was'], was);
  const member = `was = "${was}"`;
  const value = schema.valueAt(path);
  if (value === undefined) return insertIntoSection(schema, path, member, name);
  if (schema.text.startsWith('{', value.start)) return insertIntoInlineTable(schema, path, value, member);
  // An element of an array of tables, whose value is the header.
  const after = schema.valueAt([...path, 'name'])?.end ?? value.end;
  const line = schema.text.slice(schema.lineStart(after), after);
  return [insertAt(schema.lineEnd(after), `${schema.lineBreak}${/^\s*/.exec(line)?.[0] ?? ''}${member}`)];
}

function insertAt(offset: number, text: string): Edit {
  return { start: offset, end: offset, text };
}

function insertIntoInlineTable(schema: SchemaText, path: DocumentPath, value: Span, member: string): Edit[] {
  const ends = [...(schema.place(path)?.children?.keys() ?? [])].map((key) => lastOffset(schema, [...path, key]));
  if (ends.length === 0) return [{ ...value, text: `{ ${member} }` }];
  return [insertAt(Math.max(...ends), `, ${member}`)];
}

/** The end of a member of an inline table, which may be several dotted keys. */
function lastOffset(schema: SchemaText, path: DocumentPath): number {
  const value = schema.valueAt(path);
  if (value !== undefined) return value.end;
  return Math.max(
    ...[...(schema.place(path)?.children?.keys() ?? [])].map((key) => lastOffset(schema, [...path, key])),
  );
}

/** A table or type that has a header, only headers of what is inside it, or dotted keys. */
function insertIntoSection(schema: SchemaText, path: DocumentPath, member: string, name: string): Edit[] {
  const { text, lineBreak } = schema;
  const mentions = schema.keysAt(path);
  const own = mentions.find(({ start, end }) => {
    const before = text.slice(schema.lineStart(start), start);
    return /^\s*\[[^[]*$/.test(before) && /^[ \t]*\]/.test(text.slice(end, schema.lineEnd(end)));
  });
  if (own !== undefined) return [insertAt(schema.lineEnd(own.end), `${lineBreak}${member}`)];
  const [first] = mentions;
  if (first === undefined) return [];
  const lineStart = schema.lineStart(first.start);
  const before = text.slice(lineStart, first.start);
  const isHeader = before.trimStart().startsWith('[');
  const head = isHeader
    ? `${before.replace('[[', '[')}${name}]${lineBreak}${member}${lineBreak}`
    : `${before}${name}.${member}`;
  return [insertAt(lineStart, `${head}${lineBreak}`)];
}

/** Removes a key with its value: with its comma in an inline table, with its line elsewhere. */
function removeMember(schema: SchemaText, path: DocumentPath): Edit[] {
  const [key] = schema.keysAt(path);
  const value = schema.valueAt(path);
  if (key === undefined || value === undefined) return [];
  const { text } = schema;
  const [lineStart, lineEnd] = [schema.lineStart(key.start), schema.lineEnd(value.end)];
  const isAlone =
    /^[\w."' \t-]*$/.test(text.slice(lineStart, key.start)) && /^\s*(#|$)/.test(text.slice(value.end, lineEnd));
  if (isAlone) {
    const lineBreak = /^\r?\n/.exec(text.slice(lineEnd))?.[0] ?? '';
    return [{ start: lineStart, end: lineEnd + lineBreak.length, text: '' }];
  }
  const before = /,\s*$/.exec(text.slice(0, key.start))?.[0];
  if (before !== undefined) return [{ start: key.start - before.length, end: value.end, text: '' }];
  const after = /^\s*,\s*/.exec(text.slice(value.end))?.[0] ?? '';
  return [{ start: key.start, end: value.end + after.length, text: '' }];
}

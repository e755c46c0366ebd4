/** What a golden directory must contain when it is opened, as JSON beside it. */

import type { Database, Entity } from '@ecsdb/runtime';
import type { Plain } from './values.js';

export interface Expected {
  /** The stored schema, in canonical JSON. */
  readonly schema: string;
  readonly version: number;
  readonly wasClosed: boolean;
  /** The name of the snapshot that is loaded. */
  readonly snapshot: string | null;
  readonly dropped: {
    readonly case: string;
    readonly file: string;
    readonly offset: number;
    readonly bytes: number;
  } | null;
  readonly alive: readonly Entity[];
  /** Ids that were issued and must never be issued again. */
  readonly ended: readonly Entity[];
  readonly tables: { readonly [name: string]: readonly (readonly [Entity, Plain])[] };
}

/** Reads everything; `ids` are all ids that were ever issued. */
export function describe(db: Database, schema: string, ids: readonly Entity[]): Expected {
  const { recovery } = db;
  const { dropped = null } = recovery ?? {};
  const tables = db.schema.components.map(({ TABLE_NAME: name }): [string, [Entity, Plain][]] => {
    const rows: [Entity, Plain][] = [];
    // Rows of dynamic components are plain data.
    db.query(db.component(name)).forEach((row, id) => void rows.push([id, row.toObject() as Plain]));
    return [name, rows.sort(([a], [b]) => a - b)];
  });
  return {
    schema,
    version: db.version,
    wasClosed: recovery?.wasClosed ?? false,
    snapshot: recovery?.snapshot?.file ?? null,
    dropped: dropped && { case: dropped.case, file: dropped.file, offset: dropped.offset, bytes: dropped.bytes },
    alive: ids.filter((id) => db.isAlive(id)),
    ended: ids.filter((id) => !db.isAlive(id)),
    tables: Object.fromEntries(tables),
  };
}

/** A line for each row; values that JSON lacks are written as text. */
export function toText(expected: Expected): string {
  const tables = Object.entries(expected.tables).map(
    ([name, rows]) =>
      `"${name}": [${rows.map((row) => `\n    ${spelled(row)}`).join(',')}${rows.length > 0 ? '\n  ' : ''}]`,
  );
  const rest = Object.entries(expected)
    .filter(([key]) => key !== 'tables')
    .map(([key, value]) => `  "${key}": ${spelled(value)},\n`);
  return `{\n${rest.join('')}  "tables": {\n  ${tables.join(',\n  ')}\n  }\n}\n`;
}

function spelled(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => {
    if (typeof one === 'bigint') return `${one}n`;
    if (typeof one === 'number' && !Number.isFinite(one)) return String(one);
    return Object.is(one, -0) ? '-0' : one;
  });
}

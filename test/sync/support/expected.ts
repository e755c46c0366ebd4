/** What a client must hold: computed from the contents of the server, without any code of sync. */

import type { AnyComponent, Database, Entity, Reader } from '@ecsdb/runtime';

/** Rows by table, then by entity. */
export type Held = Map<string, Map<Entity, string>>;

/** A view as a test describes it: the tables, and the channels of an entity that are held. */
export interface HeldView {
  readonly tables: readonly string[];
  /** Whether a client that holds these channels gets an entity with this row of the table that sorts the view. */
  readonly sorting: { readonly table: string; readonly holds: (row: Row) => boolean } | undefined;
}

type Row = { readonly [field: string]: unknown };

export function contentsOf(db: Database, components: readonly AnyComponent[]): Held {
  return new Map(components.map((component) => [component.TABLE_NAME, rowsOf(db, component)]));
}

function rowsOf(reader: Reader, component: AnyComponent): Map<Entity, string> {
  const rows = new Map<Entity, string>();
  reader.query(component).forEach((row, entity) => {
    rows.set(entity, textOf(row.toObject()));
  });
  return new Map([...rows].sort(([a], [b]) => a - b));
}

function textOf(row: object): string {
  return JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

export function heldOf(contents: Held, views: readonly HeldView[]): Held {
  const held: Held = new Map([...contents.keys()].map((table) => [table, new Map()]));
  for (const { tables, sorting } of views) {
    const members = new Set<Entity>();
    if (sorting === undefined) {
      for (const table of tables) for (const entity of contents.get(table)?.keys() ?? []) members.add(entity);
    } else {
      for (const [entity, row] of contents.get(sorting.table) ?? [])
        if (sorting.holds(JSON.parse(row))) members.add(entity);
    }
    for (const table of tables) {
      for (const [entity, row] of contents.get(table) ?? []) if (members.has(entity)) held.get(table)?.set(entity, row);
    }
  }
  return new Map([...held].map(([table, rows]) => [table, new Map([...rows].sort(([a], [b]) => a - b))]));
}

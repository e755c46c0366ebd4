/** What a client must hold: computed from the contents of the server, without any code of sync. */

import type { Database, Entity } from '@ecsdb/runtime';
import { type HeldView, isHeld, TABLES, type TableName, VIEWS } from './schema.js';

/** Rows as texts, by table and entity. */
export type Contents = ReadonlyMap<TableName, ReadonlyMap<Entity, string>>;

export function contentsOf(db: Database): Contents {
  return new Map(
    TABLES.map((table) => {
      const rows: [Entity, string][] = [];
      db.query(db.component(table)).forEach((row, entity) => {
        rows.push([entity, JSON.stringify(row.toObject())]);
      });
      return [table, new Map(rows)];
    }),
  );
}

export function heldOf(contents: Contents, views: readonly HeldView[]): Contents {
  const held = new Map(TABLES.map((table) => [table, new Map<Entity, string>()]));
  for (const view of views) {
    const { tables, sorting } = VIEWS[view.name];
    const members = new Set<Entity>();
    for (const table of sorting === undefined ? tables : [sorting]) {
      for (const [entity, row] of contents.get(table) ?? []) if (isHeld(view, JSON.parse(row))) members.add(entity);
    }
    for (const table of tables) {
      for (const [entity, row] of contents.get(table) ?? []) if (members.has(entity)) held.get(table)?.set(entity, row);
    }
  }
  return held;
}

export function isSame(a: Contents, b: Contents): boolean {
  return TABLES.every((table) => {
    const [some, others] = [a.get(table), b.get(table)];
    if (some?.size !== others?.size) return false;
    for (const [entity, row] of some ?? []) if (others?.get(entity) !== row) return false;
    return true;
  });
}

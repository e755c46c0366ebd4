/** The contents of a database or a transaction as plain data, read through the public interface. */

import type { AnyComponent, Entity, Reader } from '@ecsdb/runtime';

export interface Contents {
  readonly alive: readonly Entity[];
  readonly count: number;
  readonly tables: { readonly [name: string]: TableContents };
}

interface TableContents {
  readonly count: number;
  /** The row of each entity in ascending order of ids, as read by a loop and by `tryGet`. */
  readonly rows: readonly (readonly [entity: Entity, looped: object, got: object | undefined])[];
}

export function contentsOf(source: Reader, components: readonly AnyComponent[], everSeen: Iterable<Entity>): Contents {
  const tables: { [name: string]: TableContents } = {};
  for (const component of components) {
    const rows: [Entity, object, object | undefined][] = [];
    source.query(component).forEach((row, entity) => {
      rows.push([entity, row.toObject(), source.tryGet(entity, component)]);
    });
    tables[component.TABLE_NAME] = { count: source.count(component), rows: rows.sort(([a], [b]) => a - b) };
  }
  const alive = [...everSeen].filter((entity) => source.isAlive(entity)).sort((a, b) => a - b);
  return { alive, count: source.count(), tables };
}

/** Everything that a database or a transaction shows, as plain data, through its public interface. */

import type { AnyComponent, Entity, Reader } from '@ecsdb/runtime';

export interface Snapshot {
  readonly alive: readonly Entity[];
  readonly count: number;
  readonly tables: { readonly [name: string]: TableSnapshot };
}

interface TableSnapshot {
  readonly count: number;
  /** Row of each entity in ascending order of ids: as a loop shows it, as `get` shows it. */
  readonly rows: readonly (readonly [entity: Entity, looped: object, got: object | undefined])[];
}

export function snapshotOf(source: Reader, components: readonly AnyComponent[], everSeen: Iterable<Entity>): Snapshot {
  const tables: { [name: string]: TableSnapshot } = {};
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

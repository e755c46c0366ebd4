/** What is known about one entity, for tools that show it. */

import { type AnyComponent, type DataOf, Inspectable, type Stored } from '../component/index.js';
import { type Entity, INDEX_LIMIT, requireAlive } from '../entity/index.js';
import { rowOf, type TableReader } from '../table/index.js';
import { archetypeOf } from './archetype.js';
import type { Reader } from './reader.js';

/** A copy of a row whose component is not known to the compiler. */
export interface RowData {
  readonly [field: string]: unknown;
}

/**
 * Shows one entity. Nothing is copied when it is created: each access reads what the database, transaction or pinned
 * version shows then. After the entity was destroyed, an access throws `ENTITY_NOT_FOUND`; only `entity`, `index` and
 * `generation` stay readable.
 *
 * `for..of` yields each component of the entity with a copy of its row. `console.log` and `JSON.stringify` show all of
 * it.
 */
export class EntityRecord extends Inspectable implements Iterable<readonly [component: AnyComponent, data: RowData]> {
  readonly entity: Entity;
  /** The lower 32 bits of the id. Living entities have different indexes. */
  readonly index: number;
  /** How many entities had this index before. */
  readonly generation: number;
  readonly #reader: Reader;

  /** @internal Use `entity` of a database, transaction or pinned version. */
  constructor(reader: Reader, entity: Entity) {
    super();
    this.entity = entity;
    this.index = entity >>> 0;
    this.generation = Math.floor(entity / INDEX_LIMIT);
    this.#reader = reader;
  }

  /**
   * A hash of the set of the entity's components: 64 bits as 16 hexadecimal digits. It is the same in each process that
   * uses the schema: FNV-1a over the ids of the tables, in ascending order, each as 4 bytes, the lowest first.
   */
  get archetype(): string {
    return archetypeOf(this.#tables().map(({ id }) => id));
  }

  /** The components of which the entity has a row, in the order of the schema. */
  get components(): readonly AnyComponent[] {
    return this.#tables().map(({ component }) => component);
  }

  /**
   * Returns a copy of the entity's row.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND` or `COMPONENT_NOT_FOUND`
   */
  get<C extends AnyComponent>(component: C): Stored<DataOf<C>> {
    return this.#reader.get(this.entity, component);
  }

  /** Returns a copy of the entity's row, or `undefined` if there is none. */
  tryGet<C extends AnyComponent>(component: C): Stored<DataOf<C>> | undefined {
    return this.#reader.tryGet(this.entity, component);
  }

  /** Copies each row when the loop reaches it. Rows that are deleted before that are left out. */
  *[Symbol.iterator](): IterableIterator<readonly [component: AnyComponent, data: RowData]> {
    for (const component of this.components) {
      // Copies of rows are plain objects with a property for each field.
      const data = this.tryGet(component) as RowData | undefined;
      if (data !== undefined) yield [component, data];
    }
  }

  override $plain(): unknown {
    const { entity, index, generation } = this;
    return this.#reader.$hold(() => ({
      entity,
      index,
      generation,
      archetype: this.archetype,
      components: Object.fromEntries(Array.from(this, ([{ TABLE_NAME }, data]) => [TABLE_NAME, data])),
    }));
  }

  #tables(): TableReader[] {
    return this.#reader.$hold((side) => {
      const index = requireAlive(side.entities, this.entity, 'entity');
      return side.store.tables.filter(
        (table) => side.canHaveRow(table, index) && rowOf(side.prepare(table), index) >= 0,
      );
    });
  }
}

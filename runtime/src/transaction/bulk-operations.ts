/** Operations on many entities: what `createMany`, `insertMany`, `deleteMany` and `destroyMany` do. */

import type { AnyComponent } from '../component/index.js';
import { type Entity, type EntityList, entityNotFound, findDead } from '../entity/index.js';
import { componentNotFound } from '../read/index.js';
import type { Store, Table } from '../table/index.js';
import { readFoundEntities, refusedAt } from './entity-list.js';
import { checkFilled } from './filled-bounds.js';
import { requireComponents, requireCount, requireRowsOf } from './many-arguments.js';
import { componentExists, FILLING_ROWS, OPEN, READING_DATA } from './refusals.js';
import { type Fill, fillRows, type NewRows, writeBlank, writeEach, writeSame } from './row-filler.js';

/**
 * All rows are added first, then their records are written. If code of the caller throws meanwhile, the rows are
 * removed again. Until the operation ends the transaction accepts reads only, so they are still the last rows of their
 * tables.
 */
export class BulkOperations {
  readonly #store: Store;
  readonly #setState: (state: number) => void;

  constructor(store: Store, setState: (state: number) => void) {
    this.#store = store;
    this.#setState = setState;
  }

  create(count: number, components: readonly AnyComponent[], rows: unknown): Entity[] {
    const store = this.#store;
    requireCount(count);
    const tables = this.#tables(components);
    const isFunction = typeof rows === 'function';
    const list = isFunction || rows === undefined ? undefined : requireRowsOf(components, rows);
    if (count === 0) return [];
    const { bulk, entities } = store;
    entities.join();
    const { next } = entities.working;
    const created = bulk.lists.list(count);
    bulk.create(created, tables);
    try {
      const parts = tables.map((table, k): NewRows => {
        return { table, component: components[k] as AnyComponent, first: table.working.count - count, count };
      });
      for (const part of parts) writeBlank(store, part);
      if (isFunction) this.#fill(parts, created, rows as Fill, 'createMany');
      else {
        this.#whileReading(() => {
          for (const [k, part] of parts.entries()) writeSame(store, part, list?.[k], 'createMany');
        });
      }
      noteAll(parts);
    } catch (error) {
      bulk.uncreate(created, tables, next);
      throw error;
    }
    const ids = new Array<Entity>(count);
    // The registry made the ids.
    for (let i = 0; i < count; i++) ids[i] = created.ids[i] as Entity;
    return ids;
  }

  insert(given: unknown, component: AnyComponent, data: unknown): void {
    const store = this.#store;
    const table = store.tableOf(component, 'insertMany');
    const entities = this.#livingEntities(given, 'insertMany');
    table.join();
    if (entities.length === 0) return;
    const refused = store.bulk.append(table, entities);
    if (refused >= 0) {
      throw refusedAt(entities, refused, 'insertMany', (entity) => componentExists(table, entity));
    }
    const count = entities.length;
    const part: NewRows = { table, component, first: table.working.count - count, count };
    try {
      writeBlank(store, part);
      if (typeof data === 'function') this.#fill([part], entities, data as Fill, 'insertMany');
      else {
        this.#whileReading(() => {
          if (Array.isArray(data)) writeEach(store, part, data, 'insertMany');
          else writeSame(store, part, data, 'insertMany');
        });
      }
      table.noteMany();
    } catch (error) {
      store.bulk.unappend(table, entities);
      throw error;
    }
  }

  delete(given: unknown, component: AnyComponent): number {
    const store = this.#store;
    const table = store.tableOf(component, 'deleteMany');
    const entities = this.#livingEntities(given, 'deleteMany');
    table.join();
    const refused = store.bulk.remove(table, entities);
    if (refused >= 0) {
      throw refusedAt(entities, refused, 'deleteMany', (entity) => componentNotFound(table, entity));
    }
    return entities.length;
  }

  destroy(given: unknown): number {
    const entities = this.#entities(given, 'destroyMany');
    const refused = this.#store.bulk.destroy(entities);
    if (refused >= 0) {
      throw refusedAt(entities, refused, 'destroyMany', (entity) => entityNotFound(entity, 'destroyMany'));
    }
    return entities.length;
  }

  #livingEntities(given: unknown, call: string): EntityList {
    const entities = this.#entities(given, call);
    const dead = findDead(this.#store.entities, entities);
    if (dead >= 0) throw entityNotFound(entities.ids[dead], call);
    return entities;
  }

  #entities(given: unknown, call: string): EntityList {
    return this.#whileReading(() => readFoundEntities(this.#store, given, call));
  }

  #tables(components: readonly AnyComponent[]): readonly Table[] {
    requireComponents(components);
    return components.map((component) => this.#store.tableOf(component, 'createMany'));
  }

  #fill(parts: readonly NewRows[], entities: EntityList, fill: Fill, call: string): void {
    this.#setState(FILLING_ROWS);
    try {
      fillRows(this.#store, parts, entities, fill, call);
      for (const part of parts) checkFilled(this.#store, part);
    } finally {
      this.#setState(OPEN);
    }
  }

  #whileReading<Result>(read: () => Result): Result {
    this.#setState(READING_DATA);
    try {
      return read();
    } finally {
      this.#setState(OPEN);
    }
  }
}

/** Code of the caller, which ran while rows were written, may have looked something up. */
function noteAll(parts: readonly NewRows[]): void {
  for (const { table } of parts) table.noteMany();
}

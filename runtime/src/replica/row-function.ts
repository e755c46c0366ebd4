/** A function of one row, which must depend on nothing else. */

import type { AnyComponent } from '../component/index.js';
import type { Database } from '../database/index.js';
import type { Entity } from '../entity/index.js';
import type { EcsDbError } from '../errors.js';

/** Calls a function of an application with rows of one table. The function can neither read nor write the database. */
export class RowFunction<Result> {
  readonly #db: Database;
  readonly #component: AnyComponent;
  readonly #refuseOthers: (row: never) => Result;

  /** If the function uses the database, that use throws `reason`. */
  constructor(db: Database, component: AnyComponent, run: (row: never) => Result, reason: EcsDbError) {
    this.#db = db;
    this.#component = component;
    const { groups } = db.$commits;
    this.#refuseOthers = (row) => groups.refuseDuring(reason, run, row);
  }

  /** The result for the published row of an entity, which must have one. */
  call(entity: Entity): Result {
    // `read` passes a row of the component, as the function expects it.
    return this.#db.read(entity, this.#component, this.#refuseOthers as (row: unknown) => Result);
  }
}

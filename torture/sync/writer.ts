/** Random transactions in the replicated world. */

import type { Database, Entity, Transaction } from '@ecsdb/runtime';
import type { Random } from '../framework/random.js';
import { TABLES, type TableName, TEAMS } from './schema.js';

const ENTITIES_MAX = 60;

export class Writer {
  readonly #random: Random;
  /** Some may be destroyed. */
  #entities: Entity[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  commit(db: Database): void {
    db.writeSync((tx) => {
      for (let left = 1 + this.#random.below(6); left > 0; left--) this.#change(tx, db);
    });
  }

  #change(tx: Transaction, db: Database): void {
    const random = this.#random;
    const alive = this.#entities.filter((entity) => tx.isAlive(entity));
    this.#entities = alive;
    if (alive.length === 0 || (alive.length < ENTITIES_MAX && random.oneIn(4))) {
      this.#entities.push(tx.create());
      return;
    }
    const entity = random.pick(alive);
    const table = random.pick(TABLES);
    const component = db.component(table);
    if (random.oneIn(12)) tx.destroy(entity);
    else if (!tx.has(entity, component)) tx.insert(entity, component, this.#row(table));
    else if (random.oneIn(5)) tx.delete(entity, component);
    else if (random.oneIn(4)) tx.put(entity, component, this.#row(table));
    else if (table === 'unit') tx.update(entity, component, { x: random.below(100) });
    else tx.update(entity, component, this.#row(table));
  }

  #row(table: TableName): { readonly [field: string]: number | string | null } {
    const random = this.#random;
    const x = random.below(1000);
    if (table === 'unit') return { team: random.below(TEAMS), x, y: -x };
    if (table === 'label') return { size: x, text: random.oneIn(4) ? null : `n${x}` };
    return table === 'hidden' ? { secret: x } : {};
  }
}

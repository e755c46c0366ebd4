/** Random transactions: on rows with secrets, and on the rows of users. */

import type { Database, DynamicComponent, Entity, Transaction } from '@ecsdb/runtime';
import type { Context } from '../../framework/scenario.js';
import { LEVELS, TABLES, type TableName, TEAMS } from './schema.js';
import type { Secrets } from './secrets.js';

const KINDS = ['create', 'create', 'put', 'put', 'put', 'put', 'move', 'delete', 'destroy', 'user', 'ban'] as const;
const CHANGES_MAX = 10;
const FIRST_UNITS = 12;

export class Writer {
  readonly #context: Context;
  readonly #db: Database;
  readonly #secrets: Secrets;
  readonly #users: () => readonly Entity[];
  /** Some may be destroyed. */
  readonly #entities: Entity[] = [];

  constructor(context: Context, db: Database, secrets: Secrets, users: () => readonly Entity[]) {
    this.#context = context;
    this.#db = db;
    this.#secrets = secrets;
    this.#users = users;
  }

  /** The entity with an index, if it is alive. */
  entityAt(index: number): Entity | undefined {
    return this.#entities.find((known) => known >>> 0 === index && this.#db.isAlive(known));
  }

  /** Units of all teams and zones, with notes and plans. */
  fill(): void {
    this.#db.writeSync((tx) => {
      for (let i = 0; i < FIRST_UNITS; i++) {
        const entity = tx.create();
        this.#entities.push(entity);
        this.#put(tx, entity, 'unit', { team: i % TEAMS, zone: i % LEVELS });
        this.#put(tx, entity, i % 2 === 0 ? 'note' : 'plan', { team: 0, zone: 0 });
      }
    });
  }

  /** Several transactions may become visible together. */
  async commit(): Promise<void> {
    const { random } = this.#context;
    const write = (tx: Transaction): void => {
      for (let left = random.below(CHANGES_MAX + 1); left > 0; left--) this.#change(tx);
    };
    if (random.oneIn(2)) this.#db.writeSync(write);
    else await Promise.all(Array.from({ length: 1 + random.below(3) }, () => this.#db.write(write)));
    this.#context.count('commits');
  }

  #change(tx: Transaction): void {
    const { random } = this.#context;
    const kind = random.pick(KINDS);
    if (kind === 'create') {
      this.#entities.push(tx.create());
      return;
    }
    if (kind === 'user' || kind === 'ban') {
      this.#changeUser(tx, kind);
      return;
    }
    const entity = random.pick(this.#entities);
    if (!tx.isAlive(entity)) return;
    const table = random.pick(TABLES);
    const has = tx.has(entity, this.#component(table));
    const [team, zone] = [random.below(TEAMS), random.below(LEVELS)];
    if (kind === 'destroy') tx.destroy(entity);
    else if (kind === 'put') this.#put(tx, entity, table, { team, zone });
    else if (kind === 'delete' && has) tx.delete(entity, this.#component(table));
    else if (kind === 'move' && has && table === 'unit') tx.update(entity, this.#component(table), { team });
  }

  /** Gives a user other rights, or, now and then, takes all. */
  #changeUser(tx: Transaction, kind: 'user' | 'ban'): void {
    const { random, count } = this.#context;
    const users = this.#users();
    if (users.length === 0 || (kind === 'ban' && !random.oneIn(5))) return;
    const user = random.pick(users);
    if (!tx.isAlive(user)) return;
    if (kind === 'ban') tx.destroy(user);
    else tx.put(user, this.#db.component('member'), { team: random.below(TEAMS), level: random.below(LEVELS) });
    count(kind === 'ban' ? 'bans' : 'revocations');
  }

  #put(tx: Transaction, entity: Entity, table: TableName, { team, zone }: { team: number; zone: number }): void {
    const secret = this.#secrets.make(table, entity);
    const others = table === 'unit' ? { team, zone } : table === 'note' ? { size: zone } : {};
    tx.put(entity, this.#component(table), { ...others, secret });
  }

  #component(table: TableName): DynamicComponent {
    return this.#db.component(table);
  }
}

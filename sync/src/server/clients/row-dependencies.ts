/** Which users were computed from which rows. */

import { DESPAWN, SPAWN } from '@ecsdb/runtime/replica';
import type { ClientUser } from './client-user.js';

/** Stands for a table: whether the entity is alive. */
export const ALIVE = -1;

export class RowDependencies {
  /** By table id, then by entity index. */
  readonly #users: Map<number, Map<number, Set<ClientUser>>> = new Map();
  readonly #outdated: Set<ClientUser> = new Set();

  add(table: number, index: number, user: ClientUser): void {
    const users = this.#users.get(table) ?? new Map<number, Set<ClientUser>>();
    this.#users.set(table, users);
    const dependents = users.get(index) ?? new Set();
    users.set(index, dependents.add(user));
  }

  delete(table: number, index: number, user: ClientUser): void {
    const users = this.#users.get(table);
    const dependents = users?.get(index);
    dependents?.delete(user);
    if (dependents?.size !== 0) return;
    users?.delete(index);
    if (users?.size === 0) this.#users.delete(table);
  }

  /** Notes an operation of a commit. */
  note(kind: number, table: number, index: number): void {
    if (this.#users.size === 0) return;
    const dependents = this.#users.get(kind === SPAWN || kind === DESPAWN ? ALIVE : table)?.get(index);
    if (dependents !== undefined) for (const user of dependents) this.#outdated.add(user);
  }

  forget(user: ClientUser): void {
    this.#outdated.delete(user);
  }

  /** The users to be computed again, each once. */
  takeOutdated(): readonly ClientUser[] {
    if (this.#outdated.size === 0) return NONE;
    const outdated = [...this.#outdated];
    this.#outdated.clear();
    return outdated;
  }
}

const NONE: readonly ClientUser[] = [];

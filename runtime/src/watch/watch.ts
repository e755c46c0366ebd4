/** One call of `watch`: its listener, and what has happened since its last call. */

import type { Entity } from '../entity/index.js';
import { type ChangeLists, isEmpty, netChanges } from './changes.js';

/** What a listener gets, once it is known what has happened. */
export type Report<Key> = ChangeLists<Key> & { readonly reset: boolean; readonly destroyed?: boolean };

/** A watch of rows, or of the tables of an entity. */
export type AnyWatch = Watch<Entity> | Watch<string>;

export class Watch<Key> {
  /** Watches are called in the order in which they were added. */
  readonly order: number;
  readonly #listener: (report: Report<Key>) => void;
  /** For a watch of an entity. */
  readonly #hasDestroyed: boolean;
  #rounds: ChangeLists<Key>[] = [];
  #isReset = false;
  #isDestroyed = false;
  isStopped = false;
  /** True while it is in the list of watches to call. */
  isDue = false;

  constructor(order: number, listener: (report: Report<Key>) => void, hasDestroyed: boolean) {
    this.order = order;
    this.#listener = listener;
    this.#hasDestroyed = hasDestroyed;
  }

  add(lists: ChangeLists<Key>): void {
    this.#rounds.push(lists);
  }

  addReset(): void {
    this.#rounds = [];
    this.#isReset = true;
  }

  addDestroyed(): void {
    this.#isDestroyed = true;
  }

  /** What to call now, with what happened; `undefined` if that is nothing. Begins anew. */
  take(): (() => unknown) | undefined {
    const { inserted, changed, deleted } = netChanges(this.#rounds);
    const [reset, destroyed] = [this.#isReset, this.#isDestroyed];
    this.#rounds = [];
    this.#isReset = false;
    this.isDue = false;
    if (!reset && !destroyed && isEmpty({ inserted, changed, deleted })) return undefined;
    // Copies, because several watches can have the same lists.
    const lists = { inserted: inserted.slice(), changed: changed.slice(), deleted: deleted.slice(), reset };
    const report: Report<Key> = this.#hasDestroyed ? { ...lists, destroyed } : lists;
    const listener = this.#listener;
    return () => listener(report);
  }
}

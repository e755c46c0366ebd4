/**
 * The state of the model after each transaction, and which versions of the database it may be: one whose only operation
 * was refused may have a version of its own or not.
 */

import { expect } from '@jest/globals';
import { Model } from './model.js';

interface Entry {
  readonly model: Model;
  /** The versions that this may be; both are the same once everybody has seen it. */
  lowest: number;
  highest: number;
}

export class History {
  readonly #entries: Entry[] = [{ model: new Model(), lowest: 0, highest: 0 }];

  get last(): Model {
    return this.#entry(this.lastIndex).model;
  }

  /** Number of the last state; versions may be fewer than states. */
  get lastIndex(): number {
    return this.#entries.length - 1;
  }

  /** Adds what a transaction has made of the last state, if it may have changed anything. */
  add(model: Model): void {
    if (model.changed === 'no') return;
    const { lowest, highest } = this.#entry(this.lastIndex);
    this.#entries.push({ model, lowest: lowest + (model.changed === 'yes' ? 1 : 0), highest: highest + 1 });
  }

  /** The last state is known to be this version, which says something about the states before it, too. */
  settle(version: number): void {
    let entry = this.#entry(this.lastIndex);
    expect(version).toBeGreaterThanOrEqual(entry.lowest);
    expect(version).toBeLessThanOrEqual(entry.highest);
    entry.lowest = version;
    entry.highest = version;
    for (let i = this.lastIndex - 1; i >= 0; i--) {
      const before = this.#entry(i);
      before.lowest = Math.max(before.lowest, entry.lowest - 1);
      before.highest = Math.min(before.highest, entry.highest - (entry.model.changed === 'yes' ? 1 : 0));
      entry = before;
    }
  }

  /** The states from `oldest` on that may be this version, oldest first. */
  at(version: number, oldest = 0): readonly { readonly index: number; readonly model: Model }[] {
    return this.#entries
      .map(({ model, lowest, highest }, index) => ({ model, index, isIt: lowest <= version && version <= highest }))
      .filter(({ index, isIt }) => index >= oldest && isIt);
  }

  /** Forgets what came after a state, which is known to be this version. */
  returnTo(index: number, version: number): void {
    this.#entries.length = index + 1;
    this.settle(version);
  }

  #entry(index: number): Entry {
    return this.#entries[index] as Entry;
  }
}

/**
 * The state of the model after each transaction, and the possible versions of the database. The version is uncertain
 * because a transaction whose only operation was refused can have a version or not.
 */

import { expect } from '@jest/globals';
import { Model } from './model.js';

interface Entry {
  readonly model: Model;
  /** The range of possible versions. Both are equal after the state was published. */
  lowest: number;
  highest: number;
}

export class History {
  readonly #entries: Entry[] = [{ model: new Model(), lowest: 0, highest: 0 }];

  get last(): Model {
    return this.#entry(this.lastIndex).model;
  }

  /** Number of the last state. There can be fewer versions than states. */
  get lastIndex(): number {
    return this.#entries.length - 1;
  }

  /** Adds the state after a transaction, unless it changed nothing. */
  add(model: Model): void {
    if (model.changed === 'no') return;
    const { lowest, highest } = this.#entry(this.lastIndex);
    this.#entries.push({ model, lowest: lowest + (model.changed === 'yes' ? 1 : 0), highest: highest + 1 });
  }

  /** Records that the last state has this version, which also limits the versions of the states before it. */
  fixVersion(version: number): void {
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

  /** The states from `oldest` on that can have this version, oldest first. */
  at(version: number, oldest = 0): readonly { readonly index: number; readonly model: Model }[] {
    return this.#entries
      .map(({ model, lowest, highest }, index) => ({
        model,
        index,
        isPossible: lowest <= version && version <= highest,
      }))
      .filter(({ index, isPossible }) => index >= oldest && isPossible);
  }

  /** Forgets the states after `index`, and records its version. */
  returnTo(index: number, version: number): void {
    this.#entries.length = index + 1;
    this.fixVersion(version);
  }

  #entry(index: number): Entry {
    return this.#entries[index] as Entry;
  }
}

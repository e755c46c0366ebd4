/** The expected contents at each version: plain maps, each state with the state before it. */

import type { Entity } from '@ecsdb/runtime';
import { textOf } from './bank.js';

/** Immutable. */
export class State {
  readonly version: number;
  /** The state one version before; undefined for the empty database. */
  readonly previous: State | undefined;
  readonly alive: ReadonlySet<Entity>;
  /** Every id that was ever issued by a committed transaction. */
  readonly issued: ReadonlySet<Entity>;
  readonly accounts: ReadonlyMap<Entity, number>;
  readonly notes: ReadonlyMap<Entity, string>;
  readonly frozen: ReadonlySet<Entity>;
  #text: string | undefined;

  constructor(previous?: State, draft?: Draft) {
    this.version = previous === undefined ? 0 : previous.version + 1;
    this.previous = previous;
    this.alive = draft?.alive ?? new Set();
    this.issued = draft?.issued ?? new Set();
    this.accounts = draft?.accounts ?? new Map();
    this.notes = draft?.notes ?? new Map();
    this.frozen = draft?.frozen ?? new Set();
  }

  /** The text that `show` returns. */
  get text(): string {
    this.#text ??= textOf({
      count: this.alive.size,
      alive: [...this.alive],
      accounts: [...this.accounts],
      notes: [...this.notes],
      marks: [...this.frozen],
    });
    return this.#text;
  }

  get sum(): number {
    return [...this.accounts.values()].reduce((total, balance) => total + balance, 0);
  }

  /** The state of this history at an earlier version; undefined if there is none. */
  at(version: number): State | undefined {
    let state: State | undefined = this;
    while (state !== undefined && state.version > version) state = state.previous;
    return state?.version === version ? state : undefined;
  }
}

/** A state that a transaction is changing. */
export class Draft {
  readonly alive: Set<Entity>;
  readonly issued: Set<Entity>;
  readonly accounts: Map<Entity, number>;
  readonly notes: Map<Entity, string>;
  readonly frozen: Set<Entity>;

  constructor(state: State) {
    this.alive = new Set(state.alive);
    this.issued = new Set(state.issued);
    this.accounts = new Map(state.accounts);
    this.notes = new Map(state.notes);
    this.frozen = new Set(state.frozen);
  }
}

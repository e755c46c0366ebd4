/** The key of a unique index, to watch: `Player.by.name.key('ann')`. */

import { type AnyComponent, defineText, type Row } from '../component/index.js';
import type { IndexReader } from '../table/index.js';
import { findByKey } from './find.js';
import type { Lookup } from './lookup.js';

export class LookupKey {
  static {
    defineText(
      LookupKey.prototype,
      ({ $name }) => $name,
      (key) => key.#values.map(String).join(', '),
    );
  }

  readonly #component: AnyComponent;
  readonly #position: number;
  readonly #values: readonly unknown[];

  constructor(component: AnyComponent, position: number, values: readonly unknown[]) {
    this.#component = component;
    this.#position = position;
    this.#values = values;
  }

  /** @internal */
  get $name(): string {
    const { TABLE_NAME, descriptor } = this.#component;
    return `${TABLE_NAME}.by.${descriptor.indexes?.[this.#position]?.name}`;
  }

  /** @internal The entities with this key: at most one, except in the middle of a transaction. */
  $over(host: IndexReader): Lookup<Row> {
    return findByKey(host, this.#component, this.#position, this.#values);
  }
}

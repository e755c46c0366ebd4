/** Numbers of 8 random bytes that stand in rows, so that a row can be recognised in any frame, whatever its layout. */

import type { Entity } from '@ecsdb/runtime';
import type { TableName } from './schema.js';

export interface Secret {
  readonly table: TableName;
  readonly entity: Entity;
}

export class Secrets {
  readonly #known: Map<bigint, Secret> = new Map();
  #state: bigint;

  constructor(seed: number) {
    this.#state = BigInt(seed);
  }

  /** A new number for a row. */
  make(table: TableName, entity: Entity): bigint {
    const secret = this.#next();
    this.#known.set(secret, { table, entity });
    return secret;
  }

  /** All that occur in the bytes of a frame. */
  *in(frame: Uint8Array): Iterable<[number: bigint, of: Secret]> {
    const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
    for (let at = 0; at + 8 <= frame.length; at++) {
      const found = this.#known.get(view.getBigUint64(at, true));
      if (found !== undefined) yield [view.getBigUint64(at, true), found];
    }
  }

  /** SplitMix64: its numbers never repeat. */
  #next(): bigint {
    this.#state = BigInt.asUintN(64, this.#state + 0x9e3779b97f4a7c15n);
    let mixed = this.#state;
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return mixed ^ (mixed >> 31n);
  }
}

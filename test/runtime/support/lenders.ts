/** All ways in which a callback or a loop gets a row of `Body`. */

import type { Database, Entity, Transaction } from '@ecsdb/runtime';
import type { AttachedDatabase } from '@ecsdb/runtime/threads';
import { Body, type BodyRow, type BodyRowMut } from './body.js';
import { unmarked } from './declared.js';

export type Lend = (entity: Entity, use: (row: BodyRow | BodyRowMut, entity: Entity) => void) => void;

/** Ways to read, by name. Loops lend the rows of all entities, one after the other. */
export function lendersOf(source: Database | AttachedDatabase): { readonly [name: string]: Lend } {
  return {
    read: (entity, use) => source.read(entity, Body, (row) => use(row, entity)),
    'query().forEach': (_, use) => source.query(Body).forEach(use),
    'for..of': (_, use) => {
      for (const [row, entity] of source.query(Body)) use(row, entity);
    },
    'a declared query': (_, use) => unmarked(source).forEach(use),
  };
}

/** Ways to read and write in a transaction, by name. */
export function lendersIn(tx: Transaction): { readonly [name: string]: Lend } {
  return {
    'tx.read': (entity, use) => tx.read(entity, Body, (row) => use(row, entity)),
    'tx.update': (entity, use) => tx.update(entity, Body, (row) => use(row, entity)),
    'tx.query().forEach': (_, use) => tx.query(Body).forEach(use),
    'tx.query(mut).forEach': (_, use) => tx.query(Body.mut).forEach(use),
    'for..of in a transaction': (_, use) => {
      for (const [row, entity] of tx.query(Body.mut)) use(row, entity);
    },
    'a declared query in a transaction': (_, use) => unmarked(tx).forEach(use),
  };
}

/** All uses of a row and its array. */
export function usesOf(row: BodyRow | BodyRowMut): (() => unknown)[] {
  const { speed } = row;
  const reads = [
    () => row.mass,
    () => row.owner,
    () => row.toObject(),
    () => row.speed.at(0),
    () => speed.at(1),
    () => speed.toArray(),
    () => [...speed],
  ];
  if (!('$assign' in row)) return reads;
  const { speed: writable } = row;
  return [
    ...reads,
    () => {
      row.mass = 77;
    },
    () => {
      row.owner = 77n;
    },
    () => {
      row.speed = [77, 77];
    },
    () => writable.set(0, 77),
    () => writable.view(),
    () => row.$assign({ mass: 77 }),
    () => row.$patch({ mass: 77 }),
  ];
}

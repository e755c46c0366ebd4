/** Lookups of generated code: `Player.by.name(db, 'ann')`. */

import type { AnyComponent, Row } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import type { IndexReader } from '../table/index.js';
import { find } from './find.js';
import type { Lookup } from './lookup.js';
import type { OrderOptions, RangeOptions } from './options.js';

/** Some of the first values of a key, then the options for the next field. */
type RangeArguments<Values extends readonly unknown[]> = Values extends readonly [infer First, ...infer Rest]
  ? readonly [options?: RangeOptions<First>] | readonly [value: First, ...rest: RangeArguments<Rest>]
  : readonly [options?: OrderOptions];

/** All entities with these values, in order. `Source` is what can be read. */
export type LookupMany<Source, R extends Row, Values extends readonly unknown[]> = (
  source: Source,
  ...values: RangeArguments<Values>
) => Lookup<R>;

/** The entity with these values. With fewer values or with options, all entities in the range. */
export interface LookupOne<Source, R extends Row, Values extends readonly unknown[]> {
  (source: Source, ...values: Values): Entity | undefined;
  (source: Source, ...values: RangeArguments<Values>): Lookup<R>;
}

/** `position` is that of the index among those of the table, which is not unique. */
export function lookupMany<R extends Row, Values extends readonly unknown[]>(
  component: AnyComponent,
  position: number,
): LookupMany<IndexReader, R, Values> {
  // An index that is not unique always finds a list.
  return (source, ...values) => find<R>(source, component, position, values) as Lookup<R>;
}

/** As `lookupMany`, for a unique index. */
export function lookupOne<R extends Row, Values extends readonly unknown[]>(
  component: AnyComponent,
  position: number,
): LookupOne<IndexReader, R, Values> {
  const look: unknown = (source: IndexReader, ...values: readonly unknown[]) =>
    find<R>(source, component, position, values);
  // What is found follows from the number of values, as the overloads say.
  return look as LookupOne<IndexReader, R, Values>;
}

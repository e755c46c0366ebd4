/** Lookups of generated code: `Player.by.name(db, 'ann')`. */

import type { AnyComponent } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { find } from './find.js';
import type { Lookup, LookupHost } from './lookup.js';
import type { OrderOptions, RangeOptions } from './options.js';

/** Some of the first values of a key, then the options for the next field. */
export type RangeArguments<Values extends readonly unknown[]> = Values extends readonly [infer First, ...infer Rest]
  ? readonly [options?: RangeOptions<First>] | readonly [value: First, ...rest: RangeArguments<Rest>]
  : readonly [options?: OrderOptions];

/** All entities with these values, in order. */
export type LookupMany<C extends AnyComponent, Values extends readonly unknown[]> = (
  source: LookupHost,
  ...values: RangeArguments<Values>
) => Lookup<C>;

/** The entity with these values. With fewer values or with options, all entities in the range. */
export interface LookupOne<C extends AnyComponent, Values extends readonly unknown[]> {
  (source: LookupHost, ...values: Values): Entity | undefined;
  (source: LookupHost, ...values: RangeArguments<Values>): Lookup<C>;
}

/** `position` is that of the index among those of the table. */
export function lookupMany<C extends AnyComponent, Values extends readonly unknown[]>(
  component: () => C,
  position: number,
): LookupMany<C, Values> {
  return (source, ...values) => find(source, component(), position, values) as Lookup<C>;
}

export function lookupOne<C extends AnyComponent, Values extends readonly unknown[]>(
  component: () => C,
  position: number,
): LookupOne<C, Values> {
  // What `find` returns follows from the number of values, as the overloads say.
  const look: unknown = (source: LookupHost, ...values: readonly unknown[]) =>
    find(source, component(), position, values);
  return look as LookupOne<C, Values>;
}

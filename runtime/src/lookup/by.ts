/** Lookups of generated code: `Player.by.name(db, 'ann')`. */

import type { AnyComponent, Row } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import type { IndexReader } from '../table/index.js';
import { find } from './find.js';
import type { Lookup } from './lookup.js';
import { LookupKey } from './lookup-key.js';
import type { OrderOptions, RangeOptions, TextRangeOptions } from './options.js';

/** The options of a field: those of strings if it is one. */
type NextOptions<Value> = [Value] extends [string | null] ? TextRangeOptions<Value> : RangeOptions<Value>;

/**
 * Some of the first values of a key, then the options for the next field. These are overloads, because for them the
 * compiler says which option is wrong; for a union of lists of arguments it says that a list does not fit. The one with
 * the most values is the last, because TypeScript 7 reports only what the last one does not accept.
 */
type LookupRange<Source, R extends Row, Values extends readonly unknown[]> = Values extends readonly [
  ...infer First,
  infer Next,
]
  ? LookupRange<Source, R, First> &
      ((source: Source, ...values: [...values: First, options?: NextOptions<Next>]) => Lookup<R>)
  : unknown;

/** All entities with these values, in order. `Source` is what can be read. */
export type LookupMany<Source, R extends Row, Values extends readonly unknown[]> = LookupRange<Source, R, Values> &
  ((source: Source, ...values: [...values: Values, options?: OrderOptions]) => Lookup<R>);

/**
 * The entity with these values. With fewer values or with options, all entities in the range. The values alone come
 * first, for arguments of type `any`. The last overload is for options that may be undefined, and for errors.
 */
export type LookupOne<Source, R extends Row, Values extends readonly unknown[]> = ((
  source: Source,
  ...values: Values
) => Entity | undefined) &
  LookupRange<Source, R, Values> &
  ((source: Source, ...values: [...values: Values, options: OrderOptions]) => Lookup<R>) &
  ((source: Source, ...values: [...values: Values, options?: OrderOptions]) => Lookup<R> | Entity | undefined) & {
    /** These values, for `watch`: whichever entity has them. */
    key(...values: Values): LookupKey;
  };

/** `position` is that of the index among those of the table, which is not unique. */
export function lookupMany<R extends Row, Values extends readonly unknown[]>(
  component: AnyComponent,
  position: number,
): LookupMany<IndexReader, R, Values> {
  const look: unknown = (source: IndexReader, ...values: readonly unknown[]) =>
    find<R>(source, component, position, values);
  // An index that is not unique always finds a list.
  return look as LookupMany<IndexReader, R, Values>;
}

/** As `lookupMany`, for a unique index. */
export function lookupOne<R extends Row, Values extends readonly unknown[]>(
  component: AnyComponent,
  position: number,
): LookupOne<IndexReader, R, Values> {
  const look: unknown = Object.assign(
    (source: IndexReader, ...values: readonly unknown[]) => find<R>(source, component, position, values),
    { key: (...values: Values) => new LookupKey(component, position, values) },
  );
  // What is found follows from the number of values, as the overloads say.
  return look as LookupOne<IndexReader, R, Values>;
}

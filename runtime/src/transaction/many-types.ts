/** The arguments of operations on many entities. */

import type { AnyComponent, DataOf, RowMutOf } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import type { Lookup } from '../lookup/index.js';
import type { Query, QueryTerm } from '../query/index.js';

/** The entities of a bulk operation: an array of ids, or all that a query or a lookup finds. */
export type Entities = readonly Entity[] | Query<readonly QueryTerm[]> | Lookup;

/** An argument that can be left out if `IsOptional`. */
type Argument<Type, IsOptional> = IsOptional extends true ? [rows?: Type] : [rows: Type];

/** True if rows of the component can be inserted without data. */
type NeedsNoData<C extends AnyComponent> = Record<string, never> extends DataOf<C> ? true : false;
type NeedNoData<Components extends readonly AnyComponent[]> = false extends {
  [Index in keyof Components]: NeedsNoData<Components[Index]>;
}[number]
  ? false
  : true;

/** The data of each component, the same for all entities. */
type SameRows<Components extends readonly AnyComponent[]> = {
  readonly [Index in keyof Components]: DataOf<Components[Index]>;
};

/** Fills the rows of one entity: the rows, the entity, its position. */
type FillRows<Components extends readonly AnyComponent[]> = (
  ...rowsEntityAndIndex: [
    ...rows: { -readonly [Index in keyof Components]: RowMutOf<Components[Index]> },
    entity: Entity,
    index: number,
  ]
) => void;

/** The last argument of `createMany`: data or a function. It is optional if every field of the components is. */
export type CreateRows<Components extends readonly AnyComponent[]> = Argument<
  SameRows<Components> | FillRows<Components>,
  NeedNoData<Components>
>;

/** As `CreateRows`, without functions. */
export type CreateData<Components extends readonly AnyComponent[]> = Argument<
  SameRows<Components>,
  NeedNoData<Components>
>;

/** The last argument of `insertMany`: data or a function. It is optional if every field of the component is. */
export type ManyRows<C extends AnyComponent> = Argument<
  DataOf<C> | readonly DataOf<C>[] | ((row: RowMutOf<C>, entity: Entity, index: number) => void),
  NeedsNoData<C>
>;

/** As `ManyRows`, without functions. */
export type ManyData<C extends AnyComponent> = Argument<DataOf<C> | readonly DataOf<C>[], NeedsNoData<C>>;

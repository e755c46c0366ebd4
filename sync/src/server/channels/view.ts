/** Views: which entities a client can hold, and under which condition. */

import type { AnyComponent, RowOf } from '@ecsdb/runtime';

/** What sorts the entities of a view into channels. An entity is a number. */
export type ChannelValue = number | string | boolean;

/** What decides which channels a client holds. */
export interface Access<User, Params = unknown> {
  /** What `authenticate` has returned. */
  readonly user: User;
  /**
   * What the client has passed to `subscribe`: any plain data, also null, a text or an array; `undefined` if it has
   * passed nothing. The type is not checked, so leave it `unknown`, and check the value.
   */
  readonly params: Params;
}

/** One channel, for all entities with a row in one of the tables. */
export interface WholeView {
  /** The tables whose rows a client gets of each entity. */
  readonly tables: readonly AnyComponent[];
  readonly by?: undefined;
  readonly for?: undefined;
}

/** Entities with the same value are in one channel. */
export interface SortedView<
  User,
  Params,
  Tables extends readonly AnyComponent[] = readonly AnyComponent[],
  Component extends AnyComponent = AnyComponent,
  Value extends ChannelValue = ChannelValue,
> {
  /** The tables whose rows a client gets of each entity. */
  readonly tables: Tables;
  /**
   * A component of `tables`, and a function of its row. Entities without such a row are in no channel. The function
   * can read nothing but the row.
   */
  readonly by: readonly [component: Component & OneOf<Component, Tables>, channelOf: (row: RowOf<Component>) => Value];
  /** The values of the channels that a client holds: numbers if `by` returns numbers, and so on. */
  readonly for: (access: Access<User, Params>) => readonly KindOf<Value>[];
}

/** A text is never equal to a number, so such a client would silently hold nothing. */
type KindOf<Value extends ChannelValue> = Value extends number ? number : Value extends string ? string : boolean;

type OneOf<Component, Tables extends readonly AnyComponent[]> = Component extends Tables[number]
  ? unknown
  : '`by` must begin with a component of `tables`';

/** The content of a view. Its types are forgotten, so that views of different components can be in one list. */
export interface ViewDefinition<User = never> {
  readonly tables: readonly AnyComponent[];
  readonly by?: readonly [component: AnyComponent, channelOf: (row: never) => ChannelValue] | undefined;
  readonly for?: ((access: Access<User, never>) => readonly ChannelValue[]) | undefined;
}

/**
 * A view, as `view` has described it.
 *
 * A function, because TypeScript resolves calls that return functions last: so `User` of `view` is what `authenticate`
 * returns, which stands next to it.
 */
export type View<User = never> = () => ViewDefinition<User>;

/**
 * Describes a view for `serve`. `params` come from the client, so `for` must check them: it gets whatever a client
 * sends, whichever type the parameter of `for` is annotated with.
 */
export function view<User = unknown>(options: WholeView): View<User>;
// The last one, because TypeScript describes mistakes by the last signature.
export function view<
  const Tables extends readonly AnyComponent[],
  Component extends AnyComponent,
  Value extends ChannelValue,
  User = NoUser,
  Params = unknown,
>(options: SortedView<User, Params, Tables, Component, Value>): View<User>;
export function view(options: ViewDefinition): View {
  return () => options;
}

/** Where TypeScript cannot find the type of the user. */
type NoUser = 'annotate the parameter of `authenticate` as AuthenticationRequest: it tells the type of `user`';

/** A view that the server has checked. */
export interface CheckedView {
  readonly name: string;
  readonly tables: readonly AnyComponent[];
  readonly by: Sorting | undefined;
  /** Called with the user that `authenticate` has returned. */
  readonly for: (access: Access<never, never>) => readonly ChannelValue[];
}

interface Sorting {
  readonly component: AnyComponent;
  /** Called with a row of the component. */
  readonly channelOf: (row: never) => ChannelValue;
}

/** The value of the channel of a view that has only one. */
export const ONLY_CHANNEL: ChannelValue = true;

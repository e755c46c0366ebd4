/** Views: which entities a client can hold, and under which condition. */

import type { AnyComponent, RowOf } from '@ecsdb/runtime';

/** What sorts the entities of a view into channels. An entity is a number. */
export type ChannelValue = number | string | boolean;

/** What decides which channels a client holds. */
export interface Access<User, Params> {
  /** What `authenticate` has returned. */
  readonly user: User;
  /** What the client has passed to `subscribe`: plain data, and not checked. */
  readonly params: Params;
}

export interface ViewOptions<User, Params, Component extends AnyComponent> {
  /** The tables whose rows a client gets of each entity. */
  readonly tables: readonly AnyComponent[];
  /**
   * A component of `tables`, and a function of its row: entities with the same value are in one channel, those without
   * such a row in none. Without it, the view has one channel, for all entities with a row in one of the tables.
   */
  readonly by?: readonly [Component, (row: RowOf<Component>) => ChannelValue];
  /** The channels that a client holds, by their values. Needed if there is `by`. */
  readonly for?: (access: Access<User, Params>) => readonly ChannelValue[];
}

/** A view, checked. Its types are forgotten, so that views of different components can be in one list. */
export interface View<User = never, Params = never> {
  readonly tables: readonly AnyComponent[];
  readonly by: Sorting | undefined;
  readonly for: (access: Access<User, Params>) => readonly ChannelValue[];
}

interface Sorting {
  readonly component: AnyComponent;
  /** Called with a row of the component. */
  readonly channelOf: (row: never) => ChannelValue;
}

/** The value of the channel of a view that has only one. */
export const ONLY_CHANNEL: ChannelValue = true;

/** Describes a view for `serve`. */
export function view<User = unknown, Params = unknown, Component extends AnyComponent = AnyComponent>(
  options: ViewOptions<User, Params, Component>,
): View<User, Params> {
  const { tables, by, for: channelsFor } = options;
  if (by === undefined) return { tables, by: undefined, for: channelsFor ?? (() => [ONLY_CHANNEL]) };
  const [component, channelOf] = by;
  if (channelsFor === undefined) throw new TypeError('a view with `by` needs `for`: the channels that a client holds');
  return { tables, by: { component, channelOf }, for: channelsFor };
}

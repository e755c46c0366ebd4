/** Channels that stay although the client has given their view up, because another subscription needs them. */

import type { HeldView } from './schema.js';

/** A subscription that is not complete. */
export interface Pending {
  readonly view: HeldView;
  /** Views that have gone since. A channel that it shares with one may have stayed, or may have been closed before. */
  readonly dropped: HeldView[];
}

/** All sets of channels that may have stayed if these views go, too; the smallest ones first. */
export function lingeringViews(
  pending: readonly Pending[],
  dropped: readonly HeldView[],
): readonly (readonly HeldView[])[] {
  const shared = pending.flatMap(({ view, dropped: before }) =>
    [...before, ...dropped].flatMap((other) => sharedChannels(view, other)),
  );
  return subsetsOf(shared);
}

/** The channels of both, each as a view of its own. */
function sharedChannels(one: HeldView, other: HeldView): readonly HeldView[] {
  if (one.name !== other.name) return [];
  if (one.name !== 'team') return [one];
  const shared = one.params.teams.filter((team) => other.params.teams.includes(team));
  return shared.map((team) => ({ name: 'team', params: { teams: [team] } }));
}

function subsetsOf(views: readonly HeldView[]): readonly (readonly HeldView[])[] {
  const unique = new Map(views.map((view) => [JSON.stringify(view), view]));
  let subsets: (readonly HeldView[])[] = [[]];
  for (const view of unique.values()) subsets = [...subsets, ...subsets.map((subset) => [...subset, view])];
  return subsets;
}

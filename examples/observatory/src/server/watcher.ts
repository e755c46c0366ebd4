/** Who watches: a member of a team, or a spectator. */

import { Team } from '../generated/index.js';

export interface Watcher {
  readonly team: Team | undefined;
}

const WATCHERS: ReadonlyMap<string, Watcher> = new Map([
  ['red', { team: Team.Red }],
  ['blue', { team: Team.Blue }],
  ['spectator', { team: undefined }],
]);

/** Anybody may join any team here. A real server checks a signed token, or the cookie of a session. */
export function watcherOf(token: string): Watcher {
  const watcher = WATCHERS.get(token);
  if (watcher === undefined) throw new Error(`there is no team "${token}"`);
  return watcher;
}

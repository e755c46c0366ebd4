/** Enums, as values, types and keys. */

import { isTeam, Rank, Team } from './generated/index.js';

const COLOURS: { readonly [team in Team]: string } = { [Team.Red]: '#f00', [Team.Blue]: '#00f' };
const NAMES: Record<keyof typeof Team, string> = { Red: 'red', Blue: 'blue' };
export type BlueTeam = (typeof Team)['Blue'] | typeof Team.Blue;

export function colour(team: Team): string {
  switch (team) {
    case Team.Red:
      return COLOURS[team];
    case Team.Blue:
      return NAMES.Blue;
  }
}

export const parse = (name: keyof typeof Team): Team => (name === 'Blue' ? Team['Blue'] : Team[name]);
export const captain: boolean = isTeam(Team.Blue) && Rank.Captain === 10;
const { Blue, Red: red } = Team;
export const both: readonly Team[] = [Blue, red];

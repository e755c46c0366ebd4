/** Namespace imports. */

import * as game from './generated/index.js';
import type * as types from './generated/player.js';

export const parts = { Player: game.Player, team: game.Team.Blue, query: game.moving };
export const used: readonly unknown[] = [parts.Player, parts.team, parts.query];
export const gold = (row: types.PlayerRow, data: game.PlayerData): number => row.gold + (data.gold ?? 0);
export type Row = types.PlayerRow | InstanceType<typeof game.PlayerRow>;

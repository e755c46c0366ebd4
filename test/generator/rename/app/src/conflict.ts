/** Names that a rename may give are taken here. */

import { Player, type PlayerData, Team, Transform } from './generated/index.js';

class Person {
  coins = 1;
  Azure = 2;
}
const coins = new Person().coins;
const Side = 'side';
const Map2 = new Map([[Side, coins]]);

export { Player };
export const used = { Player, Team, Transform, Map2 };
export const data: PlayerData = { name: 'ann', gold: coins, team: Team.Blue };
export const moneyOf = ({ gold }: PlayerData): number => (gold ?? 0) + coins;

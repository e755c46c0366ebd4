/** Classes and interfaces: those that follow generated types, and those that only look alike. */

import { type PlayerData, PlayerRow, type Team } from './generated/index.js';

/** No relation to the schema. */
export class Chest {
  gold = 3;
  readonly position = { x: 1 };
  get team(): string {
    return `chest with ${this.gold}`;
  }
}

export class Hero implements PlayerData {
  readonly name = 'hero';
  gold = 1;

  earn(): number {
    this.gold += 1;
    return this.gold + new Chest().gold;
  }
}

export class Guard implements PlayerData {
  constructor(
    readonly name: string,
    readonly gold: number,
  ) {
    if (gold < 0) throw new Error('a guard owes gold');
  }
}

export interface Captain extends PlayerData {
  readonly gold: number;
  readonly team: Team;
}

export class WatchedRow extends PlayerRow {
  override get gold(): number {
    return super.gold * 2;
  }
}

export const all = (captain: Captain, hero: Hero, guard: Guard): number => captain.gold + hero.gold + guard.gold;

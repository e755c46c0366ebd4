/** Types made of generated types. */

import type { Inventory, Player, PlayerData, TransformData } from './generated/index.js';

export type Purse = Pick<PlayerData, 'gold' | 'name'>;
export type Poor = Omit<PlayerData, 'gold'>;
export type Gold = PlayerData['gold'];
export type X = TransformData['position']['x'];
export type Labels = Record<keyof PlayerData, string>;
export type Only = Extract<keyof PlayerData, 'gold'>;
export type Getters = { readonly [Key in keyof PlayerData]: () => PlayerData[Key] };
export type Components = readonly [typeof Player, typeof Inventory];

export const labels: Labels = { name: 'Name', gold: 'Gold', maxHp: 'Health', team: 'Team', home: 'Home' };
export const title: string = labels.gold + labels['gold'];
export const purse: Purse = { name: 'ann', gold: 1 };
export const getters: Partial<Getters> = { gold: () => 1 };

export function pluck<T, Key extends keyof T>(from: T, key: Key): T[Key] {
  return from[key];
}
export const plucked: number | undefined = pluck(purse, 'gold') ?? pluck<PlayerData, 'gold'>(purse, 'gold');
export type Rich = PlayerData & { readonly gold: number };
export const rich = (one: Rich): number => one.gold;

/** Copies, spreads and text. */

import type { Reader, Stored } from '@ecsdb/runtime';
import { Player, type PlayerData } from './generated/index.js';

export function purses(reader: Reader): number {
  let sum = 0;
  for (const [{ gold }] of reader.query(Player)) sum += gold;
  reader.query(Player).forEach((player) => {
    sum += player['gold'];
  });
  return sum;
}

export function line(data: Stored<PlayerData>): string {
  const copy = { ...data, gold: data.gold + 1 };
  return `${copy.name}: ${copy.gold} gold, ${data?.gold ?? 0}`;
}

export const richest = (all: readonly Stored<PlayerData>[]): number =>
  all.map((one) => one.gold).reduce((a, b) => Math.max(a, b), 0);

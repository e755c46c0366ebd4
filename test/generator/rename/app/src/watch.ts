/** Watches and generic helpers. See {@link Player} and {@link PlayerRow.gold}. */

import type { AnyComponent, Database } from '@ecsdb/runtime';
import { Frozen, Player, type PlayerRow, Transform } from './generated/index.js';

const WATCHED: readonly AnyComponent[] = [Player, Transform, Frozen];

export function watch(db: Database, report: (gold: number) => void): () => void {
  return db.watch(Player.by.gold(db), () => {
    for (const [row] of db.query(Player, Transform)) report(total(row));
  });
}

const total = <Row extends PlayerRow>(row: Row): number => row.gold + WATCHED.length;

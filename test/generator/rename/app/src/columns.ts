/** Columns, whose paths are strings. */

import type { Database } from '@ecsdb/runtime';
import { carrying, type MovingRun, moving } from './generated/index.js';
import { Player, type PlayerColumns, type TransformColumns } from './generated/index.js';

const PATHS = ['position.x', 'position.y'] as const satisfies readonly (keyof TransformColumns)[];
const wealth: keyof PlayerColumns = 'gold';

export function sum(db: Database): number {
  let total = Player.columns.gold[1];
  moving(db).runs((run) => {
    total += ofRun(run);
  });
  carrying(db).runs((run) => {
    total += run.inventory.column('gold').array[0] ?? 0;
  });
  return total;
}

function ofRun(run: MovingRun): number {
  const x = run.transform.column('position.x');
  const gold = run.player.column("gold");
  const home = run.player.column(`home.x`);
  const more = PATHS.map((path) => run.transform.column(path));
  const any = run.player.column(wealth);
  return [x, gold, home, any, ...more].reduce((sum, { array, first }) => sum + (array[first] ?? 0), 0);
}

export const offset: PlayerColumns['gold'][1] = Player.columns['gold'][1];

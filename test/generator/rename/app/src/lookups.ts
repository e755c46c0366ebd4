/** Finding by value. */

import type { Database, Entity } from '@ecsdb/runtime';
import { Banner, Player, type PlayerBy, Team } from './generated/index.js';

export function find(db: Database): Entity[] {
  const ann = Player.by.name(db, 'ann');
  const poor = Player.by.gold(db, { before: 5 });
  const blue = Player.by.teamAndGold(db, Team.Blue, { from: 3 });
  const near = Player.by.homeX(db, { before: 1 });
  const banners = Banner.by.owner(db, 'ann');
  return [ann, ...poor, ...blue, ...near, ...banners].filter((one) => one !== undefined);
}

export const byGold: PlayerBy['gold'] = Player.by['gold'];

/** Records over any buffer. */

import { PlayerRecord, Vec2Record } from './generated/records/index.js';
import { PlayerRecord as Direct } from './generated/records/player.js';

export const bytes: Uint8Array = PlayerRecord.encode({ name: 'ann', gold: 5, home: { x: 1 } });
export const gold: number = PlayerRecord.decode(bytes).gold + Direct.decode(bytes).gold;
export const point: number = Vec2Record.decode(Vec2Record.encode({ x: 1, y: 2 })).x;

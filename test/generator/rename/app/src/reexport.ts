/** What other parts of the application import. */

export * from './generated/enums.js';
export { moving, Player, type PlayerData } from './generated/index.js';
export type { Vec2, Vec2 as Point } from './generated/types.js';
import { Frozen, Player as Hero } from './generated/index.js';

export { Frozen, Hero };
export default Frozen;

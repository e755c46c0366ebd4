/** Bodies with a position: all in one state for every client, or only those in a client's view. */

import { schema, t } from '@colyseus/schema';

export const Body = schema({ x: t.float32(), y: t.float32(), z: t.float32() });
export const Shared = schema({ bodies: t.map(Body) });
export const Viewed = schema({ bodies: t.map(Body).view() });

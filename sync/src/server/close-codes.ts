/** Why the server closes a connection: docs/protocol.md, "Close codes". */

export const CLOSE = { goingAway: 1001, protocol: 4400, unauthenticated: 4401, schema: 4409 } as const;

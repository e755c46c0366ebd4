/** The size of the field, in metres. */

export const FIELD = { width: 400, height: 240 } as const;

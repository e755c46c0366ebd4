/**
 * What the messages of a lane contain.
 *
 * | ring | tag | payload |
 * |---|---|---|
 * | requests | the ticket, counted by the thread | one transaction, as operations (operation/format.ts) |
 * | replies | the ticket of the request | the version as f64; with the flag `FAILED`, an error as JSON |
 * | ids | 0 | ids of entities that are reserved for the thread, an f64 each |
 */

/** Flag of a reply that contains an error. */
export const FAILED = 1;

/** Bytes of the version in a reply. */
export const VERSION_BYTES = 8;

/** Bytes of an id. */
export const ID_BYTES = 8;

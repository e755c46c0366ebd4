/** What the owner answers to a transaction: its version, or the error that it failed with. */

/** Flag of a reply that holds an error as JSON, instead of a version as f64. */
export const FAILED = 1;

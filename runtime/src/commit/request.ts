/** A pending transaction. */

import type { Transaction } from '../transaction/index.js';

/** A function to run as a transaction, and its two callbacks. */
export interface Request {
  run(tx: Transaction): unknown;
  /** Called after publication, with the version that contains the transaction. */
  resolve(result: unknown, version: number): void;
  reject(error: unknown): void;
}

/** Which database a server has, and which opening of it: replicas compare their position with it. */

import type { Database } from '../database/index.js';

export interface Origin {
  /** 32 hexadecimal digits. */
  readonly databaseId: string;
  /** How often the database has been opened for writing, this time included. */
  readonly epoch: number;
  /**
   * The last version of an earlier opening that is part of this database; undefined if it is unknown. Later versions of
   * that opening were lost, and their numbers were used again.
   */
  lastVersionOf(epoch: number): number | undefined;
}

/** Undefined for a database in memory. */
export function originOf(db: Database): Origin | undefined {
  return db.$origin;
}

/**
 * The error for a log, a snapshot or a transaction of another thread that contradicts itself, although its checksums
 * are right.
 */

import type { ErrorFacts } from '../errors.js';

/** The facts that an `EcsDbError` made from it contains. */
export type ReplayFacts = Pick<ErrorFacts, 'table' | 'field' | 'entity' | 'expected' | 'got'>;

/** The message says what contradicts what. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
  readonly facts: ReplayFacts;
  /** Position in the file, in bytes; undefined if unknown. */
  readonly offset: number | undefined;
  /** The version of the contradiction; undefined if unknown or if there is none. */
  readonly version: number | undefined;

  constructor(
    message: string,
    facts: ReplayFacts = {},
    place: { readonly offset?: number; readonly version?: number } = {},
  ) {
    super(message);
    this.facts = facts;
    this.offset = place.offset;
    this.version = place.version;
  }

  /** The same error with the version of the transaction in which it was found. */
  inVersion(version: number): ReplayError {
    return new ReplayError(`in version ${version}, ${this.message}`, this.facts, { version });
  }

  /** The same error with its place in the file. */
  atOffset(offset: number): ReplayError {
    return new ReplayError(this.message, this.facts, { offset });
  }
}

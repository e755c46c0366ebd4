/** A log, a snapshot or a transaction of another thread that contradicts itself, although its checksums are right. */

import type { ErrorFacts } from '../errors.js';

/** What an error tells programs of it. */
export type ReplayFacts = Pick<ErrorFacts, 'table' | 'field' | 'entity' | 'expected' | 'got'>;

/** The message says what does not fit. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
  readonly facts: ReplayFacts;
  /** Where in the file, in bytes; undefined where the thrower does not know it. */
  readonly offset: number | undefined;
  /** The version that does not fit; undefined where the thrower does not know it, or no version is at fault. */
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

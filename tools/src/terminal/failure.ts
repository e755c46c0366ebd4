/** Failures that a message explains fully: the world's or the user's, never ours. */

/** Codes beside those of the runtime's errors. */
type FailureCode =
  | 'NOT_FOUND'
  | 'NOT_A_DIRECTORY'
  | 'NOT_A_DATABASE'
  | 'NOT_EMPTY'
  | 'INSIDE_SOURCE'
  | 'NOT_CONFIRMED'
  | 'NOTHING_TO_SAVE'
  | 'UNKNOWN_TABLE'
  | 'BUSY';

export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;

  /** The message says what was expected, what came, and what to do. */
  constructor(code: FailureCode, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** Arguments that commander cannot see to be wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

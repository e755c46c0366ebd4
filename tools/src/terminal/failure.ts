/** Failures that their message explains fully. They come from the system or the user, never from a bug in ecsdb. */

/** Codes in addition to those of the runtime's errors. */
type FailureCode =
  | 'NOT_FOUND'
  | 'NOT_A_DIRECTORY'
  | 'NOT_A_DATABASE'
  | 'NOT_EMPTY'
  | 'INSIDE_SOURCE'
  | 'NOT_CONFIRMED'
  | 'NOTHING_TO_SAVE'
  | 'UNKNOWN_TABLE'
  | 'NO_SCHEMA'
  | 'DAMAGED_INPUT'
  | 'BUSY';

export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;

  /** The message says what happened, what was expected, and what to do. */
  constructor(code: FailureCode, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** Wrong arguments that commander accepts. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

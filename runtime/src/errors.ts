/** Every error that a caller can meet: one class, a stable code each, the facts as properties. */

export type ErrorCode =
  | 'ENTITY_NOT_FOUND'
  | 'COMPONENT_NOT_FOUND'
  | 'COMPONENT_EXISTS'
  | 'SCHEMA_ERROR'
  | 'TRANSACTION_ERROR'
  | 'FIELD_TYPE_MISMATCH'
  | 'CAPACITY_EXCEEDED'
  | 'CHANNEL_CLOSED';

/** What an error is about, as far as it applies. Names are the schema's own. */
export interface ErrorFacts {
  readonly table?: string;
  readonly field?: string;
  readonly entity?: number;
  readonly expected?: string;
  readonly got?: string;
}

/** The message says what was expected, what came, and what to do; the properties repeat the facts for programs. */
export class EcsDbError extends Error implements ErrorFacts {
  readonly code: ErrorCode;
  declare readonly table?: string;
  declare readonly field?: string;
  declare readonly entity?: number;
  declare readonly expected?: string;
  declare readonly got?: string;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}) {
    super(`${code}: ${message}`);
    this.name = 'EcsDbError';
    this.code = code;
    Object.assign(this, facts);
  }
}

/** A broken promise of this library to itself: a bug of ours, never the caller's. */
class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

export function assert(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new AssertionError(`${promise}. This is a bug in ecsdb; please report it.`);
}

/** Every error that a caller can meet: one class, a stable code each, the facts as properties. */

export type ErrorCode =
  | 'ENTITY_NOT_FOUND'
  | 'COMPONENT_NOT_FOUND'
  | 'COMPONENT_EXISTS'
  | 'SCHEMA_ERROR'
  | 'TRANSACTION_ERROR'
  | 'FIELD_TYPE_MISMATCH'
  | 'ALIGNMENT_ERROR'
  | 'INVALID_OPTION'
  | 'UNSUPPORTED'
  | 'CAPACITY_EXCEEDED'
  | 'CHANNEL_CLOSED'
  | 'TIMEOUT'
  | 'SERIALIZATION_ERROR'
  | 'IO_ERROR'
  | 'ACCESS_DENIED'
  | 'NOT_A_DATABASE'
  | 'FORMAT_UNSUPPORTED'
  | 'SCHEMA_MISMATCH'
  | 'LOCKED'
  | 'CORRUPT'
  | 'DISK_FULL'
  | 'DURABILITY_UNKNOWN'
  | 'POISONED';

/** What an error is about, as far as it applies. Names are the schema's own. */
export interface ErrorFacts {
  readonly table?: string;
  readonly field?: string;
  /** Of `INVALID_OPTION`: the name of the option. */
  readonly option?: string;
  readonly entity?: number;
  readonly expected?: string;
  readonly got?: string;
  /** The path of the file or directory. */
  readonly path?: string;
  /** In bytes: where in the file; of `ALIGNMENT_ERROR`, where in the record. */
  readonly offset?: number;
  /** The first and the last version at risk; the last one is absent where nobody can know it. */
  readonly firstVersion?: number;
  readonly lastVersion?: number;
  /** The case of docs/format.md, for example `B3`. */
  readonly case?: string;
  /** The system's own code, for example `ENOSPC`. */
  readonly systemCode?: string;
  /** The process that holds the directory. */
  readonly pid?: number;
  /** The number of the thread: `threadId` in Node, elsewhere `AttachedDatabase.thread`. */
  readonly thread?: number;
  /** Of `TIMEOUT` and `CHANNEL_CLOSED`: what became of the transaction. Retry it if it is `not-committed`. */
  readonly outcome?: 'not-committed' | 'unknown';
  /** Each difference between two schemas, a sentence each. */
  readonly differences?: readonly string[];
  /** The command to run next. */
  readonly command?: string;
}

/** The message says what was expected, what came, and what to do; the properties repeat the facts for programs. */
export class EcsDbError extends Error implements ErrorFacts {
  readonly code: ErrorCode;
  declare readonly table?: string;
  declare readonly field?: string;
  declare readonly option?: string;
  declare readonly entity?: number;
  declare readonly expected?: string;
  declare readonly got?: string;
  declare readonly path?: string;
  declare readonly offset?: number;
  declare readonly firstVersion?: number;
  declare readonly lastVersion?: number;
  declare readonly case?: string;
  declare readonly systemCode?: string;
  declare readonly pid?: number;
  declare readonly thread?: number;
  declare readonly outcome?: 'not-committed' | 'unknown';
  declare readonly differences?: readonly string[];
  declare readonly command?: string;

  constructor(code: ErrorCode, message: string, facts: ErrorFacts = {}, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
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

/** What a message lists of many items. */
const LISTED_MAX = 20;

/** The items of a message that has to stay readable: the first ones, and how many more there are. */
export function listed(items: readonly string[], separator: string): string {
  const more = items.length - LISTED_MAX;
  return more <= 0 ? items.join(separator) : [...items.slice(0, LISTED_MAX), `and ${more} more`].join(separator);
}

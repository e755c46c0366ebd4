/** Every error that a caller can get: one class, stable codes, and the facts as properties. */

export type ErrorCode =
  | 'ENTITY_NOT_FOUND'
  | 'COMPONENT_NOT_FOUND'
  | 'COMPONENT_EXISTS'
  | 'CONSTRAINT_PRIMARY_KEY'
  | 'CONSTRAINT_UNIQUE'
  | 'CONSTRAINT_FOREIGN_KEY'
  | 'CONSTRAINT_PARENT'
  | 'SCHEMA_ERROR'
  | 'TRANSACTION_ERROR'
  | 'FIELD_TYPE_MISMATCH'
  | 'ALIGNMENT_ERROR'
  | 'INVALID_OPTION'
  | 'UNSUPPORTED'
  | 'CAPACITY_EXCEEDED'
  | 'CHANNEL_CLOSED'
  | 'TIMEOUT'
  | 'VERSION_GONE'
  | 'LOAD_REFUSED'
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

/** A value of a field in facts. An enum is its number. */
export type FactValue = number | bigint | boolean | string;

/** Which index of a table an error is about. */
export interface IndexFact {
  /** As in `by`. */
  readonly name: string;
  /** A field inside of a custom type has its path, `position.x`. */
  readonly fields: readonly string[];
}

/** The facts of an error, as far as they apply. Tables and fields have their names from the schema. */
export interface ErrorFacts {
  readonly table?: string;
  readonly field?: string;
  /** For `INVALID_OPTION`: the name of the option. */
  readonly option?: string;
  readonly entity?: number;
  /** The unique index in which two rows have the same value. */
  readonly index?: IndexFact;
  /** The value of a key; a list in the order of the index's fields if there are several. */
  readonly value?: FactValue | readonly FactValue[];
  /** The other entity with the same value. */
  readonly other?: number;
  /** The table that a foreign key refers to. */
  readonly target?: string;
  /** How many rows refer to the value; for `LOAD_REFUSED`: how many lines cannot be loaded. */
  readonly count?: number;
  /** The table in which a row of the same entity is missing. */
  readonly parent?: string;
  readonly expected?: string;
  readonly got?: string;
  /** The path of the file or directory. */
  readonly path?: string;
  /** In bytes, from the start of the file; for `ALIGNMENT_ERROR`, from the start of the record. */
  readonly offset?: number;
  /** The first and the last version at risk. The last one is absent if it cannot be known. */
  readonly firstVersion?: number;
  readonly lastVersion?: number;
  /** For `VERSION_GONE`: the version of the oldest commit that is kept; of the next one if none is. */
  readonly oldestVersion?: number;
  /** The case of docs/format.md, for example `B3`. */
  readonly case?: string;
  /** The code of the operating system, for example `ENOSPC`. */
  readonly systemCode?: string;
  /** The process that has locked the directory. */
  readonly pid?: number;
  /** The number of the thread: `threadId` in Node, elsewhere `AttachedDatabase.thread`. */
  readonly thread?: number;
  /**
   * For `TIMEOUT`, `CHANNEL_CLOSED` and, of a sent transaction, `SERIALIZATION_ERROR`: the outcome of the transaction.
   * Retry it if it is `not-committed`.
   */
  readonly outcome?: 'not-committed' | 'unknown';
  /** The differences between two schemas, one sentence each. */
  readonly differences?: readonly string[];
  /** The command to run next. */
  readonly command?: string;
}

/** The message says what happened, what was expected and what to do. The properties repeat the facts for programs. */
export class EcsDbError extends Error implements ErrorFacts {
  readonly code: ErrorCode;
  declare readonly table?: string;
  declare readonly field?: string;
  declare readonly option?: string;
  declare readonly entity?: number;
  declare readonly index?: IndexFact;
  declare readonly value?: FactValue | readonly FactValue[];
  declare readonly other?: number;
  declare readonly target?: string;
  declare readonly count?: number;
  declare readonly parent?: string;
  declare readonly expected?: string;
  declare readonly got?: string;
  declare readonly path?: string;
  declare readonly offset?: number;
  declare readonly firstVersion?: number;
  declare readonly lastVersion?: number;
  declare readonly oldestVersion?: number;
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

/** A violated invariant: always a bug in ecsdb, never a mistake of the caller. */
class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** `invariant` is a sentence without its full stop: what must always be true. */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new AssertionError(`${invariant}. This is a bug in ecsdb; please report it.`);
}

/** A message lists this many items. */
const LISTED_MAX = 20;

/**
 * Joins the items of a message. If there are too many to read, joins the first ones and the number of the others.
 * `count` is the number of all items, if `items` has only the first ones.
 */
export function joinListed(items: readonly string[], separator: string, count: number = items.length): string {
  const more = count - LISTED_MAX;
  return more <= 0 ? items.join(separator) : [...items.slice(0, LISTED_MAX), `and ${more} more`].join(separator);
}

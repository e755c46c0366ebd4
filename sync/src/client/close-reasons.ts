/** What a client does when its connection is closed: docs/protocol.md, "Close codes". */

import { EcsDbError, type ErrorCode } from '@ecsdb/runtime';
import { CLOSE, PROTOCOL_VERSION } from '../protocol/index.js';

export type Reaction =
  /** Connect again soon. */
  | 'retry'
  /** Connect again, and leave the server some time. */
  | 'retry-later'
  /** It would be refused again. */
  | 'end';

/** Codes by which an application's server, or this one, says that it would refuse the client again. */
const REFUSALS: ReadonlySet<number> = new Set([CLOSE.forbidden, CLOSE.version, CLOSE.schema, CLOSE.replaced]);
const OVERLOADS: ReadonlySet<number> = new Set([CLOSE.tooMany, CLOSE.failed, CLOSE.busy]);

/**
 * `isFirst`: no server has welcomed the client yet. `canRenew`: the client gets a new token for each connection.
 */
export function reactionTo(code: number, isFirst: boolean, canRenew: boolean): Reaction {
  if (REFUSALS.has(code)) return 'end';
  if (code === CLOSE.unauthenticated) return isFirst || !canRenew ? 'end' : 'retry';
  if (code === CLOSE.protocol || code === CLOSE.tooLong) return isFirst ? 'end' : 'retry-later';
  return OVERLOADS.has(code) ? 'retry-later' : 'retry';
}

interface OwnSchema {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly history?: readonly string[];
}

/** In words, for `status`. */
export function reasonOf(code: number, reason: string, schema: OwnSchema): string {
  if (code === CLOSE.schema) return schemaReason(reason, schema);
  if (reason === '') return `the connection broke (${code})`;
  return code === CLOSE.broken ? reason : `${reason} (${code})`;
}

/** The reason contains the hash of the server's schema. */
function schemaReason(reason: string, schema: OwnSchema): string {
  const [theirs = ''] = /\b[0-9a-f]{32}\b/.exec(reason) ?? [];
  const relation = schema.history?.includes(theirs)
    ? 'The schema of the server is an earlier version: update the server.'
    : 'Generate the code of both from one schema, and load the client again if the server is newer.';
  return `${reason}; the client has ${ownSchema(schema)}. ${relation}`;
}

function ownSchema({ name, version, hash }: OwnSchema): string {
  return `schema ${hash}, version ${version} of "${name}"`;
}

const ERRORS: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [CLOSE.unauthenticated, 'ACCESS_DENIED'],
  [CLOSE.forbidden, 'ACCESS_DENIED'],
  [CLOSE.version, 'FORMAT_UNSUPPORTED'],
  [CLOSE.schema, 'SCHEMA_MISMATCH'],
]);

/** What calls of a client reject with after its end. `text` is what the server has said. */
export function endedError(code: number, text: string, schema: OwnSchema): EcsDbError {
  const reason = reasonOf(code, text, schema);
  const message = `the client is not connected: ${reason}${reason.endsWith('.') ? '' : '.'}`;
  return new EcsDbError(ERRORS.get(code) ?? 'CHANNEL_CLOSED', message, factsOf(code, text, schema));
}

function factsOf(code: number, text: string, schema: OwnSchema): Pick<EcsDbError, 'expected' | 'got'> {
  if (code === CLOSE.schema) return { expected: text.replace(/^the server has /, ''), got: ownSchema(schema) };
  if (code === CLOSE.version) return { expected: text, got: `version ${PROTOCOL_VERSION} of the protocol` };
  return {};
}

/** Tokens are checked before they are sent, because a server closes the connection at a wrong one. */

import { EcsDbError } from '@ecsdb/runtime';
import { formatValue } from '@ecsdb/runtime/replica';
import { bytesOfText, FRAME_LIMITS } from '../protocol/index.js';

const EXPECTED = `a text of at most ${FRAME_LIMITS.token} bytes`;

/** Undefined for a token that can be sent. Tokens are secrets, so the error does not contain them. */
export function wrongToken(call: string, expected: string, token: unknown): EcsDbError | undefined {
  const bytes = typeof token === 'string' ? bytesOfText(token) : 0;
  if (typeof token === 'string' && bytes <= FRAME_LIMITS.token) return undefined;
  const got = typeof token === 'string' ? `a text of ${bytes} bytes` : formatValue(token);
  const message = `the option token of ${call} must be ${expected}, got ${got}.`;
  return new EcsDbError('INVALID_OPTION', message, { option: 'token', expected, got });
}

/** Throws `INVALID_OPTION`. */
export function requireToken(call: string, token: unknown): void {
  const wrong = wrongToken(call, EXPECTED, token);
  if (wrong !== undefined) throw wrong;
}

/** What the function `token` has returned. A later call may return something else, so the client goes on. */
export function checkedToken(token: string): string {
  if (wrongToken('connect', EXPECTED, token) === undefined) return token;
  const got = typeof token === 'string' ? 'a longer one' : formatValue(token);
  throw new Error(`the function \`token\` must return ${EXPECTED}, and has returned ${got}`);
}

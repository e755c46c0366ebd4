/** Errors on their way from one thread to another. */

import { EcsDbError, type ErrorCode, type ErrorFacts } from '../errors.js';

interface ErrorJson {
  readonly name: string;
  readonly message: string;
  readonly code?: ErrorCode;
  readonly facts?: ErrorFacts;
}

export function encodeError(error: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(plain(error)));
}

/** The same error: an `EcsDbError` with the same code, message and facts, or an `Error` with the same name and message. */
export function decodeError(bytes: Uint8Array): Error {
  // Written by `encodeError`, in the same process.
  const { name, message, code, facts } = JSON.parse(new TextDecoder().decode(bytes)) as ErrorJson;
  if (code !== undefined) return new EcsDbError(code, message.slice(code.length + 2), facts);
  const error = new Error(message);
  error.name = name;
  return error;
}

function plain(error: unknown): ErrorJson {
  if (error instanceof EcsDbError) {
    const { name, message, code, stack, cause, ...facts } = error;
    return { name, message, code, facts };
  }
  if (error instanceof Error) return { name: error.name, message: error.message };
  return { name: 'Error', message: String(error) };
}

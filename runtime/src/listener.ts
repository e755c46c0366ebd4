/** Calling listeners of the application: what they throw goes to the option `onError`, and affects nothing else. */

import { isPromiseLike } from './arguments.js';
import { runMicrotask } from './clock.js';

export type OnError = (error: unknown) => void;

/** Calls a listener. Never throws. */
export function callListener(call: () => unknown, onError: OnError): void {
  try {
    const result = call();
    // An async listener is allowed, although nothing waits for it.
    if (isPromiseLike(result)) Promise.resolve(result).catch((error: unknown) => report(error, onError));
  } catch (error) {
    report(error, onError);
  }
}

/** The default of `onError`: a process warning or, where there is no process, an uncaught error. */
export function warn(error: unknown): void {
  warnOf('onCommit or watch of a database', error);
}

/** As `warn`, for functions given to `call`. */
export function warnOf(call: string, error: unknown): void {
  if (typeof process === 'object') {
    const detail = isError(error) ? error.stack : undefined;
    const text = `a function given to ${call} has thrown: ${String(error)}`;
    process.emitWarning(text, { type: 'EcsDbWarning', ...(detail !== undefined && { detail }) });
  } else runMicrotask(() => throwAgain(error));
}

function report(error: unknown, onError: OnError): void {
  try {
    onError(error);
  } catch (second) {
    warn(second);
  }
}

function throwAgain(error: unknown): never {
  throw error;
}

/** Not by its class, which differs from realm to realm. */
function isError(error: unknown): error is { readonly stack?: string } {
  return typeof error === 'object' && error !== null && 'stack' in error && typeof error.stack === 'string';
}

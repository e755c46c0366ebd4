/** The default of the option `onError`, and errors in words. */

export type OnError = (error: unknown) => void;

/** The default: a process warning, as for listeners of a database. An uncaught error would end the server. */
export function warn(error: unknown): void {
  const stack = stackOf(error);
  process.emitWarning(textOf(error), { type: 'EcsDbWarning', ...(stack !== undefined && { detail: stack }) });
}

/** Any value can be thrown, also one that cannot be converted. */
export function textOf(error: unknown): string {
  try {
    return error instanceof Error ? `${error.message}` : String(error);
  } catch {
    return 'a value that cannot be shown';
  }
}

/** Where the error comes from: the stack of its cause, if it has one. */
function stackOf(error: unknown): string | undefined {
  try {
    if (!(error instanceof Error)) return undefined;
    const { stack } = error.cause instanceof Error ? error.cause : error;
    return typeof stack === 'string' ? stack : undefined;
  } catch {
    return undefined;
  }
}

/** Reports what functions of the application throw: once for each kind, because they may run for each row. */

/** After so many kinds of one source, no more are reported. */
const KINDS_MAX = 16;

export class ErrorReports {
  readonly #onError: (error: unknown) => void;
  /** By source. */
  readonly #kinds: Map<string, Set<string>> = new Map();

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** `source` says which function has thrown. */
  report(source: string, error: unknown): void {
    const kinds = this.#kinds.get(source) ?? new Set();
    const kind = kindOf(error);
    if (kinds.has(kind) || kinds.size >= KINDS_MAX) return;
    kinds.add(kind);
    this.#kinds.set(source, kinds);
    const text = error instanceof Error ? error.message : String(error);
    this.#onError(new Error(`${source} has thrown, which is reported once: ${text}`, { cause: error }));
  }
}

/** Messages often contain values, so they do not tell kinds apart. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}

/** Reports what functions of the application throw: once for each kind, because they may run for each row. */

import { EcsDbError } from '@ecsdb/runtime';
import { callListener } from '@ecsdb/runtime/replica';
import { type OnError, textOf, warn } from './on-error.js';

/** After so many kinds of one source, no more are reported. */
const KINDS_MAX = 16;

export class ErrorReports {
  readonly #onError: OnError;
  /** By source. */
  readonly #kinds: Map<string, Set<string>> = new Map();

  constructor(onError: OnError) {
    this.#onError = onError;
  }

  /** `source` says which function has failed, and `place` for what. Never throws. */
  report(source: string, error: unknown, place = ''): void {
    const kinds = this.#kinds.get(source) ?? new Set();
    const kind = kindOf(error);
    if (kinds.has(kind) || kinds.size >= KINDS_MAX) return;
    kinds.add(kind);
    this.#kinds.set(source, kinds);
    const what = `${source} has failed${place === '' ? '' : ` for ${place}`}`;
    this.pass(new Error(`${what}, which is reported once: ${textOf(error)}`, { cause: error }));
  }

  /** As `report`, unless the application has refused a client on purpose. */
  reportUnlessDenied(source: string, error: unknown): void {
    const isDenied = error instanceof EcsDbError && error.code === 'ACCESS_DENIED';
    if (!isDenied) this.report(source, error);
  }

  /** Passes on what no function of the application has thrown, as it is. Never throws. */
  pass(error: unknown): void {
    callListener(() => this.#onError(error), warn);
  }
}

/** Messages often contain values, so they do not tell kinds apart. */
function kindOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return typeof error;
    return 'code' in error ? `${error.name} ${String(error.code)}` : `${error.name}`;
  } catch {
    return 'unknown';
  }
}

/** Commit latencies of the recent past, for `stats()`. */

/** In milliseconds, over the commits that are remembered. */
export interface LatencySummary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Commits that are remembered; older ones are forgotten. */
const REMEMBERED = 1024;

export class LatencyRecorder {
  readonly #recent: Float64Array = new Float64Array(REMEMBERED);
  #recorded = 0;

  record(milliseconds: number): void {
    this.#recent[this.#recorded++ % REMEMBERED] = milliseconds;
  }

  summary(): LatencySummary {
    const count = Math.min(this.#recorded, REMEMBERED);
    const sorted = this.#recent.slice(0, count).sort();
    const at = (fraction: number): number => sorted[Math.min(count - 1, Math.floor(count * fraction))] ?? 0;
    return { count, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
  }
}

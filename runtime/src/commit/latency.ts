/** Latencies of recent commits, for `stats()`. */

/** In milliseconds, over the recorded commits. */
export interface LatencySummary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Commits that are kept; older ones are overwritten. */
const RECORDED_MAX = 1024;

export class LatencyRecorder {
  readonly #recent: Float64Array = new Float64Array(RECORDED_MAX);
  #recorded = 0;

  record(milliseconds: number): void {
    this.#recent[this.#recorded++ % RECORDED_MAX] = milliseconds;
  }

  summary(): LatencySummary {
    const count = Math.min(this.#recorded, RECORDED_MAX);
    const sorted = this.#recent.slice(0, count).sort();
    const at = (fraction: number): number => sorted[Math.min(count - 1, Math.floor(count * fraction))] ?? 0;
    return { count, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
  }
}

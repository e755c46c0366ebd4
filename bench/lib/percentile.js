/** Percentiles, and figures rounded for printing. */

/** `part` is 0.5 for the median, 1 for the largest. */
export function percentile(values, part) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

/** Rounds to three digits. */
export function round(value) {
  return Number(value.toPrecision(3));
}

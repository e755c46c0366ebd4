/** Figures for a reader: percentiles, rounded. */

/** `part` is 0.5 for the median, 1 for the largest. */
export function percentile(values, part) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

/** To the three digits that a reader looks at. */
export function round(value) {
  return Number(value.toPrecision(3));
}

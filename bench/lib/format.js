/** Text of tables. */

/** Lines of columns. Cells after those of the first row are not aligned. */
export function align(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map(([name, ...cells]) => {
    const padded = cells.map((cell, index) => cell.padStart(widths[index + 1] ?? 0));
    return `  ${name.padEnd(widths[0])}  ${padded.join('  ')}`.trimEnd();
  });
}

/** Three digits. The limits are where these would be rounded up to four. */
export function duration(seconds) {
  if (seconds < 999.5e-9) return `${(seconds * 1e9).toPrecision(3)} ns`;
  if (seconds < 999.5e-6) return `${(seconds * 1e6).toPrecision(3)} us`;
  return seconds < 999.5e-3 ? `${(seconds * 1e3).toPrecision(3)} ms` : `${seconds.toPrecision(3)} s`;
}

export function rate(perSecond) {
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toPrecision(3)} M`;
  return perSecond >= 1e3 ? `${(perSecond / 1e3).toPrecision(3)} k` : perSecond.toPrecision(3);
}

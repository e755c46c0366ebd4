/** What people and programs read afterwards. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const HEADINGS = ['', 'best', 'median', 'per second', 'best ratio', 'median ratio'];

/** Times are per operation, "per second" is of the median, and ratios are to the first row. */
export function caseTable({ id, title, contestants }) {
  const rows = contestants.map(({ name, bestSeconds, medianSeconds, bestRatio, medianRatio, facts }) => [
    name,
    duration(bestSeconds),
    duration(medianSeconds),
    rate(1 / medianSeconds),
    bestRatio.toFixed(2),
    medianRatio.toFixed(2),
    Object.entries(facts)
      .map((fact) => fact.join(' '))
      .join(', '),
  ]);
  return [`${id}: ${title}`, ...align([HEADINGS, ...rows])].join('\n');
}

/** Gives back the name of the file. */
export function save(report) {
  const folder = new URL('../results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`${report.date.replaceAll(':', '')}.json`, folder);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return fileURLToPath(file);
}

function align(rows) {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map(([name, ...cells]) => {
    const padded = cells.map((cell, index) => cell.padStart(widths[index + 1] ?? 0));
    return `  ${name.padEnd(widths[0])}  ${padded.join('  ')}`.trimEnd();
  });
}

function duration(seconds) {
  if (seconds < 1e-6) return `${(seconds * 1e9).toPrecision(3)} ns`;
  if (seconds < 1e-3) return `${(seconds * 1e6).toPrecision(3)} us`;
  return seconds < 1 ? `${(seconds * 1e3).toPrecision(3)} ms` : `${seconds.toPrecision(3)} s`;
}

function rate(perSecond) {
  if (perSecond >= 1e6) return `${(perSecond / 1e6).toPrecision(3)} M`;
  return perSecond >= 1e3 ? `${(perSecond / 1e3).toPrecision(3)} k` : perSecond.toPrecision(3);
}

/** The report: a table to read, and JSON for programs. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { align, duration, rate } from './format.js';

const HEADINGS = ['', 'best', 'median', 'per second', 'best ratio', 'median ratio'];

/** Facts longer than this have a line of their own. */
const FACTS_LENGTH_MAX = 80;

/**
 * Times are per operation. "Per second" is of the median. Ratios are to the first row. Facts are medians of the rounds.
 */
export function caseTable({ id, title, contestants, wanted, leftOut }) {
  const rows = contestants.map(({ name, bestSeconds, medianSeconds, bestRatio, medianRatio, facts }) => [
    name,
    duration(bestSeconds),
    duration(medianSeconds),
    rate(1 / medianSeconds),
    bestRatio.toFixed(2),
    medianRatio.toFixed(2),
    factsOf(facts),
  ]);
  return [
    `${id}: ${title}`,
    ...align([HEADINGS, ...rows]),
    ...leftOut.map(leftOutLine),
    ...wanted.map((want) => `  ${verdict(want)}`),
  ].join('\n');
}

export function leftOutLine({ name, why }) {
  return `  left out: ${name}: ${why}`;
}

function factsOf(facts) {
  const text = Object.entries(facts)
    .map((fact) => fact.join(' '))
    .join(', ');
  return text.length > FACTS_LENGTH_MAX ? `\n    ${text}` : text;
}

export function verdict({
  name,
  against,
  timesAsFast,
  perSecond,
  fact,
  atMost,
  timesAtMost,
  figure,
  best,
  isMet,
  rounds,
  steadyRounds,
}) {
  const result = isMet === undefined ? 'unknown' : isMet ? 'yes' : 'NO';
  if (timesAtMost !== undefined) {
    const figures = `${ratio(figure)} (best ${ratio(best)})`;
    return `wanted: ${name}: ${fact} at most ${timesAtMost} of ${against}: ${result}, ${figures}`;
  }
  if (fact !== undefined) return `wanted: ${name}: ${fact} at most ${atMost}: ${result}, ${figure} (best ${best})`;
  if (perSecond !== undefined) {
    return `wanted: ${name}: ${rate(perSecond)} per second: ${result}, ${rate(figure)} (best ${rate(best)})`;
  }
  const disk = steadyRounds === rounds ? '' : `; the disk was steady in ${steadyRounds} of ${rounds} rounds`;
  const figures = `${ratio(figure)} (best against best ${ratio(best)})`;
  return `wanted: ${name} ${ratio(timesAsFast)} times as fast as ${against}: ${result}, ${figures}${disk}`;
}

function ratio(value) {
  return value.toPrecision(3);
}

/** Returns the name of the file. */
export function save(report) {
  const folder = new URL('../results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`${report.date.replaceAll(':', '')}.json`, folder);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return fileURLToPath(file);
}

/** The table of programs: a row for each case, a column for each contestant, and how they compare. */

import { align, duration } from './format.js';
import { leftOutLine, verdict } from './report.js';
import { geometricMeans } from './statistics.js';

const REFERENCE = 'bitecs';

/** The cases whose geometric mean is a target. */
const BASIC_CASES = [
  'add-remove',
  'born-destroyed',
  'churn',
  'frag-iter',
  'interleaved',
  'many-queries',
  'packed-1',
  'packed-5',
  'sparse',
  'wide',
].map((name) => `worlds/${name}`);

const WANTED_MEAN = 1;

/** Loops over declared queries: with `next()`, and with a callback. */
const DECLARED = ['ecsdb', 'ecsdb forEach'];

/** Times are medians per operation. In brackets: how many times as fast as the reference. */
export function programTable({ results, leftOut }) {
  const names = columnsOf(results);
  const rows = results.map(({ id, contestants }) => [id, ...names.map((name) => cellOf(contestants, name))]);
  return [
    ...align([['', ...names], ...rows]),
    ...singleLines(results, names),
    ...leftOut.map(leftOutLine),
    ...meanLines(results),
    ...adHocLines(results),
    ...results.flatMap(({ id, wanted }) => wanted.map((want) => `  ${id}: ${verdict(want)}`)),
  ].join('\n');
}

/** Lines about several cases: the geometric means. */
export function meanLines(results) {
  const basic = results.filter(({ id }) => BASIC_CASES.includes(id));
  return [...meanLine('all cases', results), ...meanLine('basic cases', basic), ...wantedMean(basic)];
}

/** Contestants of one case have no column. */
function columnsOf(results) {
  const names = results.flatMap(({ contestants }) => contestants.map(({ name }) => name));
  return [...new Set(names)].filter((name) => names.indexOf(name) !== names.lastIndexOf(name));
}

function singleLines(results, columns) {
  return results.flatMap(({ id, contestants }) =>
    contestants
      .filter(({ name }) => !columns.includes(name))
      .map(({ name, medianSeconds }) => `  ${id}: ${name} ${duration(medianSeconds)}`),
  );
}

function meanLine(what, results) {
  const means = geometricMeans(results, REFERENCE)
    .filter(({ cases }) => cases > 1)
    .map(({ name, cases, timesAsFast }) => `${name} ${timesAsFast.toFixed(2)} (${cases})`);
  return means.length === 0 ? [] : [`  times as fast as ${REFERENCE}, geometric mean of ${what}: ${means.join(', ')}`];
}

function wantedMean(basic) {
  const mean = geometricMeans(basic, REFERENCE).find(
    ({ name, cases }) => name === 'ecsdb' && cases === BASIC_CASES.length,
  );
  if (mean === undefined) return [];
  const isMet = mean.timesAsFast >= WANTED_MEAN ? 'yes' : 'NO';
  return [`  wanted: ecsdb, basic cases, at least ${WANTED_MEAN.toFixed(1)}: ${isMet}, ${mean.timesAsFast.toFixed(2)}`];
}

/** A declared query is never slower than one made ad hoc, in the form that suits the loop. */
function adHocLines(results) {
  const slower = results
    .map(({ id, contestants }) => {
      const declared = DECLARED.map((name) => secondsOf(contestants, name) ?? Number.POSITIVE_INFINITY);
      return { id, ratio: Math.min(...declared) / secondsOf(contestants, 'ecsdb ad hoc') };
    })
    .filter(({ ratio }) => ratio > 1)
    .map(({ id, ratio }) => `${id} (${ratio.toFixed(2)} times its time)`);
  return [`  declared is slower than ad hoc: ${slower.length === 0 ? 'nowhere' : slower.join(', ')}`];
}

function cellOf(contestants, name) {
  const seconds = secondsOf(contestants, name);
  if (seconds === undefined) return '';
  const reference = secondsOf(contestants, REFERENCE);
  const ratio = reference === undefined || name === REFERENCE ? '' : ` (${(reference / seconds).toPrecision(2)})`;
  return `${duration(seconds)}${ratio}`;
}

function secondsOf(contestants, name) {
  return contestants.find((contestant) => contestant.name === name)?.medianSeconds;
}
